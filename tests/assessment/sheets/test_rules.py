"""Whether a sheet may be entered, and what a set is called."""

import datetime as dt
from random import Random

import pytest

from lms.assessment.sheets.rules import code_of, why_not_enter

END = dt.datetime(2026, 6, 1, 2, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
MAY = {"is_hr": True, "own": False, "ends_at": END, "at": END, "live": False, "passed": False}


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""),
    ({"is_hr": False}, "not_hr"),
    ({"own": True}, "own"),
    ({"at": END - SECOND}, "early"),
    ({"live": True}, "live"),
    ({"passed": True}, "passed"),
    ({"is_hr": False, "passed": True}, "not_hr"),
])
def test_who_may_enter(changes, code):
    assert why_not_enter(**(MAY | changes)) == code


def test_codes_hold_nothing_that_is_misread():
    codes = {code_of(Random(seed)) for seed in range(300)}
    assert len(codes) == 300
    assert not set("".join(codes)) & set("IOSZ0125")
