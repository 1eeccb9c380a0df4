"""A newer version of a course, for who is under way in an older one."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from courses.changes import changes_of_version
from courses.models import CourseVersion
from courses.selectors import latest_version
from lms.study.models import Enrolment


@dataclass(frozen=True)
class NewerVersion:
    """What has changed, what he keeps and what comes on top. `finish_by` is set by whoever knows the changeover."""

    number: int
    mine: int
    notes: tuple[str, ...]
    sentences: tuple[str, ...]
    kept: int
    dropped: int
    added: int
    move_url: str
    finish_by: dt.date | None = None


def newer_version(enrolment: Enrolment) -> NewerVersion | None:
    """None before the start, after the completion, and on the newest (one query then; seven at most otherwise)."""
    if enrolment.version is None or hasattr(enrolment, "completion"):
        return None
    newest = latest_version(enrolment.course)
    if newest is None or newest.number <= enrolment.version.number:
        return None
    return _newer(enrolment, enrolment.version, newest)


def _newer(enrolment: Enrolment, mine: CourseVersion, newest: CourseVersion) -> NewerVersion:
    between = CourseVersion.objects.filter(course=mine.course_id, number__gt=mine.number, number__lte=newest.number)
    passed = set(enrolment.progress.filter(passed_at__isnull=False).values_list("lesson_code", flat=True))
    old, new = (set(version.lessons.values_list("code", flat=True)) for version in (mine, newest))
    return NewerVersion(
        number=newest.number, mine=mine.number, kept=len(passed & new), dropped=len(passed - new), added=len(new - old),
        notes=tuple(between.exclude(change_note="").order_by("number").values_list("change_note", flat=True)),
        sentences=tuple(changes_of_version(mine, newest).all_sentences),
        move_url=reverse("study:newer", args=[enrolment.course.code]),
    )
