"""Enrolling many at once: a fixed number of statements for a whole bureau."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from lms.study.models import Enrolment

BATCH = 500


@transaction.atomic
def enrol_many(*, pairs: Iterable[tuple[int, int]], cycle: str, at: dt.datetime) -> None:
    """Enrol each (person key, course key); those enrolled already stay as they are."""
    rows = [Enrolment(person_id=person, course_id=course, cycle=cycle, created_at=at) for person, course in pairs]
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
