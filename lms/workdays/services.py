"""Loading a calendar."""

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lms.workdays.models import Holiday
from lms.workdays.rules import CalendarRefused, Line, read_lines

SHIPPED = Path(__file__).resolve().parent / "data" / "holidays.csv"


@dataclass(frozen=True)
class LoadResult:
    added: int
    changed: int
    unchanged: int


def read_file(path: Path) -> tuple[Line, ...]:
    """A .csv with a header (on,to_on,kind,name) or a .json list of such objects. Raises CalendarRefused."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if path.suffix.lower() == ".json" else csv.DictReader(text.splitlines())
    except (OSError, ValueError) as error:
        raise CalendarRefused(f"{path} cannot be read: {error}") from error
    return read_lines(rows)


@transaction.atomic
def load(*, lines: Iterable[Line]) -> LoadResult:
    """Days of the file are added or corrected; days it does not name stay. A second run changes nothing."""
    there = {row.on: row for row in Holiday.objects.select_for_update()}
    added, changed, total = [], [], 0
    for line in lines:
        total += 1
        row = there.get(line.on)
        if row is None:
            added.append(Holiday(on=line.on, kind=line.kind, name=line.name))
        elif (row.kind, row.name) != (line.kind, line.name):
            row.kind, row.name = line.kind, line.name
            changed.append(row)
    Holiday.objects.bulk_create(added)
    Holiday.objects.bulk_update(changed, ["kind", "name"])
    return LoadResult(len(added), len(changed), total - len(added) - len(changed))
