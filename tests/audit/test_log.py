"""The log: who reads it, what the filters find, and that nothing in it ever changes."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lms.audit.models import Entry
from lms.audit.selectors import Filters, entries
from lms.audit.services import record, seal
from lms.audit.words import KINDS
from lms.common import clock

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
    (Filters(action="people.transfer"), {"people.transfer"}),
    (Filters(action="administration"), {"people.transfer"}),
    (Filters(action="sign_ins"), {"people.sign_in"}),
    (Filters(action="failed_sign_ins"), set()),
    (Filters(action="exports"), {"reports.export"}),
    (Filters(result="refused"), set()),
    (Filters(result="ok", person="00101"), {"people.sign_in"}),
    (Filters(address="10.0.0.9"), set()),
    (Filters(person="00104"), {"people.transfer"}),
    (Filters(person="R-hr"), {"people.transfer"}),
    (Filters(since=dt.date(2000, 1, 1), until=dt.date(2000, 1, 2)), set()),
    (Filters(since=dt.date(2000, 1, 1)), {"people.sign_in", "people.transfer", "reports.export"}),
]


@pytest.mark.parametrize(("filters", "actions"), FOUND)
def test_filters(acts, filters, actions):
    assert set(entries(filters).values_list("action", flat=True)) == actions


def test_the_last_day_is_included_until_midnight_in_the_bureau(db):
    late = record(at=dt.datetime(2026, 6, 21, 15, 59, tzinfo=dt.UTC), action="x.y")
    record(at=dt.datetime(2026, 6, 21, 16, 0, tzinfo=dt.UTC), action="x.y")
    day = dt.date(2026, 6, 21)
    assert list(entries(Filters(since=day, until=day))) == [late]


def test_hr_reads_its_own_acts_only(acts, cast, sign_in):
    rows = sign_in(cast.hr).get("/audit/").context["rows"]
    assert {row.action for row in rows} == {"people.transfer"}


def test_dates_the_wrong_way_round_are_explained(cast, sign_in):
    page = sign_in(cast.auditor).get("/audit/?since=2026-02-02&until=2026-01-01")
    assert page.status_code == 200
    assert page.context["form"].errors["until"]


def test_the_export_holds_the_filtered_acts_and_records_itself(acts, cast, sign_in):
    import openpyxl

    response = sign_in(cast.auditor).post("/audit/export/", {"action": "administration"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
    assert [row[2] for row in rows] == ["people.transfer"]
    assert rows[0][3] == "R-hr"
    kept = Entry.objects.get(action="people.transfer")
    assert (rows[0][9], rows[0][10], rows[0][11]) == (kept.chain, kept.number, kept.hash)
    assert Entry.objects.get(action="audit.export").detail == {"action": "administration"}
    notes = [sheet.cell(row, 1).value for row in range(4, 9)]
    assert str(KINDS[1].label) in notes[1]
    assert "审计癸" in notes[4]


def test_a_formula_in_the_log_stays_text_in_the_sheet(cast, sign_in):
    import openpyxl

    record(action="a.b", actor=cast.learner, target="=HYPERLINK(1)", detail={"=1+1": "@x"})
    response = sign_in(cast.auditor).post("/audit/export/", {"person": "00101"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("'=HYPERLINK(1)", "s")
    assert sheet["H2"].value.startswith("'=1+1")


def test_too_much_for_a_sheet_is_refused_in_words_not_cut(acts, cast, sign_in, monkeypatch):
    monkeypatch.setattr("lms.audit.views.MOST", 2)
    response = sign_in(cast.auditor).post("/audit/export/", follow=True)
    assert "2" in str(next(iter(response.context["messages"])))
    assert not Entry.objects.filter(action="audit.export").exists()


def test_the_select_names_kinds_and_acts_in_words(cast, sign_in):
    page = sign_in(cast.auditor).get("/audit/").content.decode()
    assert page.count("<optgroup") == len(KINDS)
    assert all(f'value="{code}"' in page for kind in KINDS for code in (kind.key, *kind.acts))
    assert 'value="failed_sign_ins"' in page


def test_failed_sign_ins_and_lockouts_are_one_choice(cast, sign_in):
    for result in ("ok", "refused", "locked"):
        record(action="people.sign_in", target="00101", result=result)
    rows = sign_in(cast.auditor).get("/audit/?action=failed_sign_ins").context["rows"]
    assert {row.result for row in rows} == {"refused", "locked"}


def test_each_entry_shows_its_place_and_its_hash(cast, sign_in):
    entry = record(action="a.b", actor=cast.learner)
    page = sign_in(cast.auditor).get("/audit/").content.decode()
    assert f"{entry.chain} № {entry.number}" in page
    assert entry.hash[:12] in page


def test_the_page_says_when_it_was_sealed_and_verified(cast, sign_in):
    client = sign_in(cast.auditor)
    record(action="a.b")
    made = seal(at=clock.now())[0]
    page = client.get("/audit/")
    assert made.hash[:12] in page.content.decode()
    assert page.context["standing"].verified_at is None
    record(action="audit.verify", result="failed")
    assert "field-error" in client.get("/audit/").content.decode()
    record(action="audit.verify")
    page = client.get("/audit/")
    assert page.context["standing"].whole
    assert "field-error" not in page.content.decode()


def test_the_count_stops_and_the_page_says_so(cast, sign_in, monkeypatch):
    monkeypatch.setattr("lms.audit.selectors.pages.COUNTED", 60)
    for _ in range(70):
        record(action="a.b")
    page = sign_in(cast.auditor).get("/audit/?page=99")
    assert (page.context["page"].number, len(page.context["rows"])) == (2, 10)
    assert page.context["page"].paginator.is_capped


def test_rubbish_in_the_filters_is_explained(cast, sign_in):
    page = sign_in(cast.auditor).get("/audit/?action=nobody.knows&address=x&result=y&page=z")
    assert page.status_code == 200
    assert {"action", "address", "result"} <= page.context["form"].errors.keys()


def test_an_empty_log_is_said_kindly(cast, sign_in):
    page = sign_in(cast.auditor).get("/audit/?person=99999").content.decode()
    assert 'class="empty"' in page


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


@pytest.mark.parametrize("column", ["id", "chain, number"])
def test_nothing_is_put_in_the_place_of_an_entry(cast, column):
    """SQLite's REPLACE removes the row in its way without asking the trigger of deletions."""
    entry = record(action="people.sign_in", actor=cast.hr, target="x")
    key, number = (entry.pk, 99) if column == "id" else (entry.pk + 99, entry.number)
    verb, after = ("INSERT OR REPLACE", "") if connection.vendor == "sqlite" else (
        "INSERT", f"ON CONFLICT ({column}) DO UPDATE SET action = 'x'")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO audit_entry (id, at, action, actor_no, actor_name, target, result, detail, chain, number, "
            f"previous, hash) VALUES (%s, '2026-01-01 00:00Z', 'x', '', '', '', 'ok', '{{}}', %s, %s, '', 'x') {after}",
            [key, entry.chain, number],
        )
    assert Entry.objects.filter(pk=entry.pk, action="people.sign_in").exists()


@pytest.mark.parametrize(("name", "shown"), [("auditor", False), ("supervision", True)])
def test_an_auditor_reads_the_act_and_not_the_score(cast, sign_in, name, shown):
    record(action="assessment.handed_in", actor=cast.learner, target="T-01", detail={"attempt": 7, "score": "61.75"})
    client = sign_in(cast.everyone()[name])
    page = client.get("/audit/").content.decode()
    assert "attempt=7" in page
    assert "score=" in page
    assert ("61.75" in page) is shown
    book = openpyxl.load_workbook(io.BytesIO(client.post("/audit/export/").content))
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
    assert any("attempt=7" in cell and "score=" in cell for cell in cells)
    assert any("61.75" in cell for cell in cells) is shown
