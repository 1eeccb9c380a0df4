"""`python -m tests.benchmarks.lists`: the list of people and courses as a file, beside the writer library alone.

2,000 people × 50 courses by `seed_scale`, in an empty scratch database (the one of DATABASE_URL, or an SQLite file of
its own): 100,000 rows as xlsx through the job's own writer, and one course with 2,000 people as CSV through the page.
Medians of rounds taken in turn: seconds of CPU, of this process and of PostgreSQL's, and seconds of the clock, in which
is whatever else the machine does. Ends with 1 where the export takes more than 1.5 times the CPU of the writer alone or
300 MB, or the CSV more than 0.15 s of CPU.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
os.environ.setdefault("VAR_DIR", "var/benchmark/lists")

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from courses.models import Course  # noqa: E402
from lms.common import clock  # noqa: E402
from lms.common.sheets import FORMATS  # noqa: E402
from lms.people.models import Department, RoleGrant, User  # noqa: E402
from lms.reports.exports import people_columns  # noqa: E402
from lms.reports.lists import write_list  # noqa: E402
from lms.reports.selectors.lists import Listed, list_rows, rows_at_most  # noqa: E402
from tests.benchmarks.spent import cpu  # noqa: E402

PEOPLE, COURSES, ROUNDS = 2_000, 50, 3
MOST_TIMES, MOST_MB, MOST_SECONDS = 1.5, 300, 0.15
LEGEND = """
{vendor}, load {load:.1f}: {rows:,} rows of {columns} columns. "alone": the writer library writes the same cells from a
list in memory. "as the job writes it": reads the records, judges how each person stands, writes, adds the footnote.
"page": the button's whole request, with sign-in, log and file. CPU of this process and PostgreSQL; {rounds} rounds."""


def fill() -> None:
    """In processes of their own: what they need of memory is not the export's."""
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity", "0"], check=True)
    empty = not User.objects.exists()
    connection.close()
    if empty:
        subprocess.run([*manage, "seed_scale", f"--people={PEOPLE}", f"--courses={COURSES}"], check=True)


def library_alone(path: Path, rows: list[list]) -> None:
    """The same cells, in constant memory, by the library's quickest calls."""
    kinds = [column.kind for column in people_columns()]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        formats = [book.add_format({"num_format": FORMATS[kind]}) for kind in kinds]
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    page.write_string(number, column, "—")
                elif kinds[column] == "text":
                    page.write_string(number, column, value, formats[column])
                elif kinds[column] == "date":
                    page.write_datetime(number, column, value, formats[column])
                else:
                    page.write_number(number, column, value, formats[column])


def taken(*works: Callable[[], object]) -> list[tuple[float, float]]:
    """(CPU, clock) in seconds of each: medians of rounds in which they take turns."""
    rounds: list[list[tuple[float, float]]] = [[] for _ in works]
    for _round in range(ROUNDS):
        for times, work in zip(rounds, works, strict=True):
            spent, began = cpu(), time.perf_counter()
            work()
            times.append((cpu() - spent, time.perf_counter() - began))
    return [tuple(map(statistics.median, zip(*times, strict=True))) for times in rounds]  # type: ignore[misc]


def course_as_csv(reader: User, root: Department, on: str) -> Callable[[], int]:
    client, course = Client(), Course.objects.order_by("code")[COURSES // 2]
    client.force_login(reader, backend="lms.people.backends.PasswordBackend")
    address = reverse("reports:course_list", args=[root.code])

    def ask() -> int:
        answer = client.post(address, {"on": on, "course": course.code})
        assert answer.status_code == 200
        return answer.content.count(b"\r\n")

    return ask


def main() -> None:
    fill()
    root, today = Department.objects.get(depth=1), clock.today()
    reader = RoleGrant.objects.filter(role="hr").earliest("pk").person
    listed = Listed(root, today, Course.objects.earliest("pk").assignments.earliest("pk").cycle)
    path = Path(settings.VAR_DIR) / "list.xlsx"

    def as_the_job() -> None:
        write_list(path, listed, by=reader, at=clock.now(), tell=lambda done: None)

    as_the_job()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before the rows are held for the library alone
    ask = course_as_csv(reader, root, f"{today}")
    lines, rows = ask(), list(list_rows(listed))
    print(LEGEND.format(vendor=connection.vendor, load=os.getloadavg()[0], rows=len(rows), rounds=ROUNDS,
                        columns=len(people_columns())), f"At most {rows_at_most(listed):,} rows were announced.")
    show(memory, lines, *taken(lambda: library_alone(path, rows), as_the_job, ask))


def show(memory: float, lines: int, alone: tuple, ours: tuple, page: tuple) -> None:
    """(what, CPU, clock, measure, most, in words)"""
    times = ours[0] / alone[0]
    table = [
        ("xlsx, the writer library alone", alone, 1, None, ""),
        ("xlsx, as the job writes it: CPU × alone", ours, times, MOST_TIMES, "× alone"),
        ("xlsx, as the job writes it: most memory", ours, memory, MOST_MB, "MB"),
        (f"CSV of a course, {lines:,} lines, page: CPU", page, page[0], MOST_SECONDS, "s"),
    ]
    print(f"{'work':<46}{'CPU s':>8}{'clock s':>9}{'measured':>10}{'allowed':>9}")
    for name, (spent, passed), found, most, unit in table:
        said = "" if most is None else f"{most:>9}{' ABOVE' if found > most else ''} {unit}"
        print(f"{name:<46}{spent:>8.3f}{passed:>9.3f}{found:>10.2f}{said}")
    sys.exit(any(most is not None and found > most for _, _, found, most, _ in table))


if __name__ == "__main__":
    main()
