"""Questions about one person, and about many on one day."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from lms.people.models import Department, PersonState, Posting, User
from lms.people.selectors.units import units_of


def posting_of(person: User, day: dt.date) -> Posting | None:
    """The main post on the day, with its unit; None for who had none (one query)."""
    return Posting.objects.main().on(day).filter(person=person).select_related("department").first()


def department_on(person: User, day: dt.date) -> Department | None:
    """The unit a person counts in on the day; None for who held no main post (one query)."""
    return Department.objects.filter(
        pk__in=Posting.objects.main().on(day).filter(person=person).values("department_id")
    ).first()


def departments_on(people: Iterable[User] | QuerySet[User], day: dt.date) -> dict[int, Department]:
    """The unit each of these counts in on the day, by the person's key; who held no main post is left out.

    Two queries. Of very many people, give a query rather than a list.
    """
    posts = Posting.objects.main().on(day).filter(person__in=people).order_by()
    homes = dict(posts.values_list("person_id", "department_id"))
    units = {unit.pk: unit for unit in Department.objects.filter(pk__in=set(homes.values()))}
    return {person: units[unit] for person, unit in homes.items()}


def people_of(department: Department, day: dt.date, below: bool = True) -> QuerySet[User]:
    """Who counted in the unit on the day by his main post, by default with its sub-units (two queries in all).

    As of the day: a unit that has moved since counts where it then was. Paused people are included.
    """
    posts = Posting.objects.main().on(day)
    if below:
        posts = posts.filter(department_id__in=units_of(department, day).values("department_id"))
    else:
        posts = posts.filter(department=department)
    return User.objects.filter(pk__in=posts.values("person_id"))


def postings_of(person: User) -> list[Posting]:
    """The person's story, newest first."""
    return list(Posting.objects.filter(person=person).select_related("department"))


def is_paused(person: User, day: dt.date) -> bool:
    return PersonState.objects.on(day).filter(person=person, kind=PersonState.Kind.PAUSED).exists()


def pauses_of(person: User) -> tuple[tuple[dt.date, dt.date | None], ...]:
    """(from, last day or None) of every pause, oldest first. Without reasons: those are HR's."""
    paused = PersonState.objects.filter(person=person, kind=PersonState.Kind.PAUSED).order_by("from_on")
    return tuple(paused.values_list("from_on", "to_on"))
