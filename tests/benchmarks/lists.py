"""`python -m tests.benchmarks.lists`: the list of people and courses as a file, beside the writer library alone.

2,000 people × 50 courses by `seed_scale`, in an empty scratch database (the one of DATABASE_URL, or an SQLite file of
its own): 100,000 rows as xlsx through the job's own writer, and one course with 2,000 people as CSV through the page.
Medians of warm rounds: seconds of this process's CPU, and of the clock (which also counts PostgreSQL's work, and
whatever else the machine does). It fails where the export takes more than 300 MB.
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

PEOPLE, COURSES, ROUNDS, MOST_MB = 2_000, 50, 3, 300


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


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """(CPU, clock) in seconds: medians."""
    rounds = []
    for _round in range(ROUNDS):
        cpu, began = time.process_time(), time.perf_counter()
        work()
        rounds.append((time.process_time() - cpu, time.perf_counter() - began))
    return statistics.median(cpu for cpu, _ in rounds), statistics.median(wall for _, wall in rounds)


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
    reader = RoleGrant.objects.get(role="hr").person
    listed = Listed(root, today, Course.objects.earliest("pk").assignments.earliest("pk").cycle)
    path = Path(settings.VAR_DIR) / "list.xlsx"
    ours = taken(lambda: write_list(path, listed, by=reader, at=clock.now(), tell=lambda done: None))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ask = course_as_csv(reader, root, f"{today}")
    lines, page = ask(), taken(ask)
    rows = list(list_rows(listed))
    alone = taken(lambda: library_alone(path, rows))
    print(f"{connection.vendor}: {rows_at_most(listed):,} rows at most, {len(rows):,} listed")
    print(f"{'work':<34}{'CPU s':>8}{'clock s':>9}{'× alone':>9}{'MB':>6}")
    print(f"{'xlsx, the writer library alone':<34}{alone[0]:>8.2f}{alone[1]:>9.2f}{1:>9.2f}")
    print(f"{'xlsx, as the job writes it':<34}{ours[0]:>8.2f}{ours[1]:>9.2f}{ours[0] / alone[0]:>9.2f}{memory:>6.0f}")
    print(f"{f'CSV of a course, {lines:,} lines, page':<34}{page[0]:>8.3f}{page[1]:>9.3f}")
    assert memory <= MOST_MB, f"{memory:.0f} MB"


if __name__ == "__main__":
    main()
