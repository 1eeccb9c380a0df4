"""One selector behind all doors: page, xlsx, CSV, JSON and command show the same numbers."""

import csv
import datetime as dt
import json
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Department
from lms.reports.selectors import (
    Wanted,
    completion_figures,
    counted,
    figure_rows,
    grid_of,
    groups_of,
    overdue_page,
    unit_page,
)
from lms.reports.tables import COLUMNS
from tests import factories
from tests.reports.conftest import assign, complete, curriculum, pause, sit

JULY = dt.date(2026, 7, 1)
NUMBERS = ("owed", "completed", "rate", "planned", "on_time", "on_time_rate", "overdue", "to_sit", "sat", "sat_rate",
           "passed", "pass_rate", "average")


@pytest.fixture
def year(cast, exam, reading):
    """Two plans; people of two categories in three units, one of them in the bureau itself; done, failed, paused."""
    plan = curriculum("P1", milestones={dt.date(2026, 5, 31): 50})
    late = curriculum("P2", due_on=dt.date(2026, 11, 30))
    worker = factories.person("工勤", cast.section, staff_no="00110", category="worker")
    county = factories.person("县区", cast.county, staff_no="00310")
    away = factories.person("产假员", cast.section, staff_no="00199")
    for person in (cast.learner, cast.head, worker, away):
        assign(person, exam, curriculum=plan)
    for person in (cast.leader, county):
        assign(person, reading, curriculum=late)
    pause(away, dt.date(2026, 6, 1))
    sit(cast.learner, exam, dt.date(2026, 6, 1), 81)
    complete(cast.learner, exam, dt.date(2026, 6, 1))
    sit(worker, exam, dt.date(2026, 6, 20), 55)
    complete(county, reading, dt.date(2026, 6, 5))


ASKED = [
    {}, {"course": "T-01"}, {"curriculum": "P2"}, {"category": "worker"}, {"course": "T-01", "category": "worker"},
]


def table(rows) -> dict:
    """(unit, alone or below, course) → the numbers."""
    return {(row["unit"], row["counted"], row["course"]): tuple(row[key] for key in NUMBERS) for row in rows}


def expected(cast, asked) -> dict:
    data = counted(cast.bureau, JULY, "2026", Wanted(**asked))
    return {
        (row.group.unit.code, "alone" if row.group.alone else "below", row.course.code): (
            figures.owed, figures.completed, figures.rate, int(figures.planned) if figures.owed else None,
            figures.on_time, figures.on_time_rate, figures.overdue, figures.to_sit, figures.sat, figures.sat_rate,
            figures.passed, figures.pass_rate, None if figures.average is None else float(figures.average),
        )
        for row in figure_rows(data, groups_of(data)) for figures in (row.figures,)
    }


def posted(client, kind, asked):
    response = client.post(
        reverse("reports:figures", args=["00"]), {"on": f"{JULY}", "cycle": "2026", "format": kind} | asked)
    assert response.status_code == 200
    return response


def by_keys(rows) -> list[dict]:
    """Rows of a sheet as the JSON has them: words back to codes, dashes and empty cells to nothing."""
    codes = {"本级人员": "alone", "含下级": "below", "—": None, "": None}
    keys = [heading.key for heading in COLUMNS]
    return [dict(zip(keys, (codes.get(cell, cell) for cell in row), strict=True)) for row in rows if row[0]]


def number(row: dict) -> dict:
    return row | {key: None if row[key] is None else float(row[key]) for key in NUMBERS}


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_five_doors(cast, year, sign_in, asked):
    client, truth = sign_in(cast.hr), expected(cast, asked)
    assert truth
    assert table(json.loads(posted(client, "json", asked).content)["rows"]) == truth

    text = posted(client, "csv", asked).content.decode("utf-8-sig")
    body = list(csv.reader(StringIO(text.split("\r\n\r\n")[0])))[1:]
    assert table(map(number, by_keys(body))) == truth

    sheet = openpyxl.load_workbook(BytesIO(posted(client, "xlsx", asked).content)).active
    body = list(sheet.iter_rows(min_row=2, max_row=1 + len(truth), values_only=True))
    assert table(map(number, by_keys(body))) == truth

    out = StringIO()
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    call_command("completion", "--on", f"{JULY}", "--direct", "--json", *options, stdout=out)
    assert table(json.loads(out.getvalue())) == truth

    page = client.get(reverse("reports:courses", args=["00"]), {"on": f"{JULY}"} | asked)
    grid = page.context["grid"]
    seen = {
        (group.unit.code, "alone" if group.alone else "below", row.course.code): (cell.owed, cell.completed, cell.rate)
        for row in grid.rows for group, cell in zip(grid.groups, row.cells, strict=True)
    }
    assert seen == {key: numbers[:3] for key, numbers in truth.items()}


