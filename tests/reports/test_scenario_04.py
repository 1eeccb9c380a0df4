"""Scenario 4: on 1 July 职业能力建设科 merges into 就业促进科 - tasks follow, the half-year report keeps both lines."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.curricula.models import Assignment, AudienceRule, CurriculumCourse
from lms.curricula.services import assign, reconcile
from lms.people.models import Department
from lms.people.services.units import merge_units
from lms.reports.selectors import completion_figures, period_page, unit_page
from tests import factories
from tests.reports.conftest import complete, course, curriculum

JULY, YEAR_END = dt.date(2026, 7, 1), dt.date(2026, 12, 31)


@pytest.fixture
def merger(cast, time_machine):
    """Two of the old unit owe T-01 and one has finished it by June; one of the successor finished T-02 in May."""
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False)
    old = factories.unit("0105", "职业能力建设科", cast.bureau)
    new = factories.unit("0106", "就业促进科", cast.bureau)
    ready, waiting = factories.person("已完成", old), factories.person("未完成", old)
    settled = factories.person("原在编", new)
    plan = curriculum("P4")
    CurriculumCourse.objects.create(curriculum=plan, course=course("T-01", examined=False))
    AudienceRule.objects.create(curriculum=plan, department=old)
    assign(curriculum=plan, by=cast.hr, on=plan.issued_on)
    complete(ready, course("T-01", examined=False), dt.date(2026, 6, 1))
    complete(settled, course("T-02", examined=False), dt.date(2026, 5, 1))
    merge_units(units=[old], into=new, on=JULY, by=cast.hr)
    reconcile(curriculum=plan, by=None, on=JULY)
    old.refresh_from_db()
    return old, new, waiting


def test_the_unit_is_closed_with_its_successor(merger):
    old, new, _ = merger
    assert old.closed_on == JULY
    assert [row.successor for row in old.successions.all()] == [new]


def test_open_tasks_follow_and_finished_ones_stay(merger):
    _, _, waiting = merger
    task = Assignment.objects.get(person=waiting)
    assert (task.closed_on, task.closed_reason) == (None, "")
    assert not Assignment.objects.filter(closed_on__isnull=False).exists()
    assert not Assignment.objects.filter(person__full_name="原在编").exists()


def test_the_half_year_report_keeps_both_lines(merger):
    page = period_page(Department.objects.all(), dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    lines = {line.name: (line.completions, line.people) for line in page.lines}
    assert (lines["职业能力建设科"], lines["就业促进科"]) == ((1, 1), (1, 1))


def test_the_year_end_counts_everyone_in_the_successor(merger):
    rows = {(row.unit.code, row.course.code): row.figures
            for row in completion_figures(Department.objects.all(), YEAR_END, "2026", below=False)}
    assert (rows["0106", "T-01"].owed, rows["0106", "T-01"].completed) == (2, 1)
    assert rows["0105", "T-01"].owed == 0


def test_the_year_report_shows_the_successor_with_a_note(cast, merger, sign_in):
    lines = {line.unit.name: line.changes for line in unit_page(cast.bureau, YEAR_END, "2026").children}
    assert "职业能力建设科" not in lines
    assert [(change.unit, change.on, change.left) for change in lines["就业促进科"]] == [
        ("职业能力建设科", JULY, False)
    ]
    text = sign_in(cast.hr).get(reverse("reports:unit", args=["00"]), {"on": "2026-12-31"}).content.decode()
    assert "职业能力建设科" in text


def test_a_merger_in_the_middle_of_a_year_leaves_the_day_before_as_it_was(merger):
    old, new, _ = merger
    rows = {row.unit.code: row.figures.owed for row in completion_figures(
        [old, new], JULY - dt.timedelta(days=1), "2026", below=False) if row.course.code == "T-01"}
    assert rows == {"0105": 2, "0106": 0}
