"""People and units by key, for a page that already knows which."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lms.notices.models import Notice
from lms.people.models import Department, HeadOf, Posting, User
from lms.reports.rules import Fact
from lms.reports.selectors.facts import postings_in

REMINDER = "remind:"


@dataclass(frozen=True)
class Person:
    pk: int
    staff_no: str
    name: str
    unit: str
    post: str
    readable: bool  # the viewer may open his page today


def in_bureau_order(departments: Iterable[Department], on: dt.date) -> list[int]:
    """Everyone whose main post is in the units: by unit, its head first, then by 工号. Never by result."""
    departments = list(departments)
    heads = set(HeadOf.objects.on(on).values_list("person_id", flat=True))
    rows = postings_in(departments, on).order_by().values_list("department__path", "person__staff_no", "person_id")
    ordered = sorted(rows, key=lambda row: (row[0], row[2] not in heads, row[1]))
    return list(dict.fromkeys(person for *_, person in ordered))


def people_by_id(ids: Collection[int], on: dt.date, viewer: User | None = None) -> dict[int, Person]:
    """Names with unit and post as of the day (two queries)."""
    readable = set(ids)
    if viewer is not None:
        readable = set(User.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))
    rows = Posting.objects.main().on(on).filter(person__in=ids).values_list(
        "person_id", "person__staff_no", "person__full_name", "person__name_tag", "department__name", "post"
    )
    return {
        pk: Person(pk, staff_no, _shown(name, tag), unit, post, pk in readable)
        for pk, staff_no, name, tag, unit, post in rows
    }


def _shown(name: str, tag: str) -> str:
    """Rows of a whole unit are read as plain values, which is three times as fast; few names need their mark."""
    return User(full_name=name, name_tag=tag).display_name if tag else name


def reminder_key(course_code: str, staff_no: str, day: dt.date) -> str:
    """One reminder a day for a course."""
    return f"{REMINDER}{course_code}:{staff_no}:{day:%Y-%m-%d}"


def last_reminders(people: Collection[int]) -> dict[tuple[int, str], dt.date]:
    """The day each person was last reminded of a course, by course code."""
    rows = Notice.objects.filter(person__in=people, key__startswith=REMINDER).order_by("created_at")
    found = {}
    for person, key in rows.values_list("person_id", "key"):
        _, code, _, day = key.split(":")
        found[person, code] = dt.date.fromisoformat(day)
    return found


def by_person(facts: Iterable[Fact]) -> dict[int, dict[int, list[Fact]]]:
    """Person → course → his tasks, the first due first: more than one where a year has several rounds of a course."""
    grouped: dict[int, dict[int, list[Fact]]] = {}
    for fact in facts:
        grouped.setdefault(fact.person, {}).setdefault(fact.course, []).append(fact)
    for tasks in grouped.values():
        for rounds in tasks.values():
            if len(rounds) > 1:
                rounds.sort(key=lambda fact: fact.due)
    return grouped


def to_show(rounds: Iterable[Fact]) -> Fact | None:
    """Of a person's rounds of a course the one to look at: the first that is open, or the last."""
    rounds = list(rounds)
    return next((fact for fact in rounds if fact.completed_on is None), rounds[-1] if rounds else None)
