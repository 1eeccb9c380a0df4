"""The list of people and courses: xlsx by a job, CSV at once; the same rows, for whoever may read the unit."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.registry import JobCancelled, Running
from lms.jobs.services import start
from lms.people.models import HeadOf, User
from lms.reports import jobs
from lms.reports.selectors import lists
from lms.reports.selectors.lists import Listed, list_rows, rows_at_most
from lms.reports.selectors.wanted import Wanted
from tests import factories
from tests.reports.conftest import assign, begin, complete, pause, sit

ON = dt.date(2026, 7, 1)
ASKED = {"on": "2026-07-01", "cycle": "2026"}
EXPECTED = [  # 工号, course, state, completed on, grade; the head first
    ("00102", "T-01", "逾期", None, None),
    ("00101", "T-01", "完成", dt.date(2026, 6, 1), 88), ("00101", "T-02", "逾期", None, None),
    ("00900", "T-01", "暂缓", None, None),
]


@pytest.fixture
def year(cast, exam, reading):
    User.objects.filter(pk=cast.learner.pk).update(full_name="=HYPERLINK(1)")
    for person in (cast.learner, cast.head, cast.stranger):
        assign(person, exam)
    assign(cast.learner, reading)
    away = factories.person("产假员", cast.section, staff_no="00900")
    assign(away, exam)
    pause(away, dt.date(2026, 6, 1))
    sit(cast.learner, exam, dt.date(2026, 6, 1), 88)
    complete(cast.learner, exam, dt.date(2026, 6, 1))
    begin(cast.learner, reading, dt.date(2026, 6, 2))


@pytest.fixture
def export(cast, year, sign_in, django_capture_on_commit_callbacks):
    """Ask for the list and let the job run."""

    def _export(by: User, code: str = "0101", **asked) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            answer = sign_in(by).post(reverse("reports:list_export", args=[code]), ASKED | asked)
        job = Job.objects.latest("pk")
        assert answer.headers["Location"] == reverse("jobs:detail", args=[job.pk])
        return job

    return _export


def sheet_of(client, job: Job):
    content = b"".join(client.get(reverse("jobs:file", args=[job.pk])).streaming_content)
    return openpyxl.load_workbook(BytesIO(content)).active


def short(row) -> tuple:
    day = row[8].date() if isinstance(row[8], dt.datetime) else row[8]
    return (row[0], row[4], row[7], None if day == "—" else day, None if row[9] == "—" else row[9])


def test_the_workbook(export, cast, sign_in):
    job = export(cast.head)
    assert (job.state, job.output_name) == ("done", "养老保险科名单 2026-07-01.xlsx")
    sheet = sheet_of(sign_in(cast.head), job)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [short(row) for row in rows[:4]] == EXPECTED
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert (sheet["A2"].data_type, sheet.freeze_panes) == ("s", "A2")
    foot = "\n".join(str(row[0]) for row in rows[4:] if row[0])
    for said in ("养老保险科", "2026年7月1日", cast.head.staff_no, "口径"):
        assert said in foot


def test_csv_has_the_same_rows(export, year, cast, sign_in):
    answer = sign_in(cast.head).post(reverse("reports:course_list", args=["0101"]), ASKED | {"course": "T-01"})
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert "text/csv" in answer.headers["Content-Type"]
    rows = list(csv.reader(StringIO(text[1:])))
    one = [row for row in EXPECTED if row[1] == "T-01"]
    assert [(row[0], row[4], row[7]) for row in rows[1:4]] == [row[:3] for row in one]
    assert rows[2][1] == "'=HYPERLINK(1)"
    assert (rows[2][8], float(rows[2][9])) == ("2026-06-01", 88)
    book = sheet_of(sign_in(cast.head), export(cast.head, course="T-01"))
    assert [short(row) for row in book.iter_rows(min_row=2, max_row=4, values_only=True)] == one
    assert Entry.objects.filter(action="reports.export_list").count() == 2


@pytest.mark.parametrize("course", ["", "NONE"])
def test_csv_of_no_course_leads_back_in_words(year, cast, sign_in, course):
    address = reverse("reports:course_list", args=["0101"])
    answer = sign_in(cast.head).post(address, ASKED | {"course": course}, follow=True)
    assert "请先选择课程" in answer.content.decode()


def test_it_is_in_the_log_with_how_many_rows(export, cast):
    job = export(cast.hr, code="00")
    entry = Entry.objects.get(action="reports.export_list")
    assert (entry.target, entry.detail["rows"], entry.detail["job"]) == ("00", 5, job.pk)


def test_asked_twice_while_it_waits_is_one_job(cast, year, sign_in):
    client = sign_in(cast.head)
    places = {client.post(reverse("reports:list_export", args=["0101"]), ASKED).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert client.post(reverse("reports:list_export", args=["0101"]), ASKED | {"on": "2026-06-01"}).status_code == 302
    assert Job.objects.count() == 2


def test_who_lost_the_unit_while_it_waited_gets_nothing(cast, year, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asked = {**ASKED, "unit": "0101", "course": ""}
        job = start(kind=jobs.EXPORT_LIST, owner=cast.head, title="x", arguments=asked)
        HeadOf.objects.filter(person=cast.head).update(to_on=clock.today() - dt.timedelta(days=1))
    job.refresh_from_db()
    assert (job.state, job.output.name) == ("failed", "")
    assert "无权" in job.error


def test_a_list_longer_than_a_sheet_is_refused_before_it_is_begun(export, cast, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_ROWS", 3)
    job = export(cast.head)
    assert (job.state, job.output.name) == ("failed", "")
    assert "4" in job.error


def test_a_cancelled_list_stops_and_leaves_no_file(export, cast, monkeypatch):
    def cancelled(running) -> None:
        raise JobCancelled

    monkeypatch.setattr(Running, "check", cancelled)
    job = export(cast.head)
    assert (job.state, job.output.name, job.output_name) == ("cancelled", "", "")


def test_in_pieces_it_is_the_same_list(cast, year, monkeypatch):
    listed = Listed(cast.bureau, ON, "2026")
    whole = list(list_rows(listed))
    monkeypatch.setattr(lists, "AT_ONCE", 2)
    told: list[int] = []
    assert list(list_rows(listed, told.append)) == whole
    assert told[-1] == len(whole) == rows_at_most(listed) == 5
    assert len(told) > 3


def test_queries_do_not_grow_with_the_people_of_a_piece(cast, year, exam):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(list_rows(Listed(cast.section, ON, "2026", Wanted(course="T-01"))))
        return len(queries)

    before = asked()
    for n in range(30):
        assign(factories.person("多人", cast.section, staff_no=f"8{n:04}"), exam)
    assert asked() == before <= 13


def test_a_unit_with_nobody_makes_an_empty_list(export, cast, sign_in):
    sheet = sheet_of(sign_in(cast.hr), export(cast.hr, code="0301"))
    rows = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "东城区局" in rows[1]
