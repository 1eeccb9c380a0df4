"""A request whose person is known: every view without `login_not_required` gets one."""

from django.http import HttpRequest

from lms.people.models import User


class PersonRequest(HttpRequest):
    """For the eyes of the type checker."""

    user: User
