"""Design 1, scenario 20. An inspection asks for six months of sign-ins, failures and administrative acts.

The auditor filters and exports; nobody can delete; a system administrator cannot read scores; a restore drill gives the
same counts.
"""

import datetime as dt
import io
from collections import Counter
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from wagtail.admin.viewsets import viewsets
from wagtail.snippets.models import get_snippet_models

from lms.audit.models import Entry
from lms.audit.services import record, seal
from lms.audit.verifying import Verification
from lms.audit.words import result_word
from lms.common import clock
from tests.audit.scratch import Scratch

DAYS = 183
KINDS = ("sign_ins", "failed_sign_ins", "administration")


def six_months(people=None, hr=None):
    """Every tenth day: three sign in, one fails twice and is locked out, HR moves somebody and gives a role."""
    people = people or [SimpleNamespace(staff_no=f"0010{n}", full_name=f"某{n}") for n in (1, 2, 4)]
    hr = hr or SimpleNamespace(staff_no="R-hr", full_name="人事戊")
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    for days in range(DAYS, 0, -10):
        at = clock.now() - dt.timedelta(days=days - 1)
        for person in people:
            record(action="people.sign_in", actor=person, target=person.staff_no, at=at, request=request)
        for result in ("refused", "refused", "locked"):
            record(action="people.sign_in", target="00109", result=result, at=at, request=request)
        record(action="people.transfer", actor=hr, target="00101", at=at)
        record(action="people.grant_role", actor=hr, target="00102", at=at)
        record(action="study.complete", actor=people[0], at=at)
        seal(at=at)


ROUNDS = len(range(DAYS, 0, -10))
WANTED = {"sign_ins": 6 * ROUNDS, "failed_sign_ins": 3 * ROUNDS, "administration": 2 * ROUNDS}


@pytest.fixture
def log(cast):
    six_months([cast.learner, cast.head, cast.stranger], cast.hr)


def span():
    return {"since": f"{clock.today() - dt.timedelta(days=DAYS)}", "until": f"{clock.today()}"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_auditor_filters_and_exports_each_kind(log, cast, sign_in, kind):
    import openpyxl

    client = sign_in(cast.auditor)
    page = client.get("/audit/", span() | {"action": kind})
    assert page.context["page"].paginator.count == WANTED[kind]
    response = client.post("/audit/export/", span() | {"action": kind})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
    assert len(rows) == WANTED[kind]
    if kind == "failed_sign_ins":
        assert Counter(row[6] for row in rows) == {
            result_word("refused"): 2 * ROUNDS, result_word("locked"): ROUNDS}
        assert {row[8] for row in rows} == {"10.1.2.3"}


def test_nobody_can_delete(log, cast, client):
    before = Entry.objects.count()
    entry = Entry.objects.filter(action="people.transfer").first()
    ways = [
        entry.delete, Entry.objects.all().delete, lambda: Entry.objects.filter(pk=entry.pk).update(result="x"),
        lambda: connection.cursor().execute("DELETE FROM audit_entry"),
        lambda: connection.cursor().execute("UPDATE audit_entry SET actor_no = ''"),
    ]
    for way in ways:
        with pytest.raises(DatabaseError), transaction.atomic():
            way()
    assert Entry.objects.count() == before
    assert list(Verification().findings()) == []
    allowed = Permission.objects.filter(content_type__app_label="audit").values_list("codename", flat=True)
    assert list(allowed) == ["view_entry"]  # there is no right to delete or change that anybody could be given


def test_no_address_of_the_administration_deletes(log, cast, client):
    """Neither Wagtail nor a viewset of ours knows the log."""
    assert Entry not in {getattr(viewset, "model", None) for viewset in viewsets.viewsets} | set(get_snippet_models())
    before = set(Entry.objects.values_list("pk", "hash"))
    for person in cast.everyone().values():
        client.force_login(person, backend="lms.people.backends.PasswordBackend")
        for path in ("/admin/audit/", "/admin/entry/", "/admin/snippets/audit/entry/", "/audit/delete/", "/audit/1/"):
            assert client.get(path).status_code in (302, 404), path
            assert client.post(path).status_code in (302, 404), path
        assert client.delete("/audit/").status_code in (404, 405)
    assert before <= set(Entry.objects.values_list("pk", "hash"))


def test_a_system_administrator_reads_neither_scores_nor_the_log(log, cast, sign_in):
    client = sign_in(cast.system_admin)
    for path in ("/reports/unit/0101/", "/reports/person/00101/", "/transcript/person/00101/", "/audit/"):
        assert client.get(path).status_code == 404, path
    assert client.post("/audit/export/").status_code == 404


def test_a_restore_drill_gives_the_same_counts(tmp_path, django_db_setup):
    """Made, restored and asked again in databases of their own."""
    bureau, drill = Scratch(tmp_path, "inspected"), Scratch(tmp_path, "drilled")
    bureau.migrate()
    filled = bureau.manage("shell", "-c", "from tests.audit.test_scenario_20 import six_months; six_months()")
    assert filled.returncode == 0, filled.stderr
    made = bureau.manage("backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    restored = drill.manage("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    newest = made.stdout.split()[-1]
    checked = drill.manage("verify_audit", "--expect", newest)
    assert checked.returncode == 0, checked.stdout
    counts = "SELECT action, result, COUNT(*) FROM audit_entry GROUP BY action, result ORDER BY action, result"
    before, after = bureau.rows(counts), drill.rows(counts)
    assert [row for row in after if row[0] not in ("home.restore", "audit.verify")] == before
    assert ("people.sign_in", "locked", ROUNDS) in after
