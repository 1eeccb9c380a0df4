"""Weak topics of a unit: topics, never names. The only page on which anybody reads what others practised."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from lms.drill import rules
from lms.drill.models import DrillAnswer
from lms.people.access import departments_in_scope
from lms.people.models import Department, User

LOOKS_BACK = dt.timedelta(days=365)
TOPIC = ("question__bank__title", "question__article")


@dataclass(frozen=True)
class Topic:
    """A bank and the article of law its questions are about; no article is the bank's other questions."""

    bank: str
    article: str
    answers: int
    percent_right: int


def units_of_viewer(viewer: User, on: dt.date) -> list[Department]:
    """The units he may look at, in the order of the tree."""
    return list(departments_in_scope(Department.objects.all(), viewer, on).order_by("path"))


def weak_topics(unit: Department, at: dt.datetime) -> list[Topic]:
    """Those of the unit and below in the last year that may be shown, the weakest first; two queries."""
    rows = DrillAnswer.objects.filter(department__path__startswith=unit.path, at__gte=at - LOOKS_BACK).order_by()
    below = _people_below(unit.path, rows.values(*TOPIC, "department__path").annotate(people=_PEOPLE))
    found = []
    for row in rows.values(*TOPIC).annotate(people=_PEOPLE, answers=Count("pk"), rights=Count("pk", filter=_RIGHT)):
        people = below[row[TOPIC[0]], row[TOPIC[1]]]
        if row["people"] >= rules.LEAST_PEOPLE and rules.may_be_shown(unit.path, people):
            percent = rules.percent_right(row["rights"], row["answers"]) or 0
            found.append(Topic(row[TOPIC[0]], row[TOPIC[1]], row["answers"], percent))
    return sorted(found, key=lambda topic: (topic.percent_right, topic.bank, topic.article))


_PEOPLE: Any = Count("person", distinct=True)
_RIGHT = Q(right=True)


def _people_below(top: str, rows: Iterable[dict]) -> dict[tuple[str, str], dict[str, int]]:
    """By topic and tree path, how many answered there and below. Who moved counts in both units."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        path = row["department__path"]
        for end in range(len(top), len(path) + 1, Department.steplen):
            found[row[TOPIC[0]], row[TOPIC[1]]][path[:end]] += row["people"]
    return {topic: dict(people) for topic, people in found.items()}
