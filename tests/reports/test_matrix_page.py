"""reports:courses and reports:overdue: roll-up, drill-down, filters, the empty cases, and who gets in."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Department, Succession
from lms.reports.selectors import counted, grid_of, unit_page
from tests import factories
from tests.reports.conftest import assign, complete, course, curriculum, enrol, pause, sit

JULY = dt.date(2026, 7, 1)


@pytest.fixture
def july(time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False)


def url(name: str, code: str = "00", **query) -> str:
    return reverse(f"reports:{name}", args=[code], query=query or None)


@pytest.fixture
def busy(cast, exam, reading):
    """Three units; in 0101 one of two has finished T-01; the leader, in the bureau itself, owes T-02."""
    for person in (cast.learner, cast.head):
        assign(person, exam)
    assign(cast.leader, reading)
    sit(cast.learner, exam, dt.date(2026, 6, 1), 81)
    complete(cast.learner, exam, dt.date(2026, 6, 1))


def cells(grid) -> dict:
    heads = [(group.unit.code, group.alone) for group in grid.groups]
    return {row.course.code: dict(zip(heads, [cell.rate for cell in row.cells], strict=True)) for row in grid.rows}


def test_units_in_the_bureaus_order_rolled_up(cast, busy):
    grid = grid_of(counted(cast.bureau, JULY, "2026"))
    assert cells(grid) == {
        "T-01": {("00", False): 50, ("00", True): None, ("0101", False): 50, ("0102", False): None,
                 ("0301", False): None},
        "T-02": {("00", False): 0, ("00", True): 0, ("0101", False): None, ("0102", False): None,
                 ("0301", False): None},
    }
    assert [cell.owed for cell in grid.total.cells] == [3, 1, 2, 0, 0]


def test_a_sub_unit_counts_in_the_unit_above_it(cast, busy, exam):
    team = factories.unit("010101", "窗口", cast.section)
    assign(factories.person("窗口员", team), exam)
    bureau = cells(grid_of(counted(cast.bureau, JULY, "2026")))["T-01"]
    assert bureau["0101", False] == 33
    assert cells(grid_of(counted(cast.section, JULY, "2026")))["T-01"] == {
        ("0101", False): 33, ("0101", True): 50, ("010101", False): 0}


def test_the_page_leads_down_and_to_the_course(cast, busy, sign_in, july):
    text = sign_in(cast.hr).get(url("courses")).content.decode()
    assert url("courses", "0101") in text
    assert "course=T-01" in text
    assert "50%" in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("show", "seen"), [("overdue", "1"), ("average", "81.0"), ("pass_rate", "100%"), ("rm", "50%")]
)
def test_another_measure(cast, busy, sign_in, july, show, seen):
    text = sign_in(cast.hr).get(url("courses", "0101", show=show)).content.decode()
    assert f"{seen}</td>" in text


def test_a_chosen_unit_is_gone_to_and_a_strangers_is_not(cast, busy, sign_in, july):
    client = sign_in(cast.head)
    answer = client.get(url("courses", "0101", unit="0102", course="T-01"))
    assert answer["Location"].startswith(url("courses", "0102"))
    assert "course=T-01" in answer["Location"]
    assert client.get(answer["Location"]).status_code == 404
    for name in ("unit", "overdue"):
        assert client.get(url(name, "0101", unit="0102"))["Location"].startswith(url(name, "0102"))


def test_filters_narrow_the_unit_page(cast, busy, exam):
    worker = factories.person("工勤", cast.section, category="worker")
    assign(worker, exam, curriculum=curriculum("P2"))
    from lms.reports.selectors import Wanted
    owed = {
        wanted: unit_page(cast.bureau, JULY, "2026", wanted=wanted).total.figures.owed
        for wanted in (Wanted(), Wanted(course="T-01"), Wanted(curriculum="P2"), Wanted(category="civil_servant"),
                       Wanted(category="worker", curriculum="P1"), Wanted(course="T-99"), Wanted(subject="没有"))
    }
    assert list(owed.values()) == [4, 3, 1, 3, 0, 0, 0]


def test_a_subject_is_what_the_catalogue_files_the_course_under(cast, busy):
    from courses.models import CataloguePage, CoursePage
    from home.site import ensure_site
    from lms.reports.selectors import Wanted
    parent = CataloguePage.objects.get(pk=ensure_site().pk)
    parent.add_child(instance=CoursePage(title="甲", code="T-01", slug="t-01", category="社会保险"))
    page = unit_page(cast.bureau, JULY, "2026", wanted=Wanted(subject="社会保险"))
    assert [line.course.code for line in page.lines] == ["T-01"]
    assert ("社会保险", "社会保险") in page.choices.subjects


def test_a_category_there_is_not_is_said_and_ignored(cast, busy, sign_in, july):
    response = sign_in(cast.hr).get(url("unit", category="nobility"))
    assert response.context["asked"].error
    assert response.context["page"].total.figures.owed == 3


def test_scores_by_steps_of_ten(cast, busy, exam, reading, sign_in, july):
    for score in (55, 59, 60, 89, 90, 100):
        person = factories.person(f"考{score}", cast.section)
        assign(person, exam)
        sit(person, exam, dt.date(2026, 6, 2), score)
    away = factories.person("产假", cast.section)
    assign(away, exam)
    sit(away, exam, dt.date(2026, 5, 2), 70)
    pause(away, dt.date(2026, 6, 1))
    scores = unit_page(cast.section, JULY, "2026").scores
    assert {bar.low: (bar.people, bar.passed) for bar in scores.bars if bar.people} == {
        50: (2, 0), 60: (1, 1), 80: (2, 2), 90: (2, 2)}
    assert (scores.people, scores.passed) == (7, 5)
    text = sign_in(cast.head).get(url("unit", "0101")).content.decode()
    assert "90 至 100 分：2 人，其中 2 人合格" in text
    assert unit_page(cast.other_section, JULY, "2026").scores is None


def test_overdue_longest_first_with_days(cast, busy, exam, sign_in, july):
    older = factories.person("更早", cast.section, staff_no="00990")
    assign(older, exam, due_on=dt.date(2026, 6, 1))
    response = sign_in(cast.head).get(url("overdue", "0101"))
    rows = [(row.person.name, row.course.code, row.days) for row in response.context["page"].rows]
    assert rows == [("更早", "T-01", 30), ("科长乙", "T-01", 1)]
    text = response.content.decode()
    assert "00990" in text
    assert reverse("reports:remind") in text
    assert reverse("reports:remind") not in sign_in(cast.supervision).get(url("overdue", "0101")).content.decode()
    assert Entry.objects.filter(action="reports.read_unit", target="0101").count() == 2


def test_overdue_comes_fifty_a_page(cast, exam, sign_in, july):
    for number in range(60):
        assign(factories.person(f"人{number}", cast.section), exam)
    response = sign_in(cast.head).get(url("overdue", "0101", page=2))
    assert len(response.context["page"].rows) == 10
    assert (response.context["page"].tasks, response.context["page"].people) == (60, 60)


def test_a_person_with_no_unit_is_named_to_who_reads_everyone(cast, busy, exam, sign_in, july):
    lost = factories.person("无岗位", staff_no="00991")
    assign(lost, exam)
    gone = factories.person("已离开", staff_no="00992")
    assign(gone, exam)
    from lms.people.models import PersonState
    PersonState.objects.create(person=gone, kind="left", reason="退休", from_on=dt.date(2026, 5, 1))
    response = sign_in(cast.hr).get(url("courses"))
    assert (response.context["unplaced"].number, response.context["unplaced"].people) == (1, (lost,))
    assert "无岗位" in response.content.decode()
    assert response.context["grid"].total.cells[0].owed == 3
    assert sign_in(cast.hr).get(reverse("reports:person", args=["00991"])).status_code == 200
    for role, code in (("inspector", "00"), ("head", "0101"), ("hr", "0101")):
        text = sign_in(getattr(cast, role)).get(url("courses", code)).content.decode()
        assert "无岗位" not in text, role


def test_a_unit_with_nobody_is_shown_with_dashes_and_its_page_says_so(cast, busy, sign_in, july):
    factories.unit("0109", "新设科", cast.bureau)
    client = sign_in(cast.hr)
    grid = client.get(url("courses")).context["grid"]
    assert cells(grid)["T-01"]["0109", False] is None
    for name in ("unit", "courses", "overdue"):
        response = client.get(url(name, "0109"))
        assert response.status_code == 200
        assert "empty" in response.content.decode()
    assert client.post(url("figures", "0109"), {"format": "xlsx"}).status_code == 200


def test_a_course_with_nobody_is_left_out_and_counted_and_can_be_asked_for(cast, busy, exam, sign_in, july):
    client = sign_in(cast.hr)
    response = client.get(url("courses", "0101"))
    assert [row.course.code for row in response.context["grid"].rows] == ["T-01"]
    assert response.context["grid"].left_out == 1
    asked = client.get(url("courses", "0101", course="T-02")).context["grid"]
    assert cells(asked) == {"T-02": {("0101", False): None}}
    nobody = course("T-77", examined=False)
    enrol(cast.learner, nobody)
    assert client.get(url("unit", "0101", course="T-77")).status_code == 200


def test_a_closed_unit_says_so_and_keeps_its_past(cast, busy, sign_in, july):
    Department.objects.filter(pk=cast.section.pk).update(closed_on=dt.date(2026, 7, 1))
    Succession.objects.create(department=cast.section, successor=cast.other_section, on=dt.date(2026, 7, 1))
    for person in (cast.learner, cast.head):
        person.postings.update(to_on=dt.date(2026, 6, 30))
        factories.post_in(person, cast.other_section, from_on=dt.date(2026, 7, 1))
    client = sign_in(cast.hr)
    text = client.get(url("unit", "0101")).content.decode()
    assert "2026年7月1日撤销" in text
    assert "政策法规科" in text
    before = client.get(url("courses", on="2026-06-30")).context["grid"]
    assert cells(before)["T-01"]["0101", False] == 50
    after = cells(client.get(url("courses")).context["grid"])["T-01"]
    assert ("0101", False) not in after
    assert after["0102", False] == 50


DOORS = {
    "learner": (404, 404), "stranger": (404, 404), "editor": (404, 404), "system_admin": (404, 404),
    "security_admin": (404, 404), "auditor": (404, 404), "county_admin": (404, 404),
    "head": (200, 200), "leader": (200, 200), "hr": (200, 200), "supervision": (200, 200), "inspector": (200, 404),
}


@pytest.mark.parametrize(("role", "answers"), DOORS.items())
def test_each_role_at_the_doors(cast, busy, sign_in, role, answers):
    """(matrix, overdue and exports) of 养老保险科."""
    client = sign_in(getattr(cast, role))
    assert (client.get(url("courses", "0101")).status_code, client.get(url("overdue", "0101")).status_code) == answers
    assert client.post(url("figures", "0101"), {"format": "json"}).status_code == answers[1]


def test_an_inspector_sees_no_name_in_the_matrix(cast, busy, sign_in, july):
    text = sign_in(cast.inspector).get(url("courses", "0101")).content.decode()
    assert "学员甲" not in text
    assert url("figures", "0101") not in text
    assert url("overdue", "0101") not in text


@pytest.mark.parametrize("name", ["courses", "overdue"])
def test_as_many_queries_for_10_people_as_for_100(cast, exam, sign_in, july, name, django_assert_num_queries):
    client = sign_in(cast.hr)

    def people(how_many: int) -> None:
        for number in range(how_many):
            person = factories.person(f"人{number}", cast.section)
            assign(person, exam)
            if number % 3 == 0:
                sit(person, exam, dt.date(2026, 6, 1), 80)
                complete(person, exam, dt.date(2026, 6, 1))

    people(10)
    client.get(url(name))
    with CaptureQueriesContext(connection) as few:
        client.get(url(name))
    number = len(few)
    people(90)
    client.get(url(name))  # the summary is made equal to the records first
    with django_assert_num_queries(number):
        assert client.get(url(name)).status_code == 200
