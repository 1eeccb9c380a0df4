"""Makers of what the figures count: assignments, marks and completions, each with its day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.models import Course, CourseVersion
from lms.assessment.models import Attempt, GradeEvent
from lms.assessment.services.counting import restate
from lms.curricula.models import Assignment, Curriculum, Milestone
from lms.people.models import PersonState, User
from lms.people.selectors import posting_of
from lms.study.models import Completion, Enrolment
from tests import factories

START, DUE = dt.date(2026, 3, 5), dt.date(2026, 6, 30)


def at(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment by the bureau's clock."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def curriculum(code: str = "P1", cycle: str = "2026", milestones: dict | None = None, **fields) -> Curriculum:
    defaults = {"title": f"方案 {code}", "cycle": cycle, "basis": "示例〔2026〕1号", "issued_on": START, "due_on": DUE}
    made, new = Curriculum.objects.get_or_create(code=code, defaults=defaults | fields)
    if new:
        Milestone.objects.bulk_create(
            Milestone(curriculum=made, on=on, percent=percent) for on, percent in (milestones or {}).items()
        )
    return made


def assign(person: User, course: Course, **fields) -> Assignment:
    plan = fields.pop("curriculum", None) or curriculum()
    defaults = {
        "cycle": plan.cycle, "curriculum": plan, "required": plan.required, "reason": "全体", "basis": plan.basis,
        "issued_on": plan.issued_on, "due_on": plan.due_on,
    }
    made = Assignment.objects.create(person=person, course=course, **(defaults | fields))
    enrol(person, course, made.cycle)
    return made


def enrol(person: User, course: Course, cycle: str = "2026") -> Enrolment:
    return Enrolment.objects.get_or_create(
        person=person, course=course, cycle=cycle, defaults={"created_at": at(START)}
    )[0]


def begin(person: User, course: Course, day: dt.date, cycle: str = "2026") -> Enrolment:
    enrolment = enrol(person, course, cycle)
    enrolment.version = enrolment.version or CourseVersion.objects.filter(course=course).first()
    enrolment.started_at = enrolment.started_at or at(day)
    enrolment.save()
    return enrolment


def sit(person: User, course: Course, day: dt.date, score: int, cycle: str = "2026") -> Attempt:
    """An attempt handed in, passed from 60."""
    enrolment = begin(person, course, day, cycle)
    number = enrolment.attempts.count() + 1
    closed = at(day, 11, number)
    attempt = Attempt.objects.create(
        enrolment=enrolment, number=number, paper={}, started_at=at(day, 10), deadline_at=at(day, 12),
        closed_at=closed, closed_by="handed_in", score=score, passed=score >= 60,
    )
    GradeEvent.objects.create(
        enrolment=enrolment, attempt=attempt, kind="marked", score=score, passed=score >= 60, at=closed
    )
    restate([enrolment.pk])
    enrolment.grade = max(Decimal(score), enrolment.grade or Decimal(0))
    enrolment.passed_at = enrolment.passed_at or (closed if score >= 60 else None)
    enrolment.save()
    return attempt


def complete(person: User, course: Course, moment: dt.date | dt.datetime, cycle: str = "2026") -> Completion:
    """Finished, stamped with the unit and post of that day."""
    moment = moment if isinstance(moment, dt.datetime) else at(moment, 15)
    day = timezone.localdate(moment)
    enrolment = begin(person, course, day, cycle)
    posting = posting_of(person, day)
    return Completion.objects.create(
        enrolment=enrolment, person=person, course=course, version=enrolment.version, cycle=cycle,
        course_code=course.code, course_title=course.title, grade=enrolment.grade, completed_at=moment,
        department=posting and posting.department, department_name=posting.department.name if posting else "",
        post=posting.post if posting else "",
    )


def pause(person: User, from_on: dt.date, to_on: dt.date | None = None) -> PersonState:
    return PersonState.objects.create(person=person, kind="paused", reason="产假", from_on=from_on, to_on=to_on)


def course(code: str = "T-01", examined: bool = True) -> Course:
    return factories.version(code, recipe=factories.recipe() if examined else None).course


@pytest.fixture
def exam(db) -> Course:
    """A course that ends in an exam."""
    return course("T-01")


@pytest.fixture
def reading(db) -> Course:
    """A course that ends with its last lesson."""
    return course("T-02", examined=False)
