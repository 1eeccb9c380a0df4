"""The demo bureau as loaded: idempotent, whole, and in the middle of its year."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROSTER = Path(__file__).resolve().parents[2] / "lms/demo/data/roster.xlsx"


def test_loading_again_changes_nothing(served):
    before = served.manage("completion", "--json").stdout
    again = served.manage("load_demo")
    assert again.returncode == 0
    assert "00061" in again.stdout
    assert served.manage("completion", "--json").stdout == before


def test_the_roster_is_the_bureau(served):
    answer = served.manage("import_roster", str(ROSTER), "--commit", "--json")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert json.loads(answer.stdout) == {"new": [], "changed": [], "unchanged": 511, "refused": []}


def test_every_screen_has_something_to_show(served):
    rows = json.loads(served.manage("completion", "--json").stdout)
    by_unit = {(row["unit"], row["course"]): row for row in rows}
    whole = [row for row in rows if row["unit"] == "00"]
    assert len(whole) == 12
    assert sum(row["owed"] for row in whole) > 2000
    assert sum(row["overdue"] for row in whole) > 0
    assert sum(row["completed"] - row["on_time"] for row in whole) > 0
    assert by_unit["0207", "CIP-10"]["rate"] > 90
    assert by_unit["0303", "CIP-10"]["rate"] < 50
    assert all(row["on_time"] <= row["completed"] <= row["owed"] for row in rows)
    assert all(row["passed"] <= row["sat"] for row in rows)


def test_a_unit_nobody_knows_is_refused_in_words(served):
    answer = served.manage("completion", "--unit", "9999", "--json")
    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1
