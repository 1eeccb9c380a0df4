"""Due dates that pauses have moved, by the one rule of curricula, in standings whichever table they stand in."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from lms.curricula.rules import Span, effective_due
from lms.people.models import PersonState
from lms.reports.summary import statements as sql

AT_ONCE = 6000  # due dates moved by one statement, which reads the whole table; SQLite takes 32,766 values in one
PAUSED = "SELECT person_id FROM people_personstate WHERE kind = 'paused' AND from_on <= %(on)s"


class Standings(NamedTuple):
    """A table of standings `s`, and where it is known from which day on pauses count."""

    table: str
    since: str
    joined: str = ""
    where: str = ""


KEPT = Standings(
    "reports_standing", "COALESCE(a.moved_on, a.issued_on)", "curricula_assignment a", "a.id = s.assignment_id")
RESTATED = KEPT._replace(table="reports_restated", where=KEPT.where + " AND s.change = 1")


def move_due(standings: Standings, day: dt.date) -> None:
    """A query, and a statement for some six thousand dates that moved; who is paused now is left out."""
    pauses = pauses_until(day)
    if not pauses:
        return
    table, since, joined, where = standings
    found = sql.rows(
        f"SELECT DISTINCT s.person_id, {since}, s.due_on FROM {', '.join(filter(None, [f'{table} s', joined]))}"
        f" WHERE s.person_id IN ({PAUSED}) AND NOT s.paused {where and 'AND ' + where} ORDER BY 1",
        {"on": sql.day_value(day)},
    )
    for moved in _in_turn(_moved(found, pauses, day)):
        places = ", ".join(f"(%(p{n})s, %(s{n})s, %(d{n})s, %(m{n})s)" for n in range(len(moved)))
        sql.run(
            f"WITH v(person_id, since, due_on, moved) AS (VALUES {places}) UPDATE {table} AS s SET due_on = v.moved"
            f" FROM {', '.join(filter(None, ['v', joined]))} WHERE s.person_id = v.person_id AND s.due_on = v.due_on"
            f" AND {since} = v.since {where and 'AND ' + where}",
            {f"{name}{n}": value for n, row in enumerate(moved) for name, value in zip("psdm", row, strict=True)},
        )


def _moved(rows: list[tuple], pauses: dict[int, list[Span]], day: dt.date) -> Iterator[tuple[Any, ...]]:
    """(person, since, due, due with the pauses), as the database takes them."""
    for person, since, due in rows:
        before = sql.day_from(due)
        after = effective_due(before, sql.day_from(since), pauses[person], day)
        if after != before:
            yield person, *map(sql.day_value, (sql.day_from(since), before, after))


def _in_turn(moved: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """All of one person together: what was moved to a day must not be found again as what stood on it."""
    held: list[tuple[Any, ...]] = []
    for _person, rows in groupby(moved, key=lambda row: row[0]):
        held += rows
        if len(held) >= AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def pauses_until(day: dt.date) -> dict[int, list[Span]]:
    """The pauses that had begun by the day, by person (one query)."""
    found: dict[int, list[Span]] = {}
    rows = PersonState.objects.filter(kind=PersonState.Kind.PAUSED, from_on__lte=day).order_by()
    for person, from_on, to_on in rows.values_list("person_id", "from_on", "to_on"):
        found.setdefault(person, []).append((from_on, to_on))
    return found
