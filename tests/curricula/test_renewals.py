"""A curriculum comes round again: a new cycle, the old records kept, once, also when the day was missed."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.curricula.models import Assignment, Curriculum, Milestone, Recurrence
from lms.curricula.renewals import rules
from lms.curricula.renewals.services import renew, renew_due
from lms.curricula.services import assign
from lms.notices.models import Notice
from lms.study.models import Completion, Enrolment
from lms.study.services import pass_lesson
from tests import factories
from tests.curricula.asking import moment

D = dt.date
BEGINS = D(2027, 3, 5)


@pytest.mark.parametrize(("day", "months", "then"), [
    (D(2026, 3, 5), 12, D(2027, 3, 5)),
    (D(2026, 1, 31), 1, D(2026, 2, 28)),
    (D(2024, 2, 29), 12, D(2025, 2, 28)),
    (D(2026, 12, 15), 1, D(2027, 1, 15)),
    (D(2026, 7, 1), 30, D(2029, 1, 1)),
])
def test_months_later(day, months, then):
    assert rules.add_months(day, months) == then


def test_names_of_rounds():
    assert rules.cycle_label(D(2027, 3, 5), 24) == "2027"
    assert rules.cycle_label(D(2026, 9, 5), 6) == "2026-09"
    assert rules.next_code("CIP-11", "2026", "2027") == "CIP-11-2027"
    assert rules.next_code("CIP-11-2027", "2027", "2028") == "CIP-11-2028"
    assert len(rules.next_code("K" * 32, "2026", "2027")) == 32


@pytest.fixture
def yearly(cast, make_curriculum):
    factories.version(lessons=1)
    made = make_curriculum(rules=[{"department": cast.section}])
    Milestone.objects.create(curriculum=made, on=D(2026, 4, 30), percent=50)
    Recurrence.objects.create(curriculum=made, every_months=12)
    assign(curriculum=made, by=cast.hr, on=D(2026, 3, 5))
    return made


def test_the_next_round_is_the_same_a_year_later(yearly, cast):
    made, = renew_due(on=BEGINS)
    assert (made.code, made.cycle, made.issued_on, made.due_on) == ("CIP-A-2027", "2027", BEGINS, D(2027, 6, 30))
    assert [row.course.code for row in made.items.all()] == ["T-01"]
    assert [row.department for row in made.rules.all()] == [cast.section]
    assert [(row.on, row.percent) for row in made.milestones.all()] == [(D(2027, 4, 30), 50)]
    assert [(row.every_months, row.renewed_as) for row in made.recurrences.all()] == [(12, None)]
    assert (yearly.items.count(), yearly.rules.count(), yearly.milestones.count()) == (1, 1, 1)


def test_everybody_owes_it_again_and_what_was_finished_stays(yearly, cast):
    old = Enrolment.objects.get(person=cast.learner)
    pass_lesson(enrolment=old, lesson_code="T-01-L1", at=moment(D(2026, 5, 4)), evidence={})
    renew_due(on=BEGINS)
    given = Assignment.objects.filter(person=cast.learner).order_by("cycle")
    assert [(row.cycle, row.due_on) for row in given] == [("2026", D(2026, 6, 30)), ("2027", D(2027, 6, 30))]
    assert Completion.objects.get().cycle == "2026"
    assert Enrolment.objects.filter(person=cast.learner, cycle="2027", started_at=None).exists()
    assert Notice.objects.filter(person=cast.learner, key__startswith="curricula.assign:CIP-A-2027:").count() == 1


def test_once_and_not_before_its_day(yearly):
    assert not renew_due(on=BEGINS - dt.timedelta(days=1))
    assert len(renew_due(on=BEGINS)) == 1
    assert not renew_due(on=BEGINS)
    assert renew(recurrence=yearly.recurrences.get(), on=BEGINS) is None
    assert Curriculum.objects.count() == 2


def test_missed_rounds_are_made_up(yearly):
    call_command("renew_curricula", "--on", "2028-04-01")
    assert list(Curriculum.objects.order_by("cycle").values_list("cycle", flat=True)) == ["2026", "2027", "2028"]


def test_it_ends(yearly):
    yearly.recurrences.update(until_on=BEGINS - dt.timedelta(days=1))
    assert not renew_due(on=D(2028, 1, 1))


def test_neither_a_draft_nor_a_retired_one_comes_round(yearly, make_curriculum):
    draft = make_curriculum(code="CIP-D")
    Recurrence.objects.create(curriculum=draft, every_months=12)
    Curriculum.objects.filter(pk=yearly.pk).update(retired_on=D(2026, 12, 31))
    assert not renew_due(on=BEGINS)


def test_one_rhythm_of_whole_months(yearly, make_curriculum):
    for fields in ({"curriculum": yearly}, {"curriculum": make_curriculum(code="X"), "every_months": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recurrence.objects.create(**fields)
