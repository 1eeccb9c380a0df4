"""Retention: what is older than AUDIT_KEEP_DAYS leaves for a file; nothing younger, nothing unsealed, nothing twice."""
# ruff: noqa: S608 - the statements of somebody who tampers, with values of our own

import datetime as dt
import io
import json

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from lms.audit import rules
from lms.audit.models import Entry
from lms.audit.services import ArchiveRefused, archive, record, seal
from lms.common import clock
from tests.audit.tampering import found, tamper

CHAIN = "p:00101"
NOW = clock.now()


def ago(days):
    return NOW - dt.timedelta(days=days)


@pytest.fixture
def log(cast):
    """Acts 400, 390 … 100 days ago, sealed as they came."""
    for days in range(400, 99, -10):
        record(action="a.b", actor=cast.learner, target=f"{days}", at=ago(days))
        if days > 300:
            record(action="a.b", actor=cast.hr, at=ago(days))
        seal(at=ago(days) + dt.timedelta(hours=1))


def run(folder, *, keep=200, commit=True):
    return archive(keep_days=keep, folder=folder, at=NOW, commit=commit)


def test_old_entries_leave_for_a_file_and_the_log_is_whole(log, tmp_path):
    before = Entry.objects.count()
    seals = Entry.objects.filter(chain="seal").count()
    done = run(tmp_path)
    lines = [json.loads(line) for line in done.file.read_text().splitlines()]
    learner, hr = 20, 9  # 400 … 210 days ago; hr's newest stays, that the chain goes on from it
    assert done.entries == len(lines) == learner + hr
    assert {line["chain"]: line["number"] for line in lines} == {CHAIN: 20, "p:R-hr": 9}
    assert {"at", "action", "detail", "hash", "previous"} <= lines[0].keys()
    assert Entry.objects.count() == before - done.entries + 1
    assert Entry.objects.filter(chain="seal").count() == seals
    entry = Entry.objects.get(action="audit.archive")
    assert entry.detail["heads"][CHAIN] == [20, lines[-10]["hash"]]
    assert found(folder=tmp_path) == set()


def test_a_chain_goes_on_after_its_old_part_is_gone(log, tmp_path, cast):
    run(tmp_path)
    assert record(action="a.c", actor=cast.hr).number == 11
    assert found() == set()


def test_twice_archives_nothing_more(log, tmp_path):
    run(tmp_path)
    assert run(tmp_path).entries == 0
    assert Entry.objects.filter(action="audit.archive").count() == 1


def test_a_dry_run_changes_nothing(log, tmp_path):
    before = Entry.objects.count()
    assert run(tmp_path, commit=False).entries == 29
    assert Entry.objects.count() == before
    assert list(tmp_path.iterdir()) == []


def test_what_no_seal_covers_stays(cast, tmp_path):
    record(action="a.b", actor=cast.learner, at=ago(400))
    record(action="a.b", actor=cast.learner, at=ago(390))
    seal(at=ago(10))
    assert run(tmp_path).entries == 0


def test_an_old_entry_behind_a_young_one_stays(cast, tmp_path):
    record(action="a.b", actor=cast.learner, at=ago(400))
    record(action="a.b", actor=cast.learner, at=ago(100))
    record(action="a.b", actor=cast.learner, at=ago(400))
    seal(at=ago(390))
    record(action="a.b", actor=cast.learner)
    assert run(tmp_path).entries == 1
    assert list(Entry.objects.filter(chain=CHAIN).order_by("number").values_list("number", flat=True)) == [2, 3, 4]


def test_a_log_that_is_not_whole_is_not_archived(log, tmp_path):
    tamper(f"UPDATE audit_entry SET result = 'x' WHERE chain = '{CHAIN}' AND number = 2")
    with pytest.raises(ArchiveRefused, match="not whole"):
        run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_six_months_are_the_least(log, tmp_path):
    with pytest.raises(ArchiveRefused, match="183"):
        run(tmp_path, keep=182)


def test_a_gap_beyond_the_archive_is_found(log, tmp_path):
    run(tmp_path)
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number IN (21, 22)")
    problems = {problem for chain, _number, problem in found() if chain == CHAIN}
    assert "numbers 21 to 22 are missing" in problems


@pytest.mark.parametrize(("at", "problem"), [(NOW, rules.ARCHIVED_YOUNG), (ago(-400), rules.FUTURE)])
def test_an_archive_that_claims_what_is_young_is_found(log, tmp_path, at, problem):
    """Somebody removes what he did last month, and writes an archive that accounts for it, if need be of next year."""
    run(tmp_path)
    last = Entry.objects.get(chain=CHAIN, number=28)
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number < 29")
    from lms.audit.appending import append, lock_single

    with transaction.atomic():
        lock_single()
        entry = Entry(at=at, action="audit.archive", detail={"heads": {CHAIN: [28, last.hash]}, "file": "x"})
        append(entry, "archive", single=True)
    assert any(problem in one for _chain, _number, one in found())


def test_a_changed_or_missing_file_is_found(log, tmp_path):
    done = run(tmp_path)
    done.file.write_text(done.file.read_text().replace('"ok"', '"no"', 1))
    assert found(folder=tmp_path) == {("archive", 1, f"{rules.FILE_CHANGED}: {done.file.name}")}
    done.file.unlink()
    assert found(folder=tmp_path) == {("archive", 1, f"{rules.FILE_MISSING}: {done.file.name}")}


def refused(sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_lets_only_the_old_go_and_never_what_proves_the_rest(cast):
    record(action="a.young", actor=cast.learner, at=ago(182))
    record(action="a.old", actor=cast.hr, at=ago(184))
    seal(at=ago(300))
    refused("DELETE FROM audit_entry WHERE action = 'a.young'")
    refused("DELETE FROM audit_entry WHERE chain = 'seal'")
    refused("UPDATE audit_entry SET result = 'x' WHERE action = 'a.old'")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE action = 'a.old'")
    assert not Entry.objects.filter(action="a.old").exists()
    assert ("p:R-hr", 1, f"{rules.SEALED_MISSING} (seal 1)") in found()


def command(*words):
    out = io.StringIO()
    call_command("archive_audit", *words, stdout=out)
    return out.getvalue()


def test_the_command(log, tmp_path, settings):
    assert "kept for ever" in command("--commit")
    settings.AUDIT_KEEP_DAYS = 200
    assert "29 entries of 2 chains would be archived" in command("--folder", str(tmp_path))
    assert "29 entries of 2 chains archived in" in command("--commit", "--folder", str(tmp_path))
    assert "Nothing sealed is older" in command("--commit", "--folder", str(tmp_path))
    settings.AUDIT_KEEP_DAYS = 30
    with pytest.raises(CommandError, match="183"):
        command("--commit", "--folder", str(tmp_path), "--skip-checks")


@pytest.mark.parametrize(("days", "errors"), [(None, 0), (183, 0), (4000, 0), (182, 1), (0, 1), ("200", 1)])
def test_the_system_check(settings, days, errors):
    settings.AUDIT_KEEP_DAYS = days
    assert len([found for found in run_checks() if found.id == "audit.E001"]) == errors
