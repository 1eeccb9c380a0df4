"""Codes of sets, whether a sheet may be entered: decisions over plain values."""

import datetime as dt
from collections.abc import Mapping
from random import Random

LETTERS = "AB"
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"  # without what is misread by hand: I O S Z 0 1 2 5
CODE_LENGTH = 6


def code_of(rng: Random) -> str:
    return "".join(rng.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def why_not_enter(*, is_hr: bool, own: bool, ends_at: dt.datetime, at: dt.datetime, live: bool, passed: bool) -> str:
    """Why a sheet may not be entered: not_hr, own, early, live or passed; "" when it may."""
    reasons: Mapping[str, bool] = {"not_hr": not is_hr, "own": own, "early": at < ends_at, "live": live,
                                   "passed": passed}
    return next((code for code, holds in reasons.items() if holds), "")
