"""Owed again after the rules had let somebody go: nobody is overdue at once, and a rule that flaps gives no time."""

import datetime as dt

import pytest

from lms.curricula.asks.models import DueChange
from lms.curricula.models import Assignment
from lms.curricula.rules import due_again
from lms.curricula.services import assign, reconcile, release
from lms.notices.models import Notice
from lms.people.models import Posting
from lms.study.models import Completion
from lms.study.services import enrol, pass_lesson
from tests import factories
from tests.curricula.asking import DUE, ISSUED, moment

D = dt.date
DAY = dt.timedelta(days=1)
CLOSED = D(2026, 5, 10)

TRUTH = [
    # due, closed, again, new
    (DUE, CLOSED, CLOSED + DAY, DUE),  # a night only
    (DUE, CLOSED, CLOSED + 7 * DAY, DUE),
    (DUE, CLOSED, D(2026, 5, 18), DUE),  # long, but there is time enough
    (DUE, CLOSED, D(2026, 6, 10), D(2026, 7, 10)),  # long, and twenty days left
    (DUE, CLOSED, D(2026, 8, 1), D(2026, 8, 31)),  # overdue at once
    (DUE, D(2026, 6, 29), D(2026, 7, 1), D(2026, 7, 31)),  # briefly, but the due date passed just then
    (DUE, D(2026, 7, 5), D(2026, 7, 6), DUE),  # it was overdue before: a night forgives nothing
    (DUE, D(2026, 7, 5), D(2026, 9, 1), D(2026, 10, 1)),
]


@pytest.mark.parametrize(("due", "closed", "on", "new"), TRUTH)
def test_when_it_is_due_again(due, closed, on, new):
    assert due_again(due, closed, on) == new


@pytest.fixture
def let_go(cast, make_curriculum):
    """The learner moved to another unit on 10 May; his task is closed."""
    factories.version(lessons=1)
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    Posting.objects.filter(person=cast.learner).update(to_on=CLOSED - DAY)
    factories.post_in(cast.learner, cast.other_section, from_on=CLOSED, to_on=D(2026, 7, 31))
    release(curriculum=curriculum, by=cast.hr, on=CLOSED)
    factories.post_in(cast.learner, cast.section, from_on=D(2026, 8, 1))
    return curriculum


def task_of(cast) -> Assignment:
    return Assignment.objects.get(person=cast.learner)


def test_a_new_due_date_is_kept_as_a_move_and_told(cast, let_go):
    assert task_of(cast).closed_on == CLOSED
    for _ in range(2):
        reconcile(curriculum=let_go, by=None, on=D(2026, 8, 1))
    task = task_of(cast)
    assert (task.closed_on, task.due_on, task.moved_on) == (None, D(2026, 8, 31), D(2026, 8, 1))
    change = DueChange.objects.get()
    assert (change.from_on, change.to_on, change.by, change.why) == (DUE, D(2026, 8, 31), None, "重新纳入应学")
    told = Notice.objects.get(key__startswith="curricula.again:")
    assert (told.person, "8月31日" in told.subject) == (cast.learner, True)


def test_what_was_finished_meanwhile_keeps_its_date(cast, let_go):
    enrolment = enrol(person=cast.learner, course=task_of(cast).course, cycle="2026", at=moment(CLOSED))
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=moment(CLOSED), evidence={})
    assert Completion.objects.exists()
    reconcile(curriculum=let_go, by=None, on=D(2026, 8, 1))
    assert (task_of(cast).due_on, task_of(cast).closed_on) == (DUE, None)
    assert not DueChange.objects.exists()


def test_all_or_nothing(cast, let_go, monkeypatch):
    monkeypatch.setattr("lms.curricula.services.again.notify_many", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reconcile(curriculum=let_go, by=None, on=D(2026, 8, 1))
    assert (task_of(cast).closed_on, task_of(cast).due_on) == (CLOSED, DUE)
    assert not DueChange.objects.exists()


def test_his_own_page_shows_the_move(cast, let_go, sign_in):
    reconcile(curriculum=let_go, by=None, on=D(2026, 8, 1))
    page = sign_in(cast.learner).get(f"/curricula/tasks/{task_of(cast).pk}/").content.decode()
    assert "2026年8月31日" in page
    assert "重新纳入应学" in page
