"""A lesson's page for its learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from courses.models import CourseVersion, Law, VersionLesson
from courses.rendering import drawn
from courses.rules import PLAYED
from lms.common.prepared import Prepared
from lms.discussion.selectors import posts_under
from lms.study import words
from lms.study.models import Enrolment, LessonProgress
from lms.study.selectors.anomalies import AnomalyRow, anomalies_on
from lms.study.selectors.enrolments import version_for
from lms.study.selectors.outlines import course_url, exam_url, lesson_url, steps_for
from lms.study.steps import Step, resume_step
from lms.study.tasks.selectors import TaskState, states_of


@dataclass(frozen=True)
class OutlineRow:
    """A line of the outline beside the lesson. `percent` only where it is shown: a line stays the same meanwhile."""

    url: str
    number: int
    title: str
    state: str
    word: str
    percent: int | None
    current: bool


@dataclass(frozen=True)
class Way:
    """A way on: the previous or next lesson, the assessment, the desk."""

    url: str
    label: str


@dataclass(frozen=True)
class LessonView:
    """Everything the lesson page shows. Seconds throughout."""

    enrolment: Enrolment
    course_title: str
    course_url: str
    lesson: VersionLesson
    step: Step
    steps: tuple[Step, ...]
    outline: tuple[OutlineRow, ...]
    body: list
    intervals: list
    to_finish: str
    previous: Way | None
    next: Way | None
    exam_title: str
    exam_url: str
    anomalies: tuple[AnomalyRow, ...]
    tasks: tuple[TaskState, ...]
    posts: int | None

    @property
    def finished(self) -> bool:
        return self.step.state == "done"

    @property
    def correctable(self) -> bool:
        """Nothing says why it is not finished: what was not counted is objected to beside it."""
        return not self.finished and not self.anomalies

    @property
    def bar(self) -> int | None:
        """Percent covered, where something of it is missing."""
        return None if self.finished or not self.step.needed else self.step.percent

    @property
    def url(self) -> str:
        return lesson_url(self.enrolment.course.code, self.lesson.code)

    @property
    def read_url(self) -> str:
        """Where a button finishes it, if no script runs; nothing where that cannot be."""
        by_hand = self.lesson.rule in ("read", "pages") and not self.finished
        return _read_url(self.enrolment.course.code, self.lesson.code) if by_hand else ""

    @property
    def scripts(self) -> tuple[str, ...]:
        """What the page needs beside its own words; pages first, so that the player finds one in sight."""
        kinds = {block["type"] for block in self.lesson.body}
        wanted = {"study/pages.js": "pages" in kinds, "study/film.js": bool(kinds & PLAYED),
                  "study/player.js": self.lesson.rule not in ("attend", "tasks")}
        return tuple(name for name, needed in wanted.items() if needed)


def lesson_view(enrolment: Enrolment, lesson_code: str) -> LessonView:
    """The page of one lesson in the learner's own version (seven queries besides the body's at most). Raises Http404.

    What every lesson asks is worded once, and what its body says is drawn once (decision 0029).
    """
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    here = next((step for step in steps if step.code == lesson_code), None)
    if version is None or here is None:
        raise Http404
    lesson = _lesson(version.pk, lesson_code)[0]
    return LessonView(
        enrolment=enrolment, course_title=version.title, course_url=course_url(enrolment.course.code),
        lesson=lesson, step=here, steps=steps,
        outline=_outline(enrolment.course.code, steps, here), body=drawn(lesson.body, _laws_named),
        intervals=_seen(enrolment, lesson_code), to_finish=words.to_finish(here),
        anomalies=anomalies_on(enrolment, lesson_code),
        tasks=states_of(enrolment, lesson), posts=posts_under(enrolment.course_id, lesson_code),
        **_neighbours(enrolment.course.code, steps, here), **_exam(enrolment, version, steps),
    )


def _seen(enrolment: Enrolment, lesson_code: str) -> list:
    return next(iter(_intervals(enrolment.pk, lesson_code)), [])


def _lesson_of(version: int, code: str) -> QuerySet[VersionLesson]:
    return VersionLesson.objects.filter(version=version, code=code)


def _intervals_of(enrolment: int, code: str) -> QuerySet:
    return LessonProgress.objects.filter(enrolment=enrolment, lesson_code=code).values_list("intervals", flat=True)


_lesson, _intervals = Prepared(_lesson_of, int, str), Prepared(_intervals_of, int, str)


def _laws_named(titles: Iterable[str]) -> list[Law]:
    titles = tuple(titles)
    return _laws(len(titles))(*titles)


@cache
def _laws(number: int) -> Prepared:
    """The question for so many titles: a lesson cites a few laws."""
    return Prepared(lambda *titles: Law.objects.filter(title__in=titles).order_by(), *[str] * number)


@lru_cache(maxsize=4096)
def _read_url(course_code: str, lesson_code: str) -> str:
    return reverse("study:read", args=[course_code, lesson_code])


def _outline(course_code: str, steps: tuple[Step, ...], here: Step) -> tuple[OutlineRow, ...]:
    return tuple(
        OutlineRow(
            lesson_url(course_code, step.code), step.number, step.title, step.state, words.state_word(step.state),
            step.percent if step.state == "doing" and step is not here else None, step is here,
        )
        for step in steps
    )


def _neighbours(course_code: str, steps: tuple[Step, ...], here: Step) -> dict[str, Any]:
    place = steps.index(here)
    before = steps[place - 1] if place else None
    after = steps[place + 1] if place + 1 < len(steps) else None
    return {"previous": _way(course_code, before), "next": _way(course_code, after)}


def _way(course_code: str, step: Step | None) -> Way | None:
    return Way(lesson_url(course_code, step.code), step.title) if step else None


def _exam(enrolment: Enrolment, version: CourseVersion, steps: tuple[Step, ...]) -> dict[str, Any]:
    """The assessment's title, and its address once every lesson is finished."""
    if not version.assessment:
        return {"exam_title": "", "exam_url": ""}
    ready = resume_step(steps) is None
    url = exam_url(enrolment.course.code) if ready else ""
    return {"exam_title": version.assessment.get("title", ""), "exam_url": url}


def way_on(enrolment: Enrolment) -> Way | None:
    """Where to go once a lesson is finished: the next open one, the assessment; None when all is done."""
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    here = resume_step(steps)
    if here is not None:
        return _way(enrolment.course.code, here)
    if version and version.assessment and enrolment.passed_at is None:
        return Way(exam_url(enrolment.course.code), version.assessment.get("title", ""))
    return None
