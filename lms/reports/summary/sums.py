"""Sums over standings, kept by adding what the restated ones count for now, less what they counted for before."""

from dataclasses import dataclass, field

COUNTS = ("owed", "completed", "on_time", "overdue", "sat", "passed", "score")
KEY = ("cycle", "department_id", "course_id", "curriculum_id")


@dataclass(frozen=True)
class Sums:
    """A table of them: by what (`key`) and what is summed (`counts`), each in terms of a standing `s`."""

    table: str
    key: dict[str, str]
    counts: dict[str, str]
    where: str = "NOT s.paused"
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", (*self.key, *self.counts))

    @property
    def groups(self) -> str:
        return self._grouped("{source}", self.key, "{only}")

    def _grouped(self, source: str, key: dict[str, str], only: str = "") -> str:
        columns = ", ".join(f"{value} AS {name}" for name, value in (key | self.counts).items())
        places = ", ".join(str(place) for place in range(1, len(key) + 1))
        return f"SELECT {columns} FROM {source} s WHERE {self.where} {only} GROUP BY {places}"

    @property
    def same(self) -> str:
        return " AND ".join(f"{self.table}.{name} = d.{name}" for name in self.key)

    @property
    def net(self) -> str:
        """What restated standings change: a row is written once, and not at all where it stays as it was.

        The rows are put together whole before they are written: a mere change (-1 owed) would be refused by the
        table's own checks before its conflict is found. So only the one who folds may do this.
        """
        sums = ", ".join(f"COALESCE(t.{name}, 0) + d.{name}" for name in self.counts)
        names = ", ".join(f"{name} = excluded.{name}" for name in self.counts)
        return (
            f"INSERT INTO {self.table} ({', '.join(self.names)})"
            f" SELECT {', '.join(f'd.{name}' for name in self.key)}, {sums} FROM ({self._changes}) d"
            f" LEFT JOIN {self.table} t ON {' AND '.join(f't.{name} = d.{name}' for name in self.key)} WHERE TRUE"
            f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {names}"
        )

    @property
    def _changes(self) -> str:
        """By key: as they stand now, less as they stood."""
        before_and_now = self._grouped("reports_restated", self.key | {"change": "s.change"})
        sums = {name: f"SUM(g.change * g.{name})" for name in self.counts}
        keys = ", ".join(f"g.{name}" for name in self.key)
        columns = ", ".join(f"{value} AS {name}" for name, value in sums.items())
        some = " OR ".join(f"{value} <> 0" for value in sums.values())
        return f"SELECT {keys}, {columns} FROM ({before_and_now}) g GROUP BY {keys} HAVING {some}"

    @property
    def add(self) -> str:
        changes = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name in self.counts)
        return (
            f"INSERT INTO {self.table} ({', '.join(self.names)}) {self.groups}"
            f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changes}"
        )


TALLY = Sums(
    "reports_tally", {name: f"s.{name}" for name in KEY},
    {
        "owed": "COUNT(*)",
        "completed": "COUNT(s.completed_on)",
        "on_time": "COALESCE(SUM(CASE WHEN s.completed_on <= s.due_on THEN 1 ELSE 0 END), 0)",
        "overdue": "COALESCE(SUM(CASE WHEN s.completed_on IS NULL AND s.due_on < %(on)s THEN 1 ELSE 0 END), 0)",
        "sat": "COUNT(s.best)",
        "passed": "COALESCE(SUM(CASE WHEN s.best IS NOT NULL AND s.passed THEN 1 ELSE 0 END), 0)",
        "score": "COALESCE(SUM(s.best), 0)",
    },
)
UNIT = {"cycle": "s.cycle", "department_id": "s.department_id"}
FINISHED = Sums(
    "reports_finished", UNIT | {"completed_on": "s.completed_on"}, {"tasks": "COUNT(*)"},
    "NOT s.paused AND s.completed_on IS NOT NULL",
)
SCORED = Sums(
    "reports_scored", UNIT | {"step": "CASE WHEN s.best >= 9000 THEN 9 ELSE s.best / 1000 END"},
    {"people": "COUNT(*)", "passed": "COALESCE(SUM(CASE WHEN s.passed THEN 1 ELSE 0 END), 0)"},
    "NOT s.paused AND s.best IS NOT NULL",
)
LATE = Sums(
    "reports_lateperson", UNIT | {"person_id": "s.person_id"}, {"overdue": "COUNT(*)"},
    "NOT s.paused AND s.completed_on IS NULL AND s.due_on < %(on)s",
)
ALL_SUMS = (TALLY, FINISHED, SCORED, LATE)
