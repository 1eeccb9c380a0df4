"""A past day of a great unit is counted as a job; a wide matrix of people is turned like its pages."""

import datetime as dt
import io
import json
import sys

import openpyxl
import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.jobs.models import Job
from lms.people.models import HeadOf
from lms.reports import list_views
from lms.reports.selectors import matrix as matrix_module
from lms.reports.selectors import period as period_module
from lms.reports.selectors import unit_page
from lms.study.models import Completion
from tests.reports.conftest import assign, complete, course

counting = sys.modules["lms.reports.selectors.counted"]  # its name in the package is that of the function
PAST = {"on": "2026-07-01", "cycle": "2026"}
NOW = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)


@pytest.fixture
def great(cast, exam, monkeypatch, time_machine):
    """Two tasks are already too many to count while somebody waits."""
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(counting, "MOST_AT_ONCE", 1)
    for person in (cast.learner, cast.head):
        assign(person, exam)
    complete(cast.learner, exam, dt.date(2026, 6, 1))


@pytest.mark.parametrize("name", ["unit", "courses", "overdue"])
def test_a_past_day_is_offered_as_a_job_and_today_is_not(cast, great, sign_in, name):
    client = sign_in(cast.hr)
    past = client.get(reverse(f"reports:{name}", args=["00"]), PAST)
    assert "reports/long.html" in [template.name for template in past.templates]
    text = past.content.decode()
    assert reverse("reports:figures", args=["00"]) in text
    assert reverse(f"reports:{name}", args=["0101"]) + "?on=2026-07-01" in text
    today = client.get(reverse(f"reports:{name}", args=["00"]))
    assert "reports/long.html" not in [template.name for template in today.templates]


def test_a_unit_with_little_to_count_is_shown_at_once(cast, great, sign_in):
    page = sign_in(cast.hr).get(reverse("reports:courses", args=["0301"]), PAST)
    assert "grid" in page.context


def test_the_job_makes_the_same_file(cast, great, sign_in, monkeypatch, django_capture_on_commit_callbacks):
    client, address = sign_in(cast.head), reverse("reports:figures", args=["0101"])
    with django_capture_on_commit_callbacks(execute=True):
        places = {client.post(address, PAST | {"format": "json"}).headers["Location"]}
    job = Job.objects.get()
    assert places == {reverse("jobs:detail", args=[job.pk])}
    assert (job.state, job.output_name) == ("done", "养老保险科统计表 2026-07-01.json")
    made = json.loads(b"".join(client.get(reverse("jobs:file", args=[job.pk])).streaming_content))
    monkeypatch.setattr(counting, "MOST_AT_ONCE", 1000)
    at_once = json.loads(client.post(address, PAST | {"format": "json"}).content)
    assert made["rows"] == at_once["rows"]
    assert made["rows"][0]["owed"] == 2


def test_asked_twice_while_it_waits_is_one_job(cast, great, sign_in):
    client, address = sign_in(cast.head), reverse("reports:figures", args=["0101"])
    assert len({client.post(address, PAST).headers["Location"] for _ in range(2)}) == 1
    client.post(address, PAST | {"format": "csv"})
    assert Job.objects.count() == 2


def test_who_lost_the_unit_meanwhile_gets_nothing(cast, great, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.head).post(reverse("reports:figures", args=["0101"]), PAST)
        HeadOf.objects.filter(person=cast.head).update(to_on=clock.today() - dt.timedelta(days=1))
    job = Job.objects.get()
    assert (job.state, job.output.name) == ("failed", "")


def test_a_workbook_of_many_is_a_job(cast, great, sign_in, monkeypatch, django_capture_on_commit_callbacks):
    client, address = sign_in(cast.head), reverse("reports:unit_export", args=["0101"])
    assert client.post(address).status_code == 200
    monkeypatch.setattr(list_views, "AT_ONCE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert Job.objects.get().state == "done"


@pytest.fixture
def narrowed(great, monkeypatch):
    """A period narrowed to a category, of more completions than may be counted while somebody waits."""
    monkeypatch.setattr(period_module, "MOST_AT_ONCE", 0)
    Completion.objects.update(category="civil_servant")
    return {"since": "2026-01-01", "until": "2026-12-31", "category": "civil_servant"}


def test_a_period_that_takes_long_is_offered_as_a_job(cast, narrowed, sign_in):
    client = sign_in(cast.head)
    assert client.get(reverse("reports:period"), narrowed).context["page"] is None
    whole = {name: narrowed[name] for name in ("since", "until")}
    assert client.get(reverse("reports:period"), whole).context["page"].completions == 1
    one = client.get(reverse("reports:period"), narrowed | {"course": "T-01"}).context["page"]
    assert one.completions == 1


def test_its_job_makes_the_same_workbook(
    cast, narrowed, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    client, address = sign_in(cast.head), reverse("reports:period_export")
    with django_capture_on_commit_callbacks(execute=True):
        places = {client.post(address, narrowed).headers["Location"]}
    job = Job.objects.get()
    assert places == {reverse("jobs:detail", args=[job.pk])}
    assert (job.state, job.output_name) == ("done", "2026-01-01至2026-12-31的完成情况.xlsx")
    made = b"".join(client.get(reverse("jobs:file", args=[job.pk])).streaming_content)
    monkeypatch.setattr(period_module, "MOST_AT_ONCE", 1000)
    assert values(made) == values(client.post(address, narrowed).content)
    assert ("0101", "养老保险科", 1, 1) in [row[:4] for row in values(made)]
    assert {entry.detail.get("job") for entry in Entry.objects.filter(action="reports.export")} == {job.pk, None}


def test_a_head_no_more_gets_no_report(cast, narrowed, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.head).post(reverse("reports:period_export"), narrowed)
        HeadOf.objects.filter(person=cast.head).update(to_on=clock.today() - dt.timedelta(days=1))
    job = Job.objects.get()
    assert (job.state, job.output.name) == ("failed", "")


def values(workbook: bytes) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook)).active.values)


def test_forty_courses_at_a_time(cast, exam, monkeypatch):
    monkeypatch.setattr(matrix_module, "COURSES_SHOWN", 2)
    for code in ("T-11", "T-12"):
        assign(cast.learner, course(code, examined=False))
    assign(cast.learner, exam)
    pages = [unit_page(cast.section, clock.today(), "2026", columns=n, viewer=cast.hr) for n in (1, 2)]
    assert [[row.code for row in page.matrix.courses] for page in pages] == [["T-01", "T-11"], ["T-12"]]
    assert [[line.course.code for line in page.shown_lines] for page in pages] == [["T-01", "T-11"], ["T-12"]]
    assert [len(row.cells) for row in pages[1].matrix.rows] == [1] * len(pages[1].matrix.rows)
