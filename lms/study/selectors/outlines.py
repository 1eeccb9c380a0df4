"""A course and a catalogue as their reader stands to them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from courses.models import CourseVersion, VersionLesson
from courses.rules import course_slug
from lms.common.prepared import Prepared
from lms.study.models import Enrolment, LessonProgress
from lms.study.selectors.enrolments import find_enrolment, version_for
from lms.study.selectors.newer import NewerVersion, newer_version
from lms.study.steps import Step, resume_step, steps_of
from lms.study.words import state_word


@dataclass(frozen=True)
class OutlineLesson:
    """A line of the course page's outline."""

    code: str
    title: str
    minutes: int
    state: str
    url: str


@dataclass(frozen=True)
class MyCourse:
    """What the course page says to its reader. `due_on` is set by whoever knows assignments."""

    enrolled: bool
    lessons: tuple[OutlineLesson, ...] = ()
    due_on: dt.date | None = None
    next_url: str = ""
    start_url: str = ""
    exam_url: str = ""
    exam_ready: bool = False
    completed_at: dt.datetime | None = None
    grade: Decimal | None = None
    newer: NewerVersion | None = None


@dataclass(frozen=True)
class CourseState:
    """done, doing or todo, and the word for it."""

    state: str
    word: str


@lru_cache(maxsize=4096)
def lesson_url(course_code: str, lesson_code: str) -> str:
    return reverse("study:lesson", args=[course_code, lesson_code])


@lru_cache(maxsize=4096)
def course_url(course_code: str) -> str:
    """Where the catalogue keeps the course's page."""
    return reverse("wagtail_serve", args=[f"courses/{course_slug(course_code)}/"])


@lru_cache(maxsize=4096)
def start_url(course_code: str) -> str:
    return reverse("study:start", args=[course_code])


@lru_cache(maxsize=4096)
def exam_url(course_code: str) -> str:
    return reverse("assessment:intro", args=[course_code])


def steps_for(enrolment: Enrolment, version: CourseVersion | None) -> tuple[Step, ...]:
    """The outline of a version (two queries, however many lessons)."""
    if version is None:
        return ()
    return steps_of(_lessons(version.pk), _progress(enrolment.pk))


def _lessons_in(version: int) -> QuerySet:
    rows = VersionLesson.objects.filter(version=version).order_by("number")
    return rows.values_list("code", "number", "title", "minutes", "rule", "span_seconds", "share_required", named=True)


def _progress_of(enrolment: int) -> QuerySet:
    rows = LessonProgress.objects.filter(enrolment=enrolment)
    return rows.values_list("lesson_code", "covered", "position", "passed_at", "saved_at", named=True)


_lessons, _progress = Prepared(_lessons_in, int), Prepared(_progress_of, int)


def my_course(user, course_code: str) -> MyCourse:
    """The reader's own state (five queries at most; more for who is under way in an older version)."""
    enrolment = find_enrolment(user, course_code)
    if enrolment is None:
        return MyCourse(enrolled=False)
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    ways = _ways_on(enrolment, version, steps)
    return MyCourse(enrolled=True, newer=newer_version(enrolment), **_outline(enrolment, steps), **ways)


def _outline(enrolment: Enrolment, steps: tuple[Step, ...]) -> dict[str, Any]:
    code, done = enrolment.course.code, getattr(enrolment, "completion", None)
    lessons = (OutlineLesson(s.code, s.title, s.minutes, s.state, lesson_url(code, s.code)) for s in steps)
    return {
        "lessons": tuple(lessons), "completed_at": done.completed_at if done else None,
        "grade": done.grade if done else enrolment.grade,
    }


def _ways_on(enrolment: Enrolment, version: CourseVersion | None, steps: tuple[Step, ...]) -> dict[str, Any]:
    code, here = enrolment.course.code, resume_step(steps)
    asked = bool(version and version.assessment)
    started = enrolment.started_at is not None
    return {
        "next_url": lesson_url(code, here.code) if started and here else "",
        "start_url": start_url(code) if version and not started else "",
        "exam_url": exam_url(code) if asked else "",
        "exam_ready": asked and started and here is None,
    }


def my_states(user) -> dict[str, CourseState]:
    """By course code, how far the user is with his newest enrolment (one query)."""
    rows = Enrolment.objects.filter(person=user).order_by("cycle", "pk")
    found = rows.values_list("course__code", "started_at", "completion__completed_at")
    return {code: _state(started, completed) for code, started, completed in found}


def _state(started: Any, completed: Any) -> CourseState:
    state = "done" if completed else "doing" if started else "todo"
    return CourseState(state, state_word(state))
