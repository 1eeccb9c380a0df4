"""Until when a completion is good, where it is shown, and the refresher for whom it is over."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.renewals.models import Recurrence
from lms.curricula.renewals.refreshing import refresh
from lms.curricula.renewals.rules import refresher_cycle, valid_until
from lms.curricula.renewals.validity import lapsing, rows_of, valid_of
from lms.notices.models import Notice
from lms.people.models import PersonState
from lms.study.models import Completion, Enrolment
from lms.study.services import enrol, pass_lesson
from tests import factories
from tests.curricula.asking import give

DAY = dt.timedelta(days=1)
TODAY = clock.today()
OLD = f"{TODAY.year - 1}"


@pytest.mark.parametrize(("day", "months", "until"), [
    (dt.date(2026, 3, 5), 12, dt.date(2027, 3, 5)), (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
])
def test_so_many_months(day, months, until):
    assert valid_until(day, months) == until


def test_the_refreshers_cycle_is_the_year_unless_it_is_taken():
    day = dt.date(2026, 11, 3)
    assert refresher_cycle(day, {"2025"}) == "2026"
    assert refresher_cycle(day, {"2026"}) == "2026-11"


@pytest.fixture
def yearly(make_curriculum):
    factories.version(lessons=1)
    made = make_curriculum(cycle=OLD, issued_on=TODAY - 500 * DAY, due_on=TODAY - 300 * DAY)
    Recurrence.objects.create(curriculum=made, every_months=12)
    return made


def finish(person, curriculum, days_ago: int) -> Completion:
    """The course owed by the curriculum, finished so many days ago."""
    task = give(person, curriculum, cycle=OLD, issued_on=curriculum.issued_on, due_on=curriculum.due_on)
    at = clock.now() - days_ago * DAY
    enrolment = enrol(person=person, course=task.course, cycle=OLD, at=at)
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=at, evidence={})
    return Completion.objects.get(person=person, cycle=OLD)


def codes(within: dt.date) -> set[str]:
    return {row.person.staff_no for row in lapsing(within, TODAY)}


def give_again(cast, *rows: Completion) -> int:
    return refresh(completions=[row.pk for row in rows], due_on=TODAY + 30 * DAY, by=cast.hr, on=TODAY,
                   at=clock.now(), within=TODAY - DAY)


def test_who_is_over_and_who_soon(cast, yearly):
    finish(cast.learner, yearly, 400)
    finish(cast.head, yearly, 330)
    finish(cast.stranger, yearly, 10)
    assert codes(TODAY - DAY) == {"00101"}
    assert codes(TODAY + 90 * DAY) == {"00101", "00102"}
    row, = rows_of(lapsing(TODAY - DAY, TODAY), TODAY)
    assert (row.lapsed, row.unit) == (True, "养老保险科")


def test_without_a_recurrence_it_is_good_for_ever(cast, yearly):
    finish(cast.learner, yearly, 400)
    Recurrence.objects.all().delete()
    assert codes(TODAY) == set()
    assert valid_of(cast.learner) == {}


def test_the_refresher_is_a_task_of_its_own(cast, yearly):
    old = finish(cast.learner, yearly, 400)
    assert [give_again(cast, old) for _ in range(2)] == [1, 0]
    task = Assignment.objects.get(person=cast.learner, cycle=f"{TODAY.year}")
    assert (task.course, task.due_on, task.issued_on, task.curriculum) == (
        old.course, TODAY + 30 * DAY, TODAY, yearly)
    assert "复训" in task.reason
    assert Enrolment.objects.filter(person=cast.learner, cycle=task.cycle).count() == 1
    assert Notice.objects.filter(person=cast.learner, key__startswith="curricula.refresh:").count() == 1
    assert codes(TODAY - DAY) == set(), "who owes it again is not shown again"
    assert Completion.objects.get() == old


def test_a_later_completion_or_leaving_takes_one_off_the_list(cast, yearly):
    old = finish(cast.learner, yearly, 400)
    finish(cast.head, yearly, 400)
    cycle = f"{TODAY.year}"
    enrolment = enrol(person=cast.learner, course=old.course, cycle=cycle, at=clock.now())
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=clock.now(), evidence={})
    PersonState.objects.create(person=cast.head, kind="left", reason="退休", from_on=TODAY - 5 * DAY)
    assert codes(TODAY - DAY) == set()


def test_all_or_nothing(cast, yearly, monkeypatch):
    old = finish(cast.learner, yearly, 400)
    monkeypatch.setattr("lms.curricula.renewals.refreshing.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        give_again(cast, old)
    assert Assignment.objects.filter(person=cast.learner).count() == 1


def test_the_learner_and_hr_see_it(cast, yearly, sign_in):
    finish(cast.learner, yearly, 100)
    until = valid_of(cast.learner)["T-01", OLD]
    said = f"有效期至{until.year}年{until.month}月{until.day}日"
    year = f"?year={clock.day_of(Completion.objects.get().completed_at).year}"
    client = sign_in(cast.learner)
    assert said in client.get("/").content.decode()
    assert said in client.get(f"/transcript/{year}").content.decode()
    assert said in sign_in(cast.hr).get(f"/transcript/person/00101/{year}").content.decode()


def test_hr_gives_refreshers_with_one_press(cast, yearly, sign_in):
    first = finish(cast.learner, yearly, 400)
    finish(cast.head, yearly, 400)
    client = sign_in(cast.hr)
    page = client.get("/curricula/validity/").content.decode()
    assert ("学员甲" in page, "科长乙" in page) == (True, True)
    due = {"due_on": f"{TODAY + 30 * DAY}"}
    assert "未指派" in client.post("/curricula/validity/", due, follow=True).content.decode()
    assert "已过" in client.post("/curricula/validity/", {"due_on": f"{TODAY - DAY}", "all": "1"}).content.decode()
    client.post("/curricula/validity/", due | {"completion": [first.pk]})
    assert codes(TODAY - DAY) == {"00102"}
    client.post("/curricula/validity/", due | {"all": "1"})
    assert codes(TODAY - DAY) == set()


def test_the_page_asks_as_much_for_one_as_for_ten(cast, yearly, sign_in):
    client = sign_in(cast.hr)

    def asked() -> int:
        client.get("/curricula/validity/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/curricula/validity/")
        return len(queries)

    finish(cast.learner, yearly, 400)
    one = asked()
    for number in range(9):
        finish(factories.person(f"丙{number}", cast.section), yearly, 400)
    assert asked() == one
