"""manage.py completion."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.reports.conftest import assign, complete, sit


def run(*arguments) -> str:
    out = StringIO()
    call_command("completion", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def one_done(cast, exam):
    assign(cast.learner, exam)
    assign(cast.head, exam)
    sit(cast.learner, exam, dt.date(2026, 6, 1), 81)
    complete(cast.learner, exam, dt.date(2026, 6, 1))


def test_json(cast, exam, one_done):
    rows = json.loads(run("--unit", "0101", "--on", "2026-07-01", "--json"))
    assert rows == [{
        "unit": "0101", "unit_name": "养老保险科", "counted": "below", "course": "T-01", "course_title": "课程 T-01",
        "owed": 2, "completed": 1, "rate": 50, "planned": 100, "schedule": "behind", "on_time": 1, "on_time_rate": 50,
        "overdue": 1, "to_sit": 2, "sat": 1, "sat_rate": 50, "passed": 1, "pass_rate": 100, "average": 81.0,
    }]


def test_every_unit_is_rolled_up(cast, exam, one_done):
    rows = {row["unit"]: row for row in json.loads(run("--on", "2026-07-01", "--json"))}
    assert {code: row["owed"] for code, row in rows.items()} == {"00": 2, "0101": 2, "0102": 0, "0301": 0}
    assert (rows["0102"]["rate"], rows["0102"]["average"]) == (None, None)


def test_table(cast, exam, one_done):
    text = run("--on", "2026-07-01")
    assert "养老保险科" in text
    assert "—" in text


@pytest.mark.parametrize("arguments", [("--unit", "9999"), ("--on", "2026-02-30"), ("--on", "soon")])
def test_mistakes_are_one_sentence(cast, arguments):
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 1
    assert arguments[1] in str(error.value)
    assert "\n" not in str(error.value)
