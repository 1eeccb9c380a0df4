"""Who is to answer a request, and who may read its reason."""

import datetime as dt

from lms.curricula.asks.models import Request
from lms.people.access import has_role
from lms.people.models import Portfolio, RoleGrant, User
from lms.people.selectors import department_on


def deciders_of(request: Request, on: dt.date) -> list[User]:
    """Leaders in charge of the person's unit for an extension; HR for an exemption, and where nobody is in charge."""
    person = request.assignment.person
    leaders = _in_charge(person, on) if request.kind == Request.Kind.EXTENSION else []
    return leaders or list(User.objects.filter(
        is_active=True, pk__in=RoleGrant.objects.on(on).filter(role="hr").values("person")).exclude(pk=person.pk))


def _in_charge(person: User, on: dt.date) -> list[User]:
    unit = department_on(person, on)
    if unit is None:
        return []
    above = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    facts = Portfolio.objects.on(on).filter(department__path__in=above)
    return list(User.objects.filter(is_active=True, pk__in=facts.values("person")).exclude(pk=person.pk))


def reads_reasons(viewer: User, person: User, on: dt.date) -> bool:
    """A reason may tell of health or leave (design 1, law 5): it is for the person, HR and the leader in charge."""
    return viewer.pk == person.pk or has_role(viewer, "hr", on=on) or viewer in _in_charge(person, on)
