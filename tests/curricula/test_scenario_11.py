"""Design 1, day 11: version 2 is published. Completions of v1 stay v1's; who is under way finishes v1 until a date;
HR may assign a refresher."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.common import clock
from lms.curricula.models import Assignment, Changeover
from lms.curricula.renewals.services import carry_out_changeovers
from lms.curricula.services import assign
from lms.notices.models import Notice
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.services import enrol, pass_lesson, start
from tests import factories

D = dt.date
AT = dt.datetime(2026, 4, 1, 2, tzinfo=dt.UTC)
UNTIL = D(2026, 5, 31)
AFTER = D(2026, 6, 1)


@pytest.fixture
def course(cast):
    """v1: one finished it, one is in its middle, one has not begun; then v2 with a third lesson."""
    first = factories.version(lessons=2)
    for person, passed in ((cast.head, 2), (cast.learner, 1), (cast.stranger, 0)):
        enrolment = enrol(person=person, course=first.course, cycle="2026", at=AT)
        for number in range(1, passed + 1):
            pass_lesson(enrolment=enrolment, lesson_code=f"T-01-L{number}", at=AT, evidence={})
    second = factories.version(lessons=3)
    Changeover.objects.create(version=second, finish_by=UNTIL, reason="社会保险法修订")
    return first.course


def version_of(person) -> int:
    return Enrolment.objects.get(person=person, cycle="2026").version.number


def test_until_the_day_who_is_under_way_finishes_the_old_one(course, cast):
    assert carry_out_changeovers(on=UNTIL, at=AT) == 0
    pass_lesson(enrolment=Enrolment.objects.get(person=cast.learner), lesson_code="T-01-L2", at=AT, evidence={})
    assert Completion.objects.get(person=cast.learner).version.number == 1
    assert carry_out_changeovers(on=AFTER, at=AT) == 0


def test_who_begins_now_begins_the_new_one(course, cast):
    start(enrolment=Enrolment.objects.get(person=cast.stranger), at=AT)
    assert version_of(cast.stranger) == 2


def test_after_the_day_he_goes_on_in_the_new_one(course, cast):
    assert carry_out_changeovers(on=AFTER, at=AT) == 1
    assert carry_out_changeovers(on=AFTER, at=AT) == 0
    assert version_of(cast.learner) == 2
    enrolment = Enrolment.objects.get(person=cast.learner)
    assert [row.lesson_code for row in LessonProgress.objects.filter(enrolment=enrolment, passed_at__isnull=False)] == [
        "T-01-L1"]
    assert Notice.objects.filter(person=cast.learner, key__startswith="study.move_version").count() == 1
    for code in ("T-01-L2", "T-01-L3"):
        assert not Completion.objects.filter(person=cast.learner).exists()
        pass_lesson(enrolment=enrolment, lesson_code=code, at=AT, evidence={})
    assert Completion.objects.get(person=cast.learner).version.number == 2


def test_completions_of_the_old_one_stay(course, cast):
    carry_out_changeovers(on=AFTER, at=AT)
    completion = Completion.objects.get(person=cast.head)
    assert (completion.version.number, version_of(cast.head)) == (1, 1)


def test_hr_assigns_a_refresher_in_a_round_of_its_own(course, cast, make_curriculum):
    carry_out_changeovers(on=AFTER, at=AT)
    refresher = make_curriculum(code="CIP-R", cycle="2026-v2", rules=[{"person": cast.head}])
    assign(curriculum=refresher, by=cast.hr, on=D(2026, 6, 2))
    again = Enrolment.objects.get(person=cast.head, cycle="2026-v2")
    for number in (1, 2, 3):
        pass_lesson(enrolment=again, lesson_code=f"T-01-L{number}", at=AT, evidence={})
    kept = Completion.objects.filter(person=cast.head).order_by("cycle")
    assert [(row.cycle, row.version.number) for row in kept] == [("2026", 1), ("2026-v2", 2)]
    assert Assignment.objects.filter(person=cast.head).count() == 1


def test_hr_sets_the_date_and_an_editor_does_not(course, cast, sign_in):
    Changeover.objects.all().delete()
    newest = course.versions.order_by("-number").first()
    sent = {"version": newest.pk, "finish_by": f"{clock.today()}", "reason": "修订"}
    sign_in(cast.editor).post(reverse("changeovers:add"), sent)
    assert not Changeover.objects.exists()
    sign_in(cast.hr).post(reverse("changeovers:add"), sent)
    assert Changeover.objects.get().made_by == cast.hr
