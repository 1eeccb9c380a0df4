"""reports:period: completions between two days, in the unit at completion; scenarios 5 and 6."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Department, DepartmentPeriod, Succession
from lms.people.services import end_service, transfer_person
from lms.reports.selectors import completion_figures, period_page
from lms.reports.selectors.period import _completions
from lms.reports.selectors.period_sums import counted, kept
from lms.reports.selectors.wanted import Wanted
from lms.reports.summary import fresh
from lms.study.models import Completion
from tests import factories
from tests.reports.conftest import assign, at, complete, course, curriculum, sit

D = dt.date
YEAR = (D(2026, 1, 1), D(2026, 12, 31))


def lines(page) -> dict[str, tuple]:
    return {line.name: (line.completions, line.people, line.average) for line in page.lines if line.completions}


def of_unit(unit, since, until):
    return lines(period_page(Department.objects.filter(pk=unit.pk), since, until))


def figures(unit, on):
    rows = [row.figures for row in completion_figures(Department.objects.all(), on, "2026") if row.unit.pk == unit.pk]
    return sum(row.owed for row in rows), sum(row.completed for row in rows)


@pytest.fixture
def moved(cast):
    """Scenario 5: two courses finished in 养老保险科, then to 政策法规科 on 15 September, a third finished there."""
    clerk = factories.person("调动员", cast.section)
    for code, day in (("T-01", D(2026, 3, 10)), ("T-02", D(2026, 9, 14)), ("T-03", D(2026, 9, 15))):
        taught = course(code, examined=False)
        assign(clerk, taught)
        if day < D(2026, 9, 15):
            complete(clerk, taught, day)
    transfer_person(person=clerk, department=cast.other_section, post="科员", rank="", category="civil_servant",
                    on=D(2026, 9, 15))
    complete(clerk, taught, D(2026, 9, 15))
    return clerk


def test_both_heads_see_their_own_period(cast, moved):
    assert of_unit(cast.section, *YEAR) == {"养老保险科": (2, 1, None)}
    assert of_unit(cast.other_section, *YEAR) == {"政策法规科": (1, 1, None)}


def test_the_day_of_the_move_belongs_to_the_new_unit(cast, moved):
    assert of_unit(cast.section, D(2026, 9, 14), D(2026, 9, 15)) == {"养老保险科": (1, 1, None)}
    assert of_unit(cast.other_section, D(2026, 9, 14), D(2026, 9, 15)) == {"政策法规科": (1, 1, None)}


def test_the_year_end_rate_counts_the_new_unit(cast, moved):
    assert figures(cast.section, D(2026, 9, 14)) == (3, 2)
    assert figures(cast.section, D(2026, 12, 31)) == (0, 0)
    assert figures(cast.other_section, D(2026, 12, 31)) == (3, 3)


def test_a_retirement_leaves_the_denominator_the_day_after(cast, exam):
    """Scenario 6: the last day is 31 August; what he finished stays in the period report."""
    clerk = factories.person("退休员", cast.section)
    assign(clerk, exam)
    complete(clerk, exam, D(2026, 5, 6))
    end_service(person=clerk, on=D(2026, 8, 31), reason="退休")
    assert figures(cast.section, D(2026, 8, 31)) == (1, 1)
    assert figures(cast.section, D(2026, 9, 1)) == (0, 0)
    assert of_unit(cast.section, *YEAR) == {"养老保险科": (1, 1, None)}


def test_a_total_counts_a_person_once(cast, moved):
    page = period_page(Department.objects.all(), *YEAR)
    assert (page.completions, page.people) == (3, 1)


def test_the_last_minute_of_a_period_is_in_it(cast, exam):
    complete(cast.learner, exam, at(D(2026, 6, 30), 23, 59))
    complete(cast.stranger, exam, at(D(2026, 7, 1), 0, 0))
    page = period_page(Department.objects.all(), D(2026, 1, 1), D(2026, 6, 30))
    assert lines(page) == {"养老保险科": (1, 1, None)}


def test_the_average_is_of_the_grades_there_are(cast, exam, reading):
    sit(cast.learner, exam, D(2026, 5, 5), 90)
    complete(cast.learner, exam, D(2026, 5, 5))
    complete(cast.head, reading, D(2026, 5, 6))
    assert lines(period_page(Department.objects.all(), *YEAR))["养老保险科"] == (2, 2, 90)


def test_a_closed_unit_keeps_its_line_and_both_sides_say_so(cast, exam):
    complete(cast.stranger, exam, D(2026, 5, 5))
    Department.objects.filter(pk=cast.other_section.pk).update(closed_on=D(2026, 7, 1))
    Succession.objects.create(department=cast.other_section, successor=cast.section, on=D(2026, 7, 1))
    year = {line.name: [change.left for change in line.changes] for line in
            period_page(Department.objects.all(), *YEAR).lines}
    assert year == {"示例局": [], "养老保险科": [False], "政策法规科": [True], "东城区局": []}
    second_half = period_page(Department.objects.all(), D(2026, 7, 1), D(2026, 12, 31))
    assert "政策法规科" not in [line.name for line in second_half.lines]


def test_a_unit_has_the_name_of_the_last_day(cast):
    old = DepartmentPeriod.objects.get(department=cast.section)
    DepartmentPeriod.objects.filter(pk=old.pk).update(to_on=D(2026, 6, 30))
    DepartmentPeriod.objects.create(department=cast.section, name="养老保险处", parent=old.parent, lineage=old.lineage,
                                    from_on=D(2026, 7, 1))
    first = period_page([cast.section], D(2026, 1, 1), D(2026, 6, 30))
    assert [line.name for line in first.lines] == ["养老保险科"]
    assert [line.name for line in period_page([cast.section], *YEAR).lines] == ["养老保险处"]


DOORS = {"learner": 404, "stranger": 404, "editor": 404, "system_admin": 404, "auditor": 404, "head": 200,
         "leader": 200, "hr": 200, "supervision": 200, "county_admin": 200, "inspector": 200}


@pytest.mark.parametrize(("role", "status"), DOORS.items())
def test_who_gets_in(cast, sign_in, role, status):
    client = sign_in(getattr(cast, role))
    assert client.get(reverse("reports:period")).status_code == status
    exported = 404 if role == "inspector" else status  # he reads totals and exports nothing
    assert client.post(reverse("reports:period_export")).status_code == exported


def test_a_head_sees_his_own_tree_only(cast, sign_in):
    page = sign_in(cast.head).get(reverse("reports:period")).context["page"]
    assert [line.name for line in page.lines] == ["养老保险科"]


@pytest.mark.parametrize(
    "query", ["since=2026-13-40", "since=2026-06-30&until=2026-01-01", "until=x", "since=0001-01-01"]
)
def test_impossible_days_are_said_in_words(cast, sign_in, query):
    page = sign_in(cast.hr).get(f"{reverse('reports:period')}?{query}")
    assert page.status_code == 200
    assert page.context["asked"].error
    assert str(page.context["asked"].error) in page.content.decode()


def test_the_export_has_the_pages_figures_and_is_logged(cast, sign_in, moved):
    response = sign_in(cast.hr).post(reverse("reports:period_export"), {"since": "2026-01-01", "until": "2026-12-31"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert ("0101", "养老保险科", 2, 1, "—", None) in [(*row[:5], row[5] or None) for row in rows]
    assert rows[5][1:4] == ("合计", 3, 1)
    assert Entry.objects.get(action="reports.export").detail == {"since": "2026-01-01", "until": "2026-12-31"}


def test_the_queries_do_not_grow(cast, exam, django_assert_num_queries):
    for number in range(12):
        unit = factories.unit(f"04{number:02}", f"科{number}", cast.bureau)
        complete(factories.person("某", unit), exam, D(2026, 5, 5))
    units = list(Department.objects.all())
    fresh()
    with django_assert_num_queries(6):
        period_page(units, *YEAR)
    with django_assert_num_queries(8):  # is anything completed on the days of its months that are not in it?
        period_page(units, D(2026, 2, 4), D(2026, 11, 3))
    with django_assert_num_queries(5):
        period_page(units, *YEAR, Wanted(category="worker"))


@pytest.mark.parametrize(("since", "until"), [
    (D(2026, 1, 1), D(2026, 12, 31)), (D(2026, 3, 1), D(2026, 3, 31)), (D(2026, 3, 2), D(2026, 3, 30)),
    (D(2026, 3, 10), D(2026, 3, 10)), (D(2026, 2, 20), D(2026, 4, 2)), (D(2026, 3, 5), D(2026, 3, 31)),
    (D(2026, 3, 1), D(2026, 4, 15)), (D(2026, 3, 11), D(2026, 4, 1)), (D(2025, 1, 1), D(2026, 3, 9)),
    (D(2026, 4, 2), D(2026, 12, 31)), (D(2024, 1, 1), D(2024, 2, 3)),
])
def test_months_and_parts_of_months_add_up_to_the_records(cast, since, until):
    """What the summary has of whole months and the records of the rest, beside the records alone."""
    moved = factories.person("调动员", cast.section)
    days = [D(2026, 2, 28), D(2026, 3, 1), D(2026, 3, 10), D(2026, 3, 31), D(2026, 4, 1), D(2026, 4, 15)]
    for number, day in enumerate(days):
        taught = course(f"T-1{number}", examined=number % 2 == 0)
        for person in (cast.learner, moved):
            if number % 2 == 0:
                sit(person, taught, day, 61 + number)
            complete(person, taught, day)
        if day == D(2026, 3, 10):
            transfer_person(person=moved, department=cast.other_section, post="科员", rank="",
                            category="civil_servant", on=D(2026, 3, 11))
    units = [cast.section.pk, cast.other_section.pk]
    assert kept(units, since, until) == counted(_completions(units, since, until))
    assert kept(units[:1], since, until) == counted(_completions(units[:1], since, until))


def test_narrowed_to_unit_course_curriculum_and_category(cast, moved, sign_in):
    worker = factories.person("工勤", cast.section, category="worker")
    taught = course("T-02", examined=False)
    assign(worker, taught, curriculum=curriculum("P2"))
    complete(worker, taught, D(2026, 4, 1))
    Completion.objects.filter(person=worker).update(category="worker")
    client = sign_in(cast.hr)

    def number(**asked) -> int:
        query = {"since": "2026-01-01", "until": "2026-12-31"} | asked
        return client.get(reverse("reports:period", query=query)).context["page"].completions

    assert number() == 4
    assert (number(unit="0101"), number(unit="0102"), number(unit="00")) == (3, 1, 4)
    assert (number(course="T-02"), number(curriculum="P2"), number(curriculum="P1")) == (2, 1, 3)
    assert (number(category="worker"), number(category="worker", course="T-01"), number(subject="没有")) == (1, 0, 0)
    assert client.get(reverse("reports:period", query={"unit": "9999"})).status_code == 404


def test_completions_by_week_and_by_month_of_a_long_period(cast, moved, sign_in):
    drawn = period_page(Department.objects.all(), D(2026, 9, 1), D(2026, 9, 30)).weeks.columns
    assert [(column.day, column.number) for column in drawn] == [
        (D(2026, 8, 31), 0), (D(2026, 9, 7), 0), (D(2026, 9, 14), 2), (D(2026, 9, 21), 0), (D(2026, 9, 28), 0)]
    months = period_page(Department.objects.all(), D(2025, 1, 1), D(2026, 12, 31)).weeks.columns
    assert {column.day: column.number for column in months if column.number} == {D(2026, 3, 1): 1, D(2026, 9, 1): 2}
    assert period_page(Department.objects.all(), D(2025, 1, 1), D(2025, 2, 1)).weeks is None
    text = sign_in(cast.hr).get(reverse("reports:period", query={"since": "2026-09-01", "until": "2026-09-30"}))
    assert "9月14日起：2 人次" in text.content.decode()


def test_a_completion_at_five_past_midnight_belongs_to_its_week(cast, exam):
    clerk = factories.person("夜读员", cast.section)
    assign(clerk, exam)
    complete(clerk, exam, at(D(2026, 9, 14), 0, 5))
    drawn = period_page(Department.objects.all(), D(2026, 9, 1), D(2026, 9, 30)).weeks.columns
    assert [column.day for column in drawn if column.number] == [D(2026, 9, 14)]
