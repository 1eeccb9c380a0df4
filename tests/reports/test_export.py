"""reports:unit_export, read back as an office would open it."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import User
from tests import factories
from tests.reports.conftest import assign, complete, pause, sit


@pytest.fixture
def book(cast, exam, sign_in):
    User.objects.filter(pk=cast.learner.pk).update(full_name="=HYPERLINK(1)")
    for person in (cast.learner, cast.head):
        assign(person, exam)
    away = factories.person("产假员", cast.section, staff_no="00900")
    assign(away, exam)
    pause(away, dt.date(2026, 6, 1))
    sit(cast.learner, exam, dt.date(2026, 6, 1), 88)
    complete(cast.learner, exam, dt.date(2026, 6, 1))
    response = sign_in(cast.head).post(
        reverse("reports:unit_export", args=["0101"]), {"on": "2026-07-01", "cycle": "2026"})
    assert response.status_code == 200
    assert "filename*=UTF-8''" in response["Content-Disposition"]
    return openpyxl.load_workbook(BytesIO(response.content))


def test_the_summary(book):
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    # course, title, owed, completed, rate, planned, on time, overdue, sat, participation, passed, pass rate, average
    assert rows[1][:13] == ("T-01", "课程 T-01", 2, 1, 50, 100, 1, 1, 1, 50, 1, 100, 88)
    assert rows[2][2:5] == (2, 1, 50)
    assert sheet.freeze_panes == "A2"


def test_the_people(book):
    sheet = book.worksheets[1]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] and row[4] == "T-01"}
    assert list(rows) == ["00102", "00101", "00900"]
    learner = rows["00101"]
    assert learner[1] == "'=HYPERLINK(1)"
    assert learner[6].date() == dt.date(2026, 6, 30)
    assert (learner[8].date(), learner[9]) == (dt.date(2026, 6, 1), 88)
    assert rows["00900"][6] == rows["00900"][9] == "—"
    assert sheet["A2"].data_type == "s"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_footnote_names_scope_day_and_exporter(book, cast):
    for sheet in book.worksheets:
        text = "\n".join(str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0])
        assert "养老保险科" in text
        assert "2026" in text
        assert cast.head.staff_no in text


def test_exports_are_in_the_log(book, cast):
    entry = Entry.objects.get(action="reports.export")
    assert (entry.actor_no, entry.target, entry.detail["on"]) == (cast.head.staff_no, "0101", "2026-07-01")


@pytest.mark.parametrize(
    ("role", "status"),
    [("head", 200), ("leader", 200), ("hr", 200), ("supervision", 200), ("learner", 404), ("stranger", 404),
     ("editor", 404), ("county_admin", 404), ("system_admin", 404), ("auditor", 404), ("inspector", 404)],
)
def test_who_may_export(cast, sign_in, role, status):
    client = sign_in(getattr(cast, role))
    assert client.post(reverse("reports:unit_export", args=["0101"])).status_code == status


def test_get_is_refused(cast, sign_in):
    assert sign_in(cast.hr).get(reverse("reports:unit_export", args=["0101"])).status_code == 405
