"""Design 1, day 19, the duty's side: leave from 1 March to 6 August. Tasks rest, due dates move, others see 暂缓."""

import datetime as dt

import pytest

from lms.curricula.asks.selectors import standing_of, story_of
from lms.curricula.asks.services import AskRefused, ask, decide, explain
from lms.curricula.selectors import tasks_of
from lms.people.services import pause_person
from lms.people.services.postings import end_pause
from lms.reports.selectors.figures import completion_figures
from tests.curricula.asking import give, moment

D = dt.date
DAY = dt.timedelta(days=1)
FIRST, LAST = D(2026, 3, 1), D(2026, 8, 6)
GIVEN, DUE = D(2026, 2, 1), D(2026, 6, 30)
MOVED = DUE + ((LAST - FIRST).days + 1) * DAY


@pytest.fixture
def task(cast, make_curriculum):
    curriculum = make_curriculum(issued_on=GIVEN, due_on=DUE)
    task = give(cast.learner, curriculum, issued_on=GIVEN, due_on=DUE)
    give(cast.head, curriculum, issued_on=GIVEN, due_on=DUE)
    return task


@pytest.fixture
def leave(cast, task):
    return pause_person(person=cast.learner, from_on=FIRST, to_on=LAST, reason="产假", by=cast.hr)


@pytest.mark.usefixtures("leave")
def test_the_task_rests_and_the_due_date_moves(cast, task):
    during, = tasks_of(cast.learner, D(2026, 7, 15))
    assert during.state == "paused"
    after, = tasks_of(cast.learner, LAST + DAY)
    assert (after.due_on, after.state) == (MOVED, "not_started")
    assert tasks_of(cast.learner, MOVED)[0].state == "not_started"
    assert tasks_of(cast.learner, MOVED + DAY)[0].state == "overdue"
    assert tasks_of(cast.head, D(2026, 7, 15))[0].state == "overdue", "a colleague's date does not move"


@pytest.mark.usefixtures("leave")
def test_out_of_the_denominators_while_away(cast, task):
    def owed(day):
        return completion_figures([cast.section], on=day, cycle="2026")[0].figures.owed

    assert [owed(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [2, 1, 1, 2]


@pytest.mark.usefixtures("leave")
def test_nothing_is_asked_of_her_and_she_asks_for_nothing(task):
    away = moment(D(2026, 7, 15))
    with pytest.raises(AskRefused, match="暂缓"):
        ask(assignment=task, kind="extension", reason="在家", wanted_on=D(2026, 9, 1), at=away)
    with pytest.raises(AskRefused):
        explain(assignment=task, text="在家", at=away)
    assert not story_of(task, D(2026, 7, 15)).overdue


def test_a_corrected_end_corrects_the_due_date(cast, task, leave):
    """The moved date is derived from the pause, so there is nothing to restate."""
    end_pause(state=leave, on=LAST - 6 * DAY, by=cast.hr)
    assert standing_of(task, LAST).due_on == MOVED - 6 * DAY
    task.refresh_from_db()
    assert task.due_on == DUE


@pytest.mark.usefixtures("leave")
def test_back_at_work_she_may_ask_for_more(cast, task):
    back = moment(D(2026, 8, 10))
    asked = ask(assignment=task, kind="extension", reason="刚返岗", wanted_on=MOVED + 30 * DAY, at=back)
    decide(request=asked, granted=True, by=cast.leader, at=back)
    task.refresh_from_db()
    assert standing_of(task, D(2026, 8, 11)).due_on == MOVED + 30 * DAY
    move, = story_of(task, D(2026, 8, 11)).moves
    assert (move.from_on, move.change.to_on) == (MOVED, MOVED + 30 * DAY)
