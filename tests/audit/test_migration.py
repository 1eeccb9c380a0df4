"""Migration 0003 on a log that exists already: both engines, in a database of its own."""

import pytest

from tests.audit.scratch import Scratch

ROWS = [
    (901, "2025-01-01 08:00:00.123456+00:00", "people.sign_in", "00101", "甲", "00101", "ok", "{}", "10.0.0.1"),
    (902, "2025-01-01 08:00:01+00:00", "people.sign_in", "", "", "00102", "refused", "{}", None),
    (905, "2024-12-31 08:00:00+00:00", "people.transfer", "00101", "甲", "00104", "ok",
     '{"hours": 1.50, "to": "𬱖", "n": [1e3, null]}', "::1"),
]
INSERT = ("INSERT INTO audit_entry (id, at, action, actor_no, actor_name, target, result, detail, address) "
          "VALUES ({})")


@pytest.fixture
def scratch(tmp_path):
    return Scratch(tmp_path)


def test_existing_entries_get_their_chain_in_the_order_of_the_log(scratch):
    scratch.migrate("audit", "0002")
    with scratch.connect() as database:
        for row in ROWS:
            database.execute(INSERT.format(", ".join([scratch.mark] * len(row))), row)
        database.commit()
    scratch.migrate("audit", "0003")
    places = scratch.rows("SELECT id, chain, number FROM audit_entry ORDER BY id")
    assert places == [(901, "p:00101", 1), (902, places[1][1], 1), (905, "p:00101", 2)]
    assert places[1][1].startswith("n:")
    checked = scratch.manage("verify_audit", "--skip-checks")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "3 entries in 2 chains" in checked.stderr
    for statement in ("UPDATE audit_entry SET result = 'x'", "DELETE FROM audit_entry WHERE action = 'audit.verify'"):
        with pytest.raises(Exception, match="append-only"):
            scratch.rows(statement)


def test_there_and_back_again_with_nothing_in_it(scratch):
    scratch.migrate("audit", "0003")
    scratch.migrate("audit", "0002")
    with scratch.connect() as database:
        database.execute(INSERT.format(", ".join([scratch.mark] * len(ROWS[0]))), ROWS[0])
        database.commit()
    with pytest.raises(Exception, match="append-only"):
        scratch.rows("DELETE FROM audit_entry")
    scratch.migrate("audit", "0003")
    assert scratch.rows("SELECT chain, number FROM audit_entry") == [("p:00101", 1)]
