"""The log: who reads it, what the filters find, and that nothing in it ever changes."""

import datetime as dt
import io

import pytest
from django.db import DatabaseError, connection, transaction

from lms.audit.models import Entry
from lms.audit.selectors import Filters, entries
from lms.audit.services import record

DOORS = {"auditor": 200, "supervision": 200, "hr": 200, "learner": 404, "head": 404, "leader": 404, "editor": 404,
         "county_admin": 404, "system_admin": 404, "inspector": 404, "stranger": 404}


@pytest.mark.parametrize(("name", "status"), DOORS.items())
def test_who_may_read_the_log(cast, sign_in, name, status):
    client = sign_in(cast.everyone()[name])
    assert client.get("/audit/").status_code == status
    assert client.post("/audit/export/").status_code == status


def test_signed_out_people_are_asked_to_sign_in(client, db):
    assert client.get("/audit/").status_code == 302


@pytest.fixture
def acts(cast):
    record(action="people.sign_in", actor=cast.learner, target="00101")
    record(action="people.transfer", actor=cast.hr, target="00104", detail={"to": "0101"})
    record(action="reports.export", actor=cast.supervision)


FOUND = [
    (Filters(), {"people.sign_in", "people.transfer", "reports.export"}),
    (Filters(action="people."), {"people.sign_in", "people.transfer"}),
    (Filters(person="00104"), {"people.transfer"}),
    (Filters(person="R-hr"), {"people.transfer"}),
    (Filters(since=dt.date(2000, 1, 1), until=dt.date(2000, 1, 2)), set()),
    (Filters(since=dt.date(2000, 1, 1)), {"people.sign_in", "people.transfer", "reports.export"}),
]


@pytest.mark.parametrize(("filters", "actions"), FOUND)
def test_filters(acts, filters, actions):
    assert set(entries(filters).values_list("action", flat=True)) == actions


def test_the_last_day_is_included_until_midnight_in_the_bureau(db):
    late = Entry.objects.create(at=dt.datetime(2026, 6, 21, 15, 59, tzinfo=dt.UTC), action="x.y")
    Entry.objects.create(at=dt.datetime(2026, 6, 21, 16, 0, tzinfo=dt.UTC), action="x.y")
    day = dt.date(2026, 6, 21)
    assert list(entries(Filters(since=day, until=day))) == [late]


def test_hr_reads_its_own_acts_only(acts, cast, sign_in):
    page = sign_in(cast.hr).get("/audit/").content.decode()
    assert "people.transfer" in page
    assert "reports.export" not in page


def test_dates_the_wrong_way_round_are_explained(cast, sign_in):
    page = sign_in(cast.auditor).get("/audit/?since=2026-02-02&until=2026-01-01")
    assert page.status_code == 200
    assert page.context["form"].errors["until"]


def test_the_export_holds_the_filtered_acts_and_records_itself(acts, cast, sign_in):
    import openpyxl

    response = sign_in(cast.auditor).post("/audit/export/", {"action": "people."})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    actions = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
    assert actions == ["people.transfer", "people.sign_in"]
    assert sheet["C2"].value == "R-hr"
    assert Entry.objects.get(action="audit.export").detail == {"action": "people."}


def test_an_export_is_never_a_get(cast, sign_in):
    assert sign_in(cast.auditor).get("/audit/export/").status_code == 405


def test_the_page_takes_the_same_queries_for_ten_times_the_rows(cast, sign_in, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    client = sign_in(cast.auditor)
    record(action="a.b")
    client.get("/audit/")
    with CaptureQueriesContext(connection) as few:
        client.get("/audit/")
    for _ in range(120):
        record(action="a.b")
    with django_assert_num_queries(len(few)):
        assert len(client.get("/audit/").context["rows"]) == 50


CHANGES = {
    "update": lambda entry: Entry.objects.filter(pk=entry.pk).update(result="forged"),
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "sql": lambda entry: connection.cursor().execute("DELETE FROM audit_entry"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change_an_entry(db, change):
    entry = record(action="a.b")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(entry)
    assert Entry.objects.get().result == "ok"


def test_acts_are_shown_in_words_with_their_code(acts, cast, sign_in):
    from lms.audit.words import action_word

    page = sign_in(cast.auditor).get("/audit/").content.decode()
    assert action_word("people.transfer") in page
    assert "people.transfer" in page
    assert action_word("nobody.knows") == "nobody.knows"
