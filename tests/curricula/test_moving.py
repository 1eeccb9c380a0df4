"""HR moves due dates without being asked: one person, many at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.common import clock
from lms.curricula.asks.models import DueChange
from lms.curricula.asks.moving import move_many
from lms.curricula.asks.services import AskRefused
from lms.curricula.models import Assignment
from lms.curricula.services import close_assignment
from lms.notices.models import Notice
from lms.people.services import pause_person
from tests import factories
from tests.curricula.asking import DUE, give, moment

D = dt.date
DAY = dt.timedelta(days=1)
JUNE = D(2026, 6, 10)
LATER = D(2026, 7, 20)


@pytest.fixture
def curriculum(make_curriculum):
    return make_curriculum()


def move(cast, *tasks, to_on=LATER, why="汛期值守", on=JUNE):
    return move_many(assignments=[task.pk for task in tasks], to_on=to_on, why=why, by=cast.hr, on=on, at=moment(on))


def due(task: Assignment) -> dt.date:
    task.refresh_from_db()
    return task.due_on


def test_each_move_is_kept_and_each_person_is_told_once(cast, curriculum):
    tasks = [give(cast.learner, curriculum), give(cast.learner, curriculum, "T-02"), give(cast.head, curriculum)]
    done = move(cast, *tasks)
    assert (done.tasks, done.people, done.left) == (3, 2, {})
    assert {due(task) for task in tasks} == {LATER}
    assert {(row.from_on, row.to_on, row.by, row.why) for row in DueChange.objects.all()} == {
        (DUE, LATER, cast.hr, "汛期值守")}
    told = Notice.objects.filter(key__startswith="curricula.move:").order_by("person__staff_no")
    assert [(row.person, row.body.count("·"), "汛期值守" in row.body) for row in told] == [
        (cast.learner, 2, True), (cast.head, 1, True)]
    assert Entry.objects.get(action="curricula.move_due").detail["people"] == ["00101", "00102"]


def test_a_second_run_moves_nothing(cast, curriculum):
    task = give(cast.learner, curriculum)
    move(cast, task)
    again = move(cast, task)
    assert (again.tasks, again.left, DueChange.objects.count(), Notice.objects.count()) == (0, {"earlier": 1}, 1, 1)


def test_what_cannot_be_moved_stays_and_is_counted(cast, curriculum):
    closed, paused, mine = give(cast.learner, curriculum), give(cast.head, curriculum), give(cast.hr, curriculum)
    close_assignment(assignment=closed, on=JUNE, reason="not_named")
    pause_person(person=cast.head, from_on=D(2026, 6, 1), to_on=None, reason="病假", by=cast.hr)
    later = give(cast.stranger, curriculum, due_on=LATER)
    assert move(cast, closed, paused, mine, later).left == {"closed": 1, "paused": 1, "own": 1, "earlier": 1}
    assert move(cast, give(cast.leader, curriculum), to_on=DUE + 181 * DAY).left == {"too_far": 1}
    assert not DueChange.objects.exists()


def test_without_a_reason_nothing_moves(cast, curriculum):
    task = give(cast.learner, curriculum)
    with pytest.raises(AskRefused):
        move(cast, task, why="  ")
    assert due(task) == DUE


def test_all_or_nothing(cast, curriculum, monkeypatch):
    task = give(cast.learner, curriculum)
    monkeypatch.setattr("lms.curricula.asks.moving.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        move(cast, task)
    assert (due(task), DueChange.objects.count(), Notice.objects.count()) == (DUE, 0, 0)


def test_as_many_queries_for_one_as_for_twelve(cast, curriculum):
    def asked(count: int) -> int:
        people = [factories.person(f"甲{count}{n}", cast.section) for n in range(count)]
        tasks = [give(person, curriculum) for person in people]
        with CaptureQueriesContext(connection) as queries:
            move(cast, *tasks)
        return len(queries)

    asked(1)  # the settings have their row from now on
    assert asked(1) == asked(12)


# Pages: the dates are laid around today.


@pytest.fixture
def owed(cast, curriculum):
    today = clock.today()

    def _owed(person, **fields):
        return give(person, curriculum, issued_on=today - 30 * DAY, due_on=today + 30 * DAY, **fields)

    return _owed


def sent(**fields) -> dict:
    return {"to_on": f"{clock.today() + 60 * DAY}", "why": "汛期值守"} | fields


def test_hr_moves_one(cast, owed, sign_in):
    task = owed(cast.learner)
    client = sign_in(cast.hr)
    assert f"/curricula/tasks/{task.pk}/due/" in client.get(f"/curricula/tasks/{task.pk}/").content.decode()
    refused = client.post(f"/curricula/tasks/{task.pk}/due/", sent(to_on=f"{clock.today()}"))
    assert "1 项未调整：新日期不晚于现在的截止日期" in refused.content.decode()
    assert not DueChange.objects.exists()
    page = client.post(f"/curricula/tasks/{task.pk}/due/", sent(), follow=True).content.decode()
    assert DueChange.objects.get().assignment == task
    assert "汛期值守" in page


def test_nobody_moves_his_own(cast, owed, sign_in):
    task = owed(cast.hr)
    assert sign_in(cast.hr).get(f"/curricula/tasks/{task.pk}/due/").status_code == 404


def test_hr_moves_the_ticked_or_all_that_were_found(cast, curriculum, owed, sign_in):
    first, second, other = owed(cast.learner), owed(cast.head), owed(cast.stranger)
    client, address = sign_in(cast.hr), f"/curricula/{curriculum.pk}/due/"
    assert "学员甲" in client.get(address).content.decode()
    assert "外人丁" not in client.get(f"{address}?unit=0101").content.decode()
    nobody = client.post(address, sent()).content.decode()
    assert "请勾选" in nobody
    client.post(address, sent(task=[first.pk]))
    assert [due(task) == clock.today() + 60 * DAY for task in (first, second, other)] == [True, False, False]
    client.post(address, sent(all="on", unit="0101"))
    assert [due(task) == clock.today() + 60 * DAY for task in (first, second, other)] == [True, True, False]


def test_what_was_typed_is_kept_when_it_is_refused(cast, curriculum, owed, sign_in):
    task = owed(cast.learner)
    page = sign_in(cast.hr).post(f"/curricula/{curriculum.pk}/due/", sent(why="", task=[task.pk])).content.decode()
    assert f'id="task-{task.pk}" checked' in page
    assert f"{clock.today() + 60 * DAY}" in page


def test_the_page_asks_as_much_for_one_as_for_twenty(cast, curriculum, owed, sign_in):
    client, address = sign_in(cast.hr), f"/curricula/{curriculum.pk}/due/"

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    owed(cast.learner)
    one = asked()
    for number in range(20):
        owed(factories.person(f"乙{number}", cast.section))
    assert asked() == one
