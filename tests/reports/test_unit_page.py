"""reports:home and reports:unit: who gets in, what is on the page, what is not."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import Department, Portfolio
from lms.reports.selectors import unit_lines, unit_page
from tests import factories
from tests.reports.conftest import assign, begin, complete, curriculum, pause, sit

JULY = dt.date(2026, 7, 1)


@pytest.fixture
def july(time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False)


def url(code: str, **query) -> str:
    return reverse("reports:unit", args=[code], query=query or None)


@pytest.mark.parametrize(
    ("role", "lands"),
    [("head", "0101"), ("leader", "0101"), ("hr", "00"), ("supervision", "00"), ("county_admin", "0301"),
     ("inspector", "00")],
)
def test_home_goes_to_the_viewers_unit(cast, sign_in, role, lands):
    response = sign_in(getattr(cast, role)).get(reverse("reports:home"))
    assert (response.status_code, response["Location"]) == (302, url(lands))


@pytest.mark.parametrize("role", ["learner", "stranger", "editor", "system_admin", "auditor"])
def test_home_is_nothing_for_who_has_no_unit(cast, sign_in, role):
    assert sign_in(getattr(cast, role)).get(reverse("reports:home")).status_code == 404


def test_home_lists_a_portfolio_of_several(cast, sign_in):
    factories.portfolio(cast.leader, cast.other_section)
    page = sign_in(cast.leader).get(reverse("reports:home"))
    assert page.status_code == 200
    assert [line.unit.code for line in page.context["lines"]] == ["0101", "0102"]


def test_a_portfolio_as_of_another_day(cast, sign_in, busy, july):
    factories.portfolio(cast.leader, cast.other_section)
    client = sign_in(cast.leader)
    for query, overdue in (({}, 2), ({"on": "2026-06-30"}, 0), ({"on": "x"}, 2)):
        page = client.get(reverse("reports:home", query=query))
        assert page.context["lines"][0].figures.overdue == overdue
        assert bool(page.context["asked"].error) == (query.get("on") == "x")
    assert f"{url('0101')}?on=2026-06-30" in client.get(
        reverse("reports:home", query={"on": "2026-06-30"})).content.decode()


def test_a_portfolio_shows_the_figures_of_the_units_own_pages(cast, busy):
    lines = unit_lines([cast.section, cast.other_section], JULY, "2026")
    assert [line.figures for line in lines] == [
        unit_page(unit, JULY, "2026").total.figures for unit in (cast.section, cast.other_section)
    ]
    assert lines[0].figures.owed == 3


DOORS = {
    "learner": (404, 404), "stranger": (404, 404), "editor": (404, 404), "system_admin": (404, 404),
    "auditor": (404, 404), "head": (200, 404), "leader": (200, 404), "county_admin": (404, 404),
    "hr": (200, 200), "supervision": (200, 200), "inspector": (200, 200),
}


@pytest.mark.parametrize(("role", "answers"), DOORS.items())
def test_each_role_at_the_door(cast, sign_in, role, answers):
    """(养老保险科, 政策法规科)."""
    client = sign_in(getattr(cast, role))
    assert tuple(client.get(url(code)).status_code for code in ("0101", "0102")) == answers


def test_scenario_14_an_id_changed_in_the_address(cast, sign_in):
    assert sign_in(cast.head).get(url("0102")).status_code == 404
    entry = Entry.objects.get(action="reports.refused")
    assert (entry.actor_no, entry.target, entry.result) == (cast.head.staff_no, "0102", "refused")


def test_scenario_14_a_portfolio_that_changed_yesterday(cast, sign_in, july):
    yesterday = clock.today() - dt.timedelta(days=1)
    Portfolio.objects.filter(person=cast.leader).update(to_on=yesterday)
    factories.portfolio(cast.leader, cast.other_section, from_on=clock.today())
    client = sign_in(cast.leader)
    assert client.get(url("0102")).status_code == 200
    assert client.get(url("0101")).status_code == 404


@pytest.fixture
def busy(cast, exam, reading):
    """On 1 July: the learner is overdue in T-01 and has finished T-02; the head has begun T-01; one is on leave."""
    plan = curriculum(milestones={dt.date(2026, 5, 31): 50})
    away = factories.person("产假员", cast.section, staff_no="00199")
    for person in (cast.learner, cast.head, away):
        assign(person, exam, curriculum=plan)
    assign(cast.learner, reading, curriculum=plan)
    sit(cast.learner, exam, dt.date(2026, 6, 20), 55)
    complete(cast.learner, reading, dt.date(2026, 6, 20))
    begin(cast.head, exam, dt.date(2026, 6, 1))
    pause(away, dt.date(2026, 6, 1))
    return away


def test_the_page_shows_the_figures(cast, sign_in, busy, july):
    response = sign_in(cast.head).get(url("0101"))
    text = response.content.decode()
    page = response.context["page"]
    assert [(line.course.code, line.figures.owed, line.figures.rate) for line in page.lines] == [
        ("T-01", 2, 0), ("T-02", 1, 100)]
    assert (page.total.figures.owed, page.total.actual, page.total.planned) == (3, 33, 100)
    assert page.total.behind
    assert (page.behind, page.late_people, page.completed_here) == (1, 2, 1)
    assert "55.0" in text
    assert "产假员" in text
    assert "产假<" not in text


def test_the_matrix_is_in_the_bureaus_order_with_states(cast, busy):
    page = unit_page(cast.section, JULY, "2026")
    states = {row.person.name: [cell.state for cell in row.cells] for row in page.matrix.rows}
    assert list(states) == ["科长乙", "学员甲", "产假员"]  # the head first, then by 工号
    assert states == {
        "科长乙": ["overdue", "not_owed"], "学员甲": ["overdue", "done"], "产假员": ["paused", "not_owed"]}
    before = unit_page(cast.section, dt.date(2026, 6, 30), "2026")
    assert [row.cells[0].state for row in before.matrix.rows] == ["in_progress", "in_progress", "paused"]


def test_overdue_with_days_and_without_the_paused(cast, busy):
    late = unit_page(cast.section, dt.date(2026, 7, 3), "2026").late
    seen = [(row.person.name, row.course.code, row.days) for row in late]
    assert seen == [("学员甲", "T-01", 3), ("科长乙", "T-01", 3)]


def test_plan_and_trend(cast, busy):
    page = unit_page(cast.section, dt.date(2026, 5, 31), "2026")
    assert page.total.planned == 50
    trend = unit_page(cast.section, JULY, "2026").trend
    assert [point.actual for point in trend.points][-3:] == [0, 33, 33]
    assert trend.line.startswith("M34 115L")
    assert trend.points[-1].planned == 100


def test_children_have_the_same_figures(cast, busy):
    page = unit_page(cast.bureau, JULY, "2026")
    assert [(line.unit.code, line.figures.owed, line.figures.rate) for line in page.children] == [
        ("0101", 3, 33), ("0102", 0, None), ("0301", 0, None)]  # the tree's order
    assert page.total.figures == page.children[0].figures


def test_one_course_only(cast, sign_in, busy, july):
    page = sign_in(cast.hr).get(url("0101", course="T-02")).context["page"]
    assert [line.course.code for line in page.lines] == ["T-02"]
    assert page.total.figures.rate == 100


def test_a_bad_day_is_said_in_words_and_the_page_is_shown(cast, sign_in, busy, july):
    for bad in ("2026-02-30", "yesterday", "20260101"):
        response = sign_in(cast.head).get(url("0101", on=bad))
        assert response.status_code == 200
        assert response.context["asked"].error
        assert response.context["page"].on == JULY
        assert "alert-error" in response.content.decode()


def test_another_day_and_cycle(cast, sign_in, busy):
    page = sign_in(cast.head).get(url("0101", on="2026-06-30")).context["page"]
    assert (page.on, page.cycle, page.total.figures.overdue) == (dt.date(2026, 6, 30), "2026", 0)
    empty = sign_in(cast.head).get(url("0101", on="2026-06-30", cycle="2025"))
    assert empty.status_code == 200
    assert empty.context["page"].lines == ()


def test_an_inspector_sees_totals_and_no_name(cast, sign_in, busy, july):
    response = sign_in(cast.inspector).get(url("0101"))
    text = response.content.decode()
    assert response.context["page"].total.figures.owed == 3
    assert response.context["page"].matrix is None
    assert "学员甲" not in text
    assert "export.xlsx" not in text
    assert not Entry.objects.filter(action="reports.read_unit").exists()


def test_reading_a_unit_is_in_the_log_once_a_view(cast, sign_in, busy):
    client = sign_in(cast.supervision)
    client.get(url("0101"))
    client.get(url("0101"))
    entries = Entry.objects.filter(action="reports.read_unit", actor_no=cast.supervision.staff_no, target="0101")
    assert entries.count() == 2


def test_supervision_reads_and_does_not_remind(cast, sign_in, busy, july):
    assert reverse("reports:remind") not in sign_in(cast.supervision).get(url("0101")).content.decode()
    assert reverse("reports:remind") in sign_in(cast.head).get(url("0101")).content.decode()


def test_who_has_moved_on_is_named_without_a_link(cast, sign_in, busy, july):
    cast.learner.postings.update(to_on=dt.date(2026, 6, 25))
    factories.post_in(cast.learner, cast.other_section, from_on=dt.date(2026, 6, 26))
    text = sign_in(cast.head).get(url("0101", on="2026-06-24")).content.decode()
    assert "学员甲" in text
    assert reverse("reports:person", args=[cast.learner.staff_no]) not in text


def _people(cast, exam, how_many: int) -> None:
    for number in range(how_many):
        person = factories.person(f"人{number}", cast.section)
        assign(person, exam)
        if number % 2:
            sit(person, exam, dt.date(2026, 6, 1), 80)
            complete(person, exam, dt.date(2026, 6, 1))


def test_a_page_takes_as_many_queries_for_10_people_as_for_100(cast, exam, sign_in, july, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(cast.hr)
    _people(cast, exam, 10)
    client.get(url("00"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("00"))
    number = len(few)
    _people(cast, exam, 90)
    client.get(url("00"))  # the summary is made equal to the records first
    with django_assert_num_queries(number):
        response = client.get(url("00", page="2"))
    assert len(response.context["page"].matrix.rows) == 50
    assert number <= 45


def test_people_come_fifty_a_page(cast, exam):
    _people(cast, exam, 60)
    first = unit_page(cast.section, JULY, "2026")
    second = unit_page(cast.section, JULY, "2026", page="2")
    assert (len(first.matrix.rows), len(second.matrix.rows)) == (50, 12)
    assert unit_page(cast.section, JULY, "2026", page="x").matrix.page.number == 1


def test_a_closed_unit_is_left_out_when_nobody_there_owes(cast, busy):
    Department.objects.filter(pk=cast.other_section.pk).update(closed_on=dt.date(2026, 6, 1))
    codes = [line.unit.code for line in unit_page(cast.bureau, JULY, "2026").children]
    assert codes == ["0101", "0301"]
