"""The summary equals the records after each thing that can happen, today and as the days go by."""

import datetime as dt

import pytest
from django.db import transaction

from lms.people.models import PersonState, Posting
from lms.people.services import end_service, pause_person, transfer_person
from lms.reports.models import Dirty, Fold, Tally
from lms.reports.summary import fold, fresh, rebuild
from tests import factories
from tests.reports.conftest import DUE, assign, at, complete, curriculum, pause, sit
from tests.reports.summary.conftest import assert_equal, summary

D, ONE = dt.date, dt.timedelta(days=1)
DAY = D(2026, 6, 15)


@pytest.fixture
def people(cast, exam, reading):
    """Six who owe both courses, folded once."""
    made = [factories.person(name, cast.section) for name in "ABC"]
    made += [factories.person(name, cast.other_section) for name in "DEF"]
    for person in made:
        assign(person, exam)
        assign(person, reading)
    fold(DAY)
    assert_equal(DAY)
    return made


def test_nothing_owed_is_an_empty_summary(cast):
    assert fold(DAY) == 0
    assert not Tally.objects.exists()


def test_reading_folds_only_what_is_dirty(people, exam, django_assert_num_queries):
    with django_assert_num_queries(1):
        fresh(DAY)
    complete(people[0], exam, D(2026, 6, 1))
    assert Dirty.objects.exists()
    assert fold(DAY) == 1
    assert not Dirty.objects.exists()
    assert fold(DAY) == 0
    assert_equal(DAY)


def test_marks_completions_and_a_regrade(people, exam):
    attempt = sit(people[0], exam, D(2026, 6, 1), 55)
    fold(DAY)
    assert_equal(DAY)
    attempt.score, attempt.passed = 72, True
    attempt.save()
    complete(people[0], exam, D(2026, 6, 2))
    fold(DAY)
    assert_equal(DAY)
    people[0].completions.all().delete()
    fold(DAY)
    assert_equal(DAY)


def test_transfers_pauses_and_leaving(cast, people, exam):
    complete(people[0], exam, D(2026, 6, 1))
    transfer_person(person=people[0], department=cast.other_section, post="科员", rank="", category="civil_servant",
                    on=D(2026, 6, 10), by=cast.hr)
    pause_person(person=people[1], from_on=D(2026, 6, 1), to_on=D(2026, 6, 20), reason="产假", by=cast.hr)
    end_service(person=people[2], on=D(2026, 6, 12), reason="调出", by=cast.hr)
    fold(DAY)
    assert_equal(DAY)
    assert {key[1]: counts[0] for key, counts in summary().items() if key[2] == exam.pk} == {
        cast.other_section.path: 4,  # nobody is left in the first section: moved, paused, gone
    }


def test_what_is_decided_for_later_comes_by_itself(cast, people, exam, reading):
    transfer_person(person=people[0], department=cast.county, post="科员", rank="", category="civil_servant",
                    on=DAY + ONE, by=cast.hr)
    pause(people[1], DAY + 2 * ONE, DAY + 4 * ONE)
    PersonState.objects.create(person=people[2], kind="left", reason="退休", from_on=DAY + 3 * ONE)
    people[3].assignments.filter(course=exam).update(closed_on=DAY + ONE, closed_reason="exempted")
    assign(people[4], factories.version("T-09").course, issued_on=DAY + 2 * ONE)
    complete(people[5], reading, DAY + ONE)
    sit(people[5], exam, DAY + 3 * ONE, 80)
    for days in range(8):
        fold(DAY + days * ONE)
        assert_equal(DAY + days * ONE)


def test_overdue_comes_with_the_day_and_a_pause_moves_it(people, exam):
    pause(people[0], D(2026, 6, 1), D(2026, 6, 5))
    complete(people[1], exam, D(2026, 6, 1))
    for day in (DUE, DUE + ONE, DUE + 4 * ONE, DUE + 5 * ONE, DUE + 6 * ONE, DUE + 40 * ONE):
        fold(day)
        assert_equal(day)


def test_the_clock_may_be_put_back(people):
    fold(DUE + ONE)
    fold(DAY)
    assert_equal(DAY)
    assert Fold.objects.get().day == DAY


def test_another_curriculum_and_a_task_withdrawn(people, exam):
    task = people[0].assignments.get(course=exam)
    task.curriculum = curriculum("P2")
    task.due_on = D(2026, 6, 1)
    task.save()
    people[1].assignments.all().delete()
    fold(DAY)
    assert_equal(DAY)


def test_a_posting_made_null_and_void(cast, people):
    Posting.objects.filter(person=people[0]).delete()
    Posting.objects.filter(person=people[1]).update(person=cast.auditor)
    fold(DAY)
    assert_equal(DAY)


def test_a_rebuild_is_the_same(cast, people, exam):
    sit(people[0], exam, D(2026, 6, 1), 90)
    pause(people[1], D(2026, 6, 1), D(2026, 6, 3))
    fold(DAY)
    kept = summary()
    assert rebuild(DAY) == 12
    assert summary() == kept
    assert_equal(DAY)


def test_nothing_is_kept_of_what_was_rolled_back(people, exam):
    with transaction.atomic():
        complete(people[0], exam, at(DAY))
        fold(DAY)
        transaction.set_rollback(True)
    fold(DAY)
    assert_equal(DAY)
    assert not any(counts[1] for counts in summary().values())
