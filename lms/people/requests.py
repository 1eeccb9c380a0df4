"""A request whose person is known: every view without `login_not_required` gets one."""

import datetime as dt

from django.http import HttpRequest

from lms.people.models import User

HAND, BEGAN = "hand", "began"  # in the session, seconds: when the person last did something; when he signed in


class PersonRequest(HttpRequest):
    """For the eyes of the type checker."""

    user: User


def stay_signed_in(request: HttpRequest, until: dt.datetime) -> None:
    """Count this session's idle minutes from `until` on, and end it by its length no sooner: an open exam is not idle,
    and nobody is signed out in the middle of one (design 1). Never shortens."""
    moment = int(until.timestamp())
    if request.session.get(HAND, 0) < moment:  # in whole seconds, or every request of an exam would write the session
        request.session[HAND] = moment
