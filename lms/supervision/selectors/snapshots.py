"""Frozen figures: as they were frozen, whether they are whole, and what would be counted today instead."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lms.people.models import Department
from lms.reports.rules import Figures, roll_up, total
from lms.reports.selectors import completion_figures
from lms.reports.selectors.facts import rounds_of
from lms.reports.selectors.figures import Plans
from lms.supervision.models import Snapshot, SnapshotLine
from lms.supervision.rules import PATH_STEP, digest_of

COUNTS = ("owed", "completed", "on_time", "overdue", "to_sit", "sat", "passed")
NOTHING = Figures()
CENT, TENTH, ZERO = Decimal("0.01"), Decimal("0.1"), Decimal(0)


@dataclass(frozen=True)
class Line:
    """A unit with its sub-units, or a course of one unit; `code` leads to the unit's own page of the snapshot."""

    code: str
    name: str
    figures: Figures
    level: int = 0


@dataclass(frozen=True)
class SnapshotPage:
    """`courses` of the unit with its sub-units, `units` below it; `whole`: the hash is still that of the figures."""

    snapshot: Snapshot
    unit: str
    units: tuple[Line, ...]
    courses: tuple[Line, ...]
    total: Figures
    whole: bool
    planned: bool  # was the plan frozen too


@dataclass(frozen=True)
class Difference:
    """One unit and course counted otherwise today: what was frozen, what would be counted."""

    unit: str
    course: str
    frozen: Figures
    now: Figures

    @property
    def pairs(self) -> list[tuple]:
        """(frozen, now) of each figure, as the page shows them."""
        shown = ("owed", "completed", "on_time", "overdue", "sat", "passed", "average")
        pairs = [(getattr(self.frozen, name), getattr(self.now, name)) for name in shown]
        return [*pairs, (_tenth(self.frozen.planned), _tenth(self.now.planned))]


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(TENTH)


def as_figures(line: SnapshotLine) -> Figures:
    return Figures(**{name: getattr(line, name) for name in COUNTS}, hundredths=int(line.score_total * 100),
                   tenths=int((line.planned_total or ZERO) * 10))


def digest_now(snapshot: Snapshot, lines: Iterable[SnapshotLine]) -> str:
    """The hash of what stands in the database."""
    head = {
        "on": f"{snapshot.on}", "cycle": snapshot.cycle, "definitions": snapshot.definitions,
        "units": snapshot.units, "lines": snapshot.lines, "at": snapshot.frozen_at.astimezone(dt.UTC).isoformat(),
        "by": snapshot.frozen_by.staff_no if snapshot.frozen_by else "",
    }
    return digest_of(head, ([
        line.number, line.unit_path, line.unit_code, line.unit_name, line.course_code, line.course_title,
        *(getattr(line, name) for name in COUNTS), f"{line.score_total:.2f}",
        *([] if line.planned_total is None else [f"{line.planned_total:.2f}"]),
    ] for line in lines))


def snapshot_page(snapshot: Snapshot, code: str = "") -> SnapshotPage | None:
    """The bureau, or the unit of the code; None where the snapshot does not know it (one query for the lines)."""
    top = next(((path, name) for path, known, name in snapshot.units if known == code), None) if code else ("", "")
    if top is None:
        return None
    lines = list(snapshot.frozen.all())
    own = {(line.unit_path, line.course_code): as_figures(line) for line in lines if line.unit_path.startswith(top[0])}
    return SnapshotPage(
        snapshot, top[1], _units(snapshot.units, own, top[0]), _courses(lines, own), total(own.values()),
        digest_now(snapshot, lines) == snapshot.digest, all(line.planned_total is not None for line in lines),
    )


def _units(units: list, own: dict, top: str) -> tuple[Line, ...]:
    """Each unit with its sub-units, in the bureau's order, moved in by its level."""
    sums: dict[str, Figures] = {}
    for (path, _course), figures in roll_up(own).items():
        sums[path] = sums.get(path, NOTHING) + figures
    return tuple(
        Line(code, name, sums.get(path, NOTHING), len(path) // PATH_STEP - 1)
        for path, code, name in units if path.startswith(top)
    )


def _courses(lines: list[SnapshotLine], own: dict) -> tuple[Line, ...]:
    titles = {line.course_code: line.course_title for line in lines}
    sums: dict[str, Figures] = {}
    for (_path, course), figures in own.items():
        sums[course] = sums.get(course, NOTHING) + figures
    return tuple(Line(code, titles[code], sums[code]) for code in sorted(sums))


def figures_now(on: dt.date, cycle: str) -> list[tuple[Department, str, str, Figures]]:
    """(unit alone, course code, title, figures) of all that is owed, by the one definition of the reports."""
    rows = completion_figures(
        list(Department.objects.all()), on, cycle, below=False, plans=Plans(rounds_of(cycle)).on(on)
    )
    return [
        (row.unit, row.course.code, row.course.title, row.figures) for row in rows if row.figures != NOTHING
    ]


def differences(snapshot: Snapshot) -> tuple[Difference, ...]:
    """What was entered later about that day: every unit and course that would be counted otherwise now."""
    frozen = {(line.unit_code, line.course_code): line for line in snapshot.frozen.all()}
    found = {(unit.code, code): (unit.name, title, figures)
             for unit, code, title, figures in figures_now(snapshot.on, snapshot.cycle)}
    changed = []
    for key in sorted(frozen.keys() | found.keys()):
        line, (name, title, now) = frozen.get(key), found.get(key, ("", "", NOTHING))
        before = as_figures(line) if line else NOTHING
        if line and line.planned_total is None:
            before = before._replace(tenths=now.tenths)  # no plan was frozen: none differs
        if _counted(before) != _counted(now):
            changed.append(Difference(line.unit_name if line else name, line.course_title if line else title,
                                      before, now))
    return tuple(changed)


def _counted(figures: Figures) -> tuple:
    sums = (figures.score_total, figures.planned_total)
    return (*(getattr(figures, name) for name in COUNTS), *(total.quantize(CENT) for total in sums))
