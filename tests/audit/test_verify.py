"""Whoever changes the log with the database's password is found, on both engines."""
# ruff: noqa: S608 - the statements of somebody who tampers, with values of our own

import datetime as dt
import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from lms.audit import rules
from lms.audit.chains import SEAL, hash_of
from lms.audit.models import Entry
from lms.audit.rules import BROKEN, CHANGED, Link, Walk
from lms.audit.services import record, seal
from lms.common import clock
from tests.audit.tampering import found, tamper

CHAIN = "p:00101"


@pytest.fixture
def log(cast):
    """Eight acts of one person, three of another, sealed."""
    for number in range(1, 9):
        record(action="a.b", actor=cast.learner, target=f"{number}")
        if number > 5:
            record(action="a.b", actor=cast.hr)
    return seal(at=clock.now())[0]


def row(number, chain=CHAIN):
    return Entry.objects.get(chain=chain, number=number)


def problems(chain=CHAIN):
    return {(number, problem) for where, number, problem in found() if where == chain}


def test_an_untouched_log_is_whole(log):
    assert found() == set()


@pytest.mark.parametrize(("column", "value"), [
    ("action", "'x.y'"), ("actor_no", "'00999'"), ("actor_name", "'某'"), ("target", "'z'"), ("result", "'refused'"),
    ("at", "'2026-01-01 00:00:00+00:00'"), ("detail", """'{"a": 1}'"""), ("address", "'10.9.9.9'"),
])
def test_a_changed_field(log, column, value):
    tamper(f"UPDATE audit_entry SET {column} = {value} WHERE chain = '{CHAIN}' AND number = 4")
    assert found() == {(CHAIN, 4, CHANGED)}


def test_a_changed_field_with_its_hash_made_to_match(log):
    entry = row(4)
    entry.result = "refused"
    digest = hash_of(entry)
    tamper(f"UPDATE audit_entry SET result = 'refused', hash = '{digest}' WHERE id = {entry.pk}")
    assert found() == {(CHAIN, 5, BROKEN)}


def test_entries_removed_from_the_middle(log):
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number IN (3, 5, 6)")
    assert problems() == {(3, "number 3 is missing"), (5, "numbers 5 to 6 are missing")}


def test_the_beginning_removed(log):
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number < 3")
    assert problems() == {(1, "numbers 1 to 2 are missing")}


def test_the_end_cut_off(log):
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number > 6")
    assert found() == {(CHAIN, 8, f"{rules.SEALED_MISSING} (seal 1)")}


def test_a_whole_chain_removed(log):
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}'")
    assert found() == {(CHAIN, 8, f"{rules.SEALED_MISSING} (seal 1)")}


def test_two_numbers_swapped(log):
    tamper(*(f"UPDATE audit_entry SET number = {new} WHERE chain = '{CHAIN}' AND number = {old}"
             for old, new in ((3, 99), (4, 3), (99, 4))))
    assert {number for number, _problem in problems()} == {3, 4, 5}
    assert {(3, CHANGED), (4, CHANGED), (5, BROKEN)} <= problems()


def test_a_forged_entry_in_between(log):
    """A place beyond the end, and one that is taken, once nothing forbids it any more."""
    entry = row(8)
    entry.action, entry.number, entry.previous = "forged", 9, "0" * 64
    values = f"""SELECT at, 'forged', actor_no, actor_name, target, result, detail, address, chain, 9, '{"0" * 64}',
             '{hash_of(entry)}' FROM audit_entry WHERE id = {entry.pk}"""
    columns = "at, action, actor_no, actor_name, target, result, detail, address, chain, number, previous, hash"
    tamper(f"INSERT INTO audit_entry ({columns}) {values}")
    assert found() == {(CHAIN, 9, BROKEN)}


def test_a_rewritten_chain_contradicts_its_seal(log):
    """Every hash made to match again, as one can who knows how they are made."""
    previous, statements = row(3).previous, []
    for number in range(3, 9):
        entry = row(number)
        entry.previous, entry.target = previous, "rewritten"
        entry.hash = previous = hash_of(entry)
        statements.append(f"UPDATE audit_entry SET target = 'rewritten', previous = '{entry.previous}', "
                          f"hash = '{entry.hash}' WHERE id = {entry.pk}")
    tamper(*statements)
    assert found() == {(CHAIN, 8, f"{rules.SEALED_DIFFERS} (seal 1)")}


