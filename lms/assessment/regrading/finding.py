"""Which attempts a regrade concerns. The database narrows them down; the papers decide (`rules.is_concerned`)."""

import json
from collections.abc import Iterator

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from courses.models import CourseVersion
from lms.assessment.models import Attempt
from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.rules import mentions

AT_ONCE = 200  # tasks reckoned, and carried out, together


def candidates(regrade: Regrade) -> QuerySet[Attempt]:
    """Attempts of courses whose recipe draws from the bank, and whose paper names the question."""
    return _holding(regrade.code).filter(enrolment__course__in=_courses(regrade.bank.code))


def _courses(bank: str) -> set[int]:
    rows = CourseVersion.objects.filter(assessment__isnull=False).values_list("course_id", "assessment")
    return {course for course, recipe in rows if mentions(recipe, bank)}


def _holding(code: str) -> QuerySet[Attempt]:
    if connection.vendor == "postgresql":
        return Attempt.objects.filter(paper__contains={"items": [{"question": code}]})
    quoted = json.dumps(code)  # as the column holds it
    return Attempt.objects.annotate(text=Cast("paper", TextField())).filter(Q(text__contains=f'"question": {quoted}'))


def tasks_in_turn(regrade: Regrade, *, leave: set[int] = frozenset()) -> Iterator[list[int]]:  # type: ignore[assignment]
    """The keys of the tasks with such attempts, so many at a time; attempts to `leave` count for nothing."""
    rows = candidates(regrade).order_by("enrolment_id").values_list("pk", "enrolment_id")
    keys = list(dict.fromkeys(enrolment for attempt, enrolment in rows if attempt not in leave))
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start:start + AT_ONCE]
