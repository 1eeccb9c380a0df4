"""A Monday in June, tasks around it, and the moment the daily run has."""

import datetime as dt

import pytest

from lms.common import clock
from tests.reports.conftest import assign, at, complete, course, curriculum, exam, pause, reading, sit

__all__ = ["assign", "at", "complete", "course", "curriculum", "exam", "pause", "reading", "sit"]

MONDAY = dt.date(2026, 6, 22)


def nine(day: dt.date) -> dt.datetime:
    return at(day, 9)


@pytest.fixture
def travel(time_machine):
    """Go to nine in the morning of a day, by the bureau's clock."""

    def _travel(day: dt.date, hour: int = 9) -> dt.datetime:
        time_machine.move_to(at(day, hour), tick=False)
        return clock.now()

    return _travel