def test_a_changed_seal(log):
    tamper("""UPDATE audit_entry SET detail = '{"heads": {}}' WHERE chain = 'seal'""")
    assert found() == {(SEAL, 1, CHANGED)}


def test_a_seal_that_says_nothing(log):
    tamper("""UPDATE audit_entry SET detail = '{"heads": {"x": 1}}' WHERE chain = 'seal'""")
    assert found() == {(SEAL, 1, CHANGED), (SEAL, 1, rules.SEAL_UNREADABLE)}


def test_the_end_and_its_seal_removed_is_seen_by_who_wrote_the_seal_down(log):
    tamper("DELETE FROM audit_entry WHERE chain = 'seal'", f"DELETE FROM audit_entry WHERE chain = '{CHAIN}'")
    assert found() == set()
    assert found(expect=log.hash) == {(SEAL, None, rules.NOT_EXPECTED)}


def test_the_expected_seal_may_be_an_older_one(log, cast):
    record(action="a.b", actor=cast.learner)
    seal(at=clock.now())
    assert found(expect=log.hash) == set()


def test_what_cannot_be_read_is_named_and_the_rest_is_read(log):
    if connection.vendor == "sqlite":
        tamper(f"UPDATE audit_entry SET at = 'rubbish' WHERE chain = '{CHAIN}' AND number IN (2, 7)")
        assert found() == {(CHAIN, 2, rules.UNREADABLE), (CHAIN, 7, rules.UNREADABLE)}
    else:
        tamper("""UPDATE audit_entry SET detail = '"text"' WHERE chain = 'p:00101' AND number = 2""")
        assert found() == {(CHAIN, 2, CHANGED)}


def test_pages_of_the_reading_meet(log, monkeypatch):
    monkeypatch.setattr("lms.audit.verifying.PAGE", 3)
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number = 4")
    assert found() == {(CHAIN, 4, "number 4 is missing")}


def run(*words):
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("verify_audit", *words, stdout=out, stderr=err)
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue(), err.getvalue()


def test_the_command_says_whole_and_records_itself(log):
    status, out, err = run()
    assert (status, out) == (0, "")
    assert "12 entries in 3 chains, 1 seals: whole." in err
    assert log.hash in err
    kept = Entry.objects.get(action="audit.verify")
    assert (kept.result, kept.detail) == ("ok", {"entries": 12, "findings": 0})


def test_the_command_names_what_is_wrong_and_fails(log):
    entry = row(4)
    tamper(f"UPDATE audit_entry SET result = 'x' WHERE id = {entry.pk}")
    status, out, _err = run()
    assert status == 1
    assert out.strip() == f"chain {CHAIN}, number 4, id {entry.pk}: {CHANGED}"
    assert Entry.objects.get(action="audit.verify").result == "failed"


def test_the_command_in_json(log):
    assert json.loads(run("--json")[1])["whole"] is True
    tamper(f"DELETE FROM audit_entry WHERE chain = '{CHAIN}' AND number = 4")
    status, out, _err = run("--json", "--expect", "0" * 64)
    said = json.loads(out)
    assert status == 1
    assert not said["whole"]
    assert said["findings"][0] == {"chain": CHAIN, "number": 4, "entry": None, "problem": "number 4 is missing"}
    assert said["findings"][1]["problem"] == rules.NOT_EXPECTED


def test_a_walk_goes_on_after_what_is_wrong():
    walk = Walk("c")
    good = Link(1, "c", 1, "", "h1", "h1")
    assert list(walk.step(good)) == []
    assert [each.problem for each in walk.step(replace(good, id=2))] == [rules.inserted(1)]
    assert list(walk.step(Link(3, "c", 2, "h1", "h2", "h2"))) == []


def test_an_empty_log_is_whole(db):
    assert found() == set()
    assert seal(at=clock.now()) == ()
    assert found(expect="ab") == {(SEAL, None, rules.NOT_EXPECTED)}
    assert Entry.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).count() == 0
