"""A learner who has finished the content of a course with an online exam of eight questions."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.test import Client

from lms.people.models import User
from lms.study.models import Enrolment
from lms.study.services import enrol, pass_lesson, start
from tests import factories

NINE = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)  # 09:00 in the bureau
MINUTE = dt.timedelta(minutes=1)
MARKED = factories.recipe(kind="marked", bank=None)


def enrolled(person: User, version, *, finished: bool = True, at: dt.datetime = NINE) -> Enrolment:
    enrolment = enrol(person=person, course=version.course, cycle="2026", at=at)
    start(enrolment=enrolment, at=at)
    for lesson in version.lessons.all() if finished else ():
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=at, evidence={})
    enrolment.refresh_from_db()
    return enrolment


@dataclass(frozen=True)
class Exam:
    """The exam's course version and a learner ready to sit it."""

    version: object
    enrolment: Enrolment


@pytest.fixture
def exam(cast) -> Exam:
    factories.bank("B1")
    version = factories.version(recipe=factories.recipe())
    return Exam(version, enrolled(cast.learner, version))


@pytest.fixture
def clock_at(monkeypatch):
    """Set the bureau's clock to a moment."""

    def _set(moment: dt.datetime) -> None:
        monkeypatch.setattr("lms.common.clock.now", lambda: moment)

    _set(NINE)
    return _set


def with_recipe(exam, recipe: dict | None) -> Exam:
    """The same learner ready for another course."""
    version = factories.version("T-02", recipe=recipe)
    return Exam(version, enrolled(exam.enrolment.person, version))


def right(attempt) -> dict[int, list[str]]:
    return {item["item"]: item["answer"] for item in attempt.paper["items"]}


@pytest.fixture
def learner(cast, sign_in, clock_at) -> Client:
    clock_at(NINE)
    return sign_in(cast.learner)