def test_the_same_as_the_figures_of_the_bureau(cast, year):
    data = counted(cast.bureau, JULY, "2026")
    below = [group for group in groups_of(data) if not group.alone]
    mine = {
        (row.group.unit.code, row.course.code): (row.figures.owed, row.figures.completed, row.figures.score_total)
        for row in figure_rows(data, below)
    }
    theirs = completion_figures(Department.objects.all(), JULY, "2026")
    assert mine == {
        (row.unit.code, row.course.code): (row.figures.owed, row.figures.completed, row.figures.score_total)
        for row in theirs if (row.unit.code, row.course.code) in mine
    }
    assert len(mine) == 8


def test_the_unit_page_shows_the_total_of_the_matrix(cast, year, sign_in):
    client = sign_in(cast.hr)
    for asked in ASKED:
        query = {"on": f"{JULY}"} | asked
        whole = client.get(reverse("reports:unit", args=["00"]), query).context["page"].total.figures
        assert whole == client.get(reverse("reports:courses", args=["00"]), query).context["grid"].total.cells[0]


def test_a_file_says_when_of_what_by_whom_and_what_it_means(cast, year, sign_in):
    client = sign_in(cast.supervision)
    asked = {"course": "T-01", "category": "worker"}
    for kind in ("csv", "json"):
        text = posted(client, kind, asked).content.decode()
        for words in ("示例局", "2026年7月1日", cast.supervision.staff_no, "T-01", "工勤", "完成率"):
            assert words in text, (kind, words)
    entry = Entry.objects.filter(action="reports.export").latest("pk")
    assert entry.detail == {"format": "json", "on": "2026-07-01", "cycle": "2026", "course": "T-01",
                            "category": "worker"}


def test_csv_opens_in_an_office(cast, year, sign_in):
    Department.objects.filter(pk=cast.section.pk).update(name="=1+1科")
    response = posted(sign_in(cast.hr), "csv", {})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="export.csv"' in response["Content-Disposition"]
    assert "'=1+1科" in response.content.decode()
    assert ",=1+1科" not in response.content.decode()


def test_a_format_there_is_not(cast, year, sign_in):
    address = reverse("reports:figures", args=["00"])
    assert sign_in(cast.hr).post(address, {"format": "exe"}).status_code == 404
    assert sign_in(cast.hr).get(address).status_code == 405


@pytest.mark.parametrize(
    "asked", [{}, {"course": "T-01"}, {"curriculum": "P2"}, {"course": "T-99"}, {"curriculum": "P9"}], ids=str
)
def test_the_pages_of_today_are_those_of_the_records(cast, year, time_machine, asked):
    """Read from the summary on the day itself, and from the records once it is another day."""
    pictures = []
    for day in (JULY, JULY + dt.timedelta(days=1)):
        time_machine.move_to(dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC), tick=False)
        data = counted(cast.bureau, JULY, "2026", Wanted(**asked))
        assert data.live is (day == JULY)
        unit = unit_page(cast.bureau, JULY, "2026", wanted=Wanted(**asked))
        late = overdue_page(data, page=1, viewer=cast.hr)
        pictures.append((
            grid_of(data).total, grid_of(data).rows, unit.total, unit.lines, unit.children, unit.scores, unit.trend,
            unit.late_people, [(row.person, row.course, row.due, row.days) for row in unit.late], late.tasks,
            late.people, [(row.person, row.course, row.due, row.days) for row in late.rows], unit.matrix.rows,
        ))
    for today, later in zip(*pictures, strict=True):
        assert today == later
