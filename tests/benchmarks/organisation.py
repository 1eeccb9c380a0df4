"""`python -m tests.benchmarks.organisation`: questions as of a day over 100,000 people, 3,000 units, 3 postings each.

Fills a scratch database (the one of DATABASE_URL, or an SQLite file of its own) and times each selector beside the
plainest SQL that answers the same. Milliseconds, medians of warm rounds, and how many queries each asks: it fails where
these are more than they are over a handful of people. `--explain` prints the plans of the slow ones.
"""

import argparse
import datetime as dt
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
os.environ.setdefault("VAR_DIR", "var/benchmark/organisation")  # not among the people of the demo

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from lms.people.models import Department, DepartmentPeriod, HeadOf, Posting, User  # noqa: E402
from lms.people.selectors import (  # noqa: E402
    borrowed_by,
    department_on,
    departments_on,
    gaps_on,
    headcounts,
    people_of,
    story_of,
    tree_on,
)

PEOPLE, UNITS, WIDTH, BATCH = 100_000, 3_000, 54, 5_000
D = dt.date
SPANS = [(D(2020, 1, 1), D(2022, 6, 30)), (D(2022, 7, 1), D(2024, 6, 30)), (D(2024, 7, 1), None)]
DAY = D(2023, 5, 4)
SLOW = 50  # milliseconds
# As few as over a handful of people and units: what the selectors promise.
QUERIES = {"department_on": 1, "departments_on": 2, "people_of": 2, "people_of_unit": 1, "headcounts": 4, "tree_on": 6,
           "gaps_on": 12, "borrowed_by": 2, "story_of": 8}


def fill() -> None:
    """A province, a bureau per county, sections below: everybody's unit of the day is another after each transfer."""
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    if User.objects.filter(staff_no__startswith="B").count() == PEOPLE:
        return
    began = time.perf_counter()
    with transaction.atomic():
        units = _units()
        people = User.objects.bulk_create(
            (User(staff_no=f"B{n:06}", full_name=f"人{n}", password="!") for n in range(PEOPLE)), batch_size=BATCH)
        Posting.objects.bulk_create(
            (Posting(person=person, department_id=units[(n * 7 + turn * 31) % UNITS], post="科员",
                     category="civil_servant", from_on=since, to_on=until)
             for n, person in enumerate(people) for turn, (since, until) in enumerate(SPANS)), batch_size=BATCH)
        HeadOf.objects.bulk_create(
            HeadOf(person=people[n], department_id=unit, from_on=D(2021, 1, 1)) for n, unit in enumerate(units))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"filled in {time.perf_counter() - began:.0f} s")


def _units() -> list[int]:
    """Three levels, written as treebeard would."""
    root = Department.add_root(code="B", name="省厅", kind="root")
    path, above, rows = {0: root.path}, {}, []
    for n in range(1, UNITS):
        above[n] = 0 if n <= WIDTH else (n - 1) % WIDTH + 1
        place = n if n <= WIDTH else (n - WIDTH - 1) // WIDTH + 1
        path[n] = path[above[n]] + Department._get_path("", 1, place)
        rows.append(Department(code=f"B{n}", name=f"单位{n}", path=path[n], depth=len(path[n]) // 4, sort_order=n))
    made = [root.pk, *(unit.pk for unit in Department.objects.bulk_create(rows, batch_size=1_000))]
    lineage = {0: f"/{root.pk}/"}
    for n in range(1, UNITS):
        lineage[n] = f"{lineage[above[n]]}{made[n]}/"
    DepartmentPeriod.objects.bulk_create(
        (DepartmentPeriod(department_id=made[n], name=f"单位{n}", parent_id=made[above[n]] if n else None,
                          lineage=lineage[n], from_on=D(1900, 1, 1)) for n in range(UNITS)), batch_size=1_000)
    return made


def rows_of(sql: str, *values) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


HOLDS = "from_on <= %s AND (to_on IS NULL OR to_on >= %s)"
MAIN = "SELECT {} FROM people_posting WHERE kind = 'main' AND " + HOLDS  # noqa: S608, constants only
BELOW = "SELECT department_id FROM people_departmentperiod WHERE lineage LIKE %s AND " + HOLDS  # noqa: S608
BY_HAND = {
    "department_on": MAIN.format("department_id") + " AND person_id = %s",
    "departments_on": MAIN.format("person_id, department_id") + " AND person_id BETWEEN %s AND %s",
    "headcounts": MAIN.format("department_id, COUNT(*)") + " GROUP BY 1",
    "people_of": MAIN.format("person_id") + " AND department_id IN (" + BELOW + ")",
    "people_of_unit": MAIN.format("person_id") + " AND department_id = %s",
}


def questions() -> dict:
    """name → (the selector, the same by hand or None)."""
    bureau = Department.objects.get(code="B1")
    period = DepartmentPeriod.objects.get(department=bureau)
    section = Department.objects.get(code=f"B{WIDTH + 1}")
    first = User.objects.filter(staff_no__startswith="B").order_by("pk").first()
    thousand = User.objects.filter(pk__gte=first.pk, pk__lt=first.pk + 1_000)
    day, low, high = (DAY, DAY), first.pk, first.pk + 999
    return {
        "department_on": (lambda: department_on(first, DAY), (*day, low)),
        "departments_on": (lambda: departments_on(thousand, DAY), (*day, low, high)),
        "people_of": (lambda: list(people_of(bureau, DAY).values_list("pk")), (*day, f"{period.lineage}%", *day)),
        "people_of_unit": (lambda: list(people_of(section, DAY, below=False).values_list("pk")), (*day, section.pk)),
        "headcounts": (lambda: headcounts(DAY), day),
        "tree_on": (lambda: tree_on(DAY), None),
        "gaps_on": (lambda: gaps_on(DAY), None),
        "borrowed_by": (lambda: borrowed_by(section, DAY), None),
        "story_of": (lambda: story_of(section), None),
    }


def milliseconds(ask, rounds: int = 5) -> float:
    ask()
    taken = []
    for _round in range(rounds):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def queries(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def explain(ask) -> None:
    """The plan of every query the selector asks."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    verb = "EXPLAIN ANALYZE" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    for query in captured.captured_queries:
        print(f"    {query['sql'][:300]}")
        with connection.cursor() as cursor:
            cursor.execute(f"{verb} {query['sql']}")
            for row in cursor.fetchall():
                print("        ", row[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--explain", action="store_true")
    wanted = parser.parse_args()
    fill()
    print(f"{connection.vendor}: {PEOPLE} people, {UNITS} units, {PEOPLE * len(SPANS)} postings, as of {DAY}")
    print(f"{'question':<18}{'queries':>9}{'ms':>9}{'by hand':>10}{'ratio':>8}")
    for name, (ask, values) in questions().items():
        taken = milliseconds(ask)
        plain = milliseconds(lambda name=name, values=values: rows_of(BY_HAND[name], *values)) if values else None
        asked = queries(ask)
        print(f"{name:<18}{asked:>9}{taken:>9.2f}" + (f"{plain:>10.2f}{taken / plain:>8.1f}" if plain else ""))
        assert asked <= QUERIES[name], f"{name} asks {asked} queries, not {QUERIES[name]}"
        if wanted.explain and taken > SLOW:
            explain(ask)


if __name__ == "__main__":
    main()
