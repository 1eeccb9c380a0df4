"""Sums over standings, kept by taking away what the touched ones counted for and adding what they count for now."""

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
        columns = ", ".join(f"{value} AS {name}" for name, value in (self.key | self.counts).items())
        places = ", ".join(str(place) for place in range(1, len(self.key) + 1))
        return f"SELECT {columns} FROM {{source}} s WHERE {self.where} {{only}} GROUP BY {places}"

    @property
    def same(self) -> str:
        return " AND ".join(f"{self.table}.{name} = d.{name}" for name in self.key)

    @property
    def subtract(self) -> str:
        changes = ", ".join(f"{name} = {self.table}.{name} - d.{name}" for name in self.counts)
        return f"UPDATE {self.table} SET {changes} FROM ({self.groups}) d WHERE {self.same}"

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
