"""A lesson's page for its learner."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from wagtail.blocks import StreamValue

from courses.models import CourseVersion, VersionLesson
from courses.rendering import stream_of
from courses.rules import PLAYED
from lms.study import words
from lms.study.models import Enrolment
from lms.study.selectors.enrolments import version_for
from lms.study.selectors.outlines import course_url, lesson_url, steps_for
from lms.study.steps import Step, resume_step
from lms.study.tasks.selectors import TaskState, states_of


@dataclass(frozen=True)
class OutlineRow:
    """A line of the outline beside the lesson."""

    step: Step
    url: str
    current: bool
    word: str


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
    tasks: tuple[TaskState, ...]

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
    """The page of one lesson in the learner's own version (four queries besides the body's). Raises Http404."""
    version = version_for(enrolment)
    steps = steps_for(enrolment, version)
    here = next((step for step in steps if step.code == lesson_code), None)
    if version is None or here is None:
        raise Http404
    lesson = version.lessons.get(code=lesson_code)
    return LessonView(
        enrolment=enrolment, course_title=version.title, course_url=course_url(enrolment.course.code),
        lesson=lesson, step=here, steps=steps,
        outline=_outline(enrolment.course.code, steps, here), body=stream_of(lesson.body),
        intervals=_seen(enrolment, lesson_code), to_finish=words.to_finish(here),
        tasks=states_of(enrolment, lesson), **_neighbours(enrolment.course.code, steps, here),
        **_exam(enrolment, version, steps),
    )


def _seen(enrolment: Enrolment, lesson_code: str) -> list:
    found = enrolment.progress.filter(lesson_code=lesson_code).values_list("intervals", flat=True).first()
    return found or []


def _outline(course_code: str, steps: tuple[Step, ...], here: Step) -> tuple[OutlineRow, ...]:
    return tuple(
        OutlineRow(step, lesson_url(course_code, step.code), step is here, words.state_word(step.state))
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
