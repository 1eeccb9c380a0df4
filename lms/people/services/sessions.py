"""Signing people out from the server's side."""

import datetime as dt
from collections.abc import Collection
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from lms.common import clock
from lms.people.access import EXPIRING
from lms.people.models import RoleGrant, User

DAY = dt.timedelta(days=1)


def end_sessions(people: Collection[int]) -> int:
    """Sign these people (keys) out everywhere; how many sessions were ended. Reads every live session."""
    store, ended = import_module(settings.SESSION_ENGINE).SessionStore, 0
    wanted = {str(pk) for pk in people}
    for session in Session.objects.filter(expire_date__gte=clock.now()) if wanted else ():
        if session.get_decoded().get(SESSION_KEY) in wanted:
            store(session.session_key).delete()
            ended += 1
    return ended


def end_expired_sessions(on: dt.date) -> int:
    """Sign out whose account was good until the day before `on`; one query when there is nobody.

    Only those of yesterday are looked for: sign-in refuses the others, and an idle session ends by itself.
    """
    ended = RoleGrant.objects.filter(role__in=EXPIRING, to_on=on - DAY)
    again = RoleGrant.objects.on(on).values("person_id")
    people = User.objects.filter(pk__in=ended.values("person_id"), last_login__isnull=False).exclude(pk__in=again)
    return end_sessions(list(people.values_list("pk", flat=True)))
