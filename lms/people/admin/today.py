"""What needs HR and the security administrators today: counts that lead to the page where it is done."""

import datetime as dt
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from lms.people.access import EXPIRING
from lms.people.admin.role_rows import SOON
from lms.people.models import ImportRun, PersonState, Posting, RoleGrant, User
from lms.people.selectors import gaps_on


@dataclass(frozen=True)
class Need:
    """So many of something, and where it is looked after."""

    count: int
    text: str
    url: str


def needs_of(roles: frozenset[str], today: dt.date) -> tuple[Need, ...]:
    """HR and security administrators: as many queries whatever the numbers; nothing for anybody else."""
    needs = [*(_for_hr(today) if "hr" in roles else ()), *(_for_security(today) if "security_admin" in roles else ())]
    return tuple(need for need in needs if need.count)


def _for_hr(today: dt.date) -> tuple[Need, ...]:
    month_end = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    leaving = PersonState.objects.filter(
        kind=PersonState.Kind.LEFT, from_on__gt=today.replace(day=1), from_on__lte=month_end + dt.timedelta(days=1)
    )
    staff = User.objects.filter(pk__in=Posting.objects.main().on(today).values("person_id"))
    return (
        Need(gaps_on(today).count,
             _("units without a head or a leader in charge, or whose head is away"),
             _url("heads:index")),
        Need(ImportRun.objects.filter(state=ImportRun.State.PREVIEWED).count(), _("rosters waiting for confirmation"),
             _url("rosters:index")),
        Need(staff.filter(stroke_key="").count(), _("people whose place in the order of names is unknown"),
             _url("staff:index")),
        Need(leaving.count(), _("people leaving this month"), _url("staff:index")),
    )


def _for_security(today: dt.date) -> tuple[Need, ...]:
    last = today + dt.timedelta(days=SOON)
    ending = RoleGrant.objects.on(today).filter(role__in=EXPIRING, to_on__lte=last)
    return (Need(ending.count(), _("inspectors' accounts that end within a fortnight"), _url("roles:index")),)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
