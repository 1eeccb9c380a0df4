"""A lesson's page for its learner."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from wagtail.blocks import StreamValue

from courses.models import CourseVersion, VersionLesson
from courses.rendering import stream_of
from courses.rules import PLAYED
from lms.common.prepared import Prepared
from lms.discussion.selectors import posts_under
from lms.study import words
from lms.study.models import Enrolment, LessonProgress
from lms.study.selectors.anomalies import AnomalyRow, anomalies_of
from lms.study.selectors.enrolments import version_for
from lms.study.selectors.outlines import course_url, lesson_url, steps_for
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
    body: StreamValue
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
    def by_hand(self) -> bool:
        """Finished by a button where no script runs."""
        return self.lesson.rule in ("read", "pages")

    @property
    def scripts(self) -> tuple[str, ...]:
        """What the page needs beside its own words; pages first, so that the player finds one in sight."""
        kinds = {block.block_type for block in self.body}
        wanted = {"study/pages.js": "pages" in kinds, "study/film.js": bool(kinds & PLAYED),
                  "study/player.js": self.lesson.rule not in ("attend", "tasks")}
        return tuple(name for name, needed in wanted.items() if needed)


def lesson_view(enrolment: Enrolment, lesson_code: str) -> LessonView:
    """The page of a lesson in the learner's own version (seven queries at most, besides the body's). Raises Http404."""
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    here = next((step for step in steps if step.code == lesson_code), None)
    if version is None or here is None:
        raise Http404
    lesson = _lesson(version.pk, lesson_code)[0]
    return LessonView(
        enrolment=enrolment, course_title=version.title, course_url=course_url(enrolment.course.code),
        lesson=lesson, step=here, steps=steps,
        outline=_outline(enrolment.course.code, steps, here), body=stream_of(lesson.body),
        intervals=_seen(enrolment, lesson_code), to_finish=words.to_finish(here),
        anomalies=anomalies_of(enrolment.person, lesson_code=lesson_code, enrolment=enrolment.pk),
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
    url = reverse("assessment:intro", args=[enrolment.course.code]) if ready else ""
    return {"exam_title": version.assessment.get("title", ""), "exam_url": url}


def way_on(enrolment: Enrolment) -> Way | None:
    """Where to go once a lesson is finished: the next open one, the assessment; None when all is done."""
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    here = resume_step(steps)
    if here is not None:
        return _way(enrolment.course.code, here)
    if version and version.assessment and enrolment.passed_at is None:
        return Way(reverse("assessment:intro", args=[enrolment.course.code]), version.assessment.get("title", ""))
    return None
