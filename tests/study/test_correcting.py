"""An assessment is put right afterwards: what followed is superseded, and what stood before stays."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from lms.study import services
from lms.study.models import Completion, SupersededCompletion
from lms.transcript.models import Certificate, CreditEntry
from tests import factories

NOW = dt.datetime(2026, 6, 21, 2, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=9)


@pytest.fixture
def done(cast):
    """The learner read everything and passed with 90."""
    version = factories.version(recipe=factories.recipe())
    enrolment = services.enrol(person=cast.learner, course=version.course, cycle="2026", at=NOW)
    for lesson in version.lessons.all():
        services.pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=NOW, evidence={})
    services.record_assessment(enrolment=enrolment, grade=Decimal(90), passed=True, at=NOW)
    return enrolment


def correct(enrolment, grade, passed_at):
    return services.correct_assessment(enrolment=enrolment, grade=Decimal(grade), passed_at=passed_at, why="答案有误",
                                       origin="assessment.regrade:1", at=LATER)


def hours(enrolment):
    return sum((entry.hours for entry in CreditEntry.objects.filter(person=enrolment.person)), Decimal(0))


def test_another_grade_supersedes_and_keeps_the_day(done):
    assert correct(done, 70, NOW).effect == "corrected"
    now = Completion.objects.get(enrolment=done)
    assert (now.grade, now.completed_at) == (Decimal(70), NOW)
    before = SupersededCompletion.objects.get()
    assert (before.grade, before.why) == (Decimal(90), "答案有误")


def test_a_pass_taken_back_takes_hours_and_certificate_along(done):
    assert hours(done) > 0
    found = correct(done, 40, None)
    assert found.effect == "withdrawn"
    assert not Completion.objects.filter(enrolment=done).exists()
    assert hours(done) == 0
    assert Certificate.objects.get(number=found.certificate).revoked_at == LATER


def test_twice_changes_nothing(done):
    correct(done, 40, None)
    assert correct(done, 40, None).effect == ""
    assert SupersededCompletion.objects.count() == 1
    assert hours(done) == 0


@pytest.mark.parametrize("change", [lambda rows: rows.update(why="x"), lambda rows: rows.delete()])
def test_the_database_keeps_what_stood(done, change):
    correct(done, 70, NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(SupersededCompletion.objects.all())
    assert SupersededCompletion.objects.get().why == "答案有误"
