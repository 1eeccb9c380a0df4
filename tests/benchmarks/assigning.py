"""`python -m tests.benchmarks.assigning [PEOPLE] [COURSES]`: a curriculum given to everybody, beside bare inserts.

The bare inserts write the same rows (assignments, enrolments, notices) into the same tables in one transaction: by
Django's bulk_create, and by the driver's executemany with values that are ready. They decide, explain and log nothing.
The database is the one DATABASE_URL names, or a fresh SQLite file. It is filled once and kept; each run is a new cycle.
Trust the ratios: CPU seconds of this process, and seconds on the clock, which include the database server's.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from courses.models import Course  # noqa: E402
from home import startup  # noqa: E402
from lms.common import clock  # noqa: E402
from lms.curricula.models import Assignment, AudienceRule, Curriculum, CurriculumCourse  # noqa: E402
from lms.curricula.selectors import preview  # noqa: E402
from lms.curricula.services import assign, reconcile  # noqa: E402
from lms.notices.models import Notice  # noqa: E402
from lms.people.models import Department, DepartmentPeriod, Posting, User  # noqa: E402
from lms.study.models import Enrolment  # noqa: E402

MOST = 2  # times the bare bulk_create
SECTIONS = 200
D = dt.date
START = D(2020, 1, 1)


def fill(people: int, courses: int) -> None:
    """A bureau of 200 sections, once."""
    for folder in (django.conf.settings.VAR_DIR, django.conf.settings.MEDIA_ROOT):
        startup.check_folder(folder)
    startup.migrate()
    for number in range(courses):
        Course.objects.get_or_create(code=f"AB-{number:03}", defaults={"title": f"课程{number}"})
    if Department.objects.filter(code="AB").exists():
        return
    root = Department.add_root(code="AB", name="基准局", kind="root")
    for number in range(SECTIONS):
        Department.objects.get(pk=root.pk).add_child(code=f"AB{number:03}", name=f"第{number}科", sort_order=number)
    units = list(Department.objects.filter(code__startswith="AB").order_by("path"))
    DepartmentPeriod.objects.bulk_create(
        DepartmentPeriod(department=unit, name=unit.name, parent=None if unit == units[0] else units[0], from_on=START,
                         lineage=f"/{root.pk}/" if unit == units[0] else f"/{root.pk}/{unit.pk}/") for unit in units)
    made = User.objects.bulk_create(
        (User(staff_no=f"AB{n:06}", full_name=f"甲{n}", password="!", pinyin=f"jia{n}") for n in range(people)),
        batch_size=1_000)
    Posting.objects.bulk_create(
        (Posting(person=person, department=units[1 + n % SECTIONS], post="科员", rank="一级科员", from_on=START,
                 category="civil_servant") for n, person in enumerate(made)), batch_size=1_000)


def curriculum() -> Curriculum:
    """For the whole bureau, in a cycle nobody has had."""
    number = Curriculum.objects.count() + 1
    made = Curriculum.objects.create(code=f"AB-{number}", title=f"方案{number}", cycle=f"X{number}",
                                     basis="基准〔2026〕1号", issued_on=D(2026, 3, 5), due_on=D(2026, 6, 30))
    for order, course in enumerate(Course.objects.filter(code__startswith="AB-").order_by("code")):
        CurriculumCourse.objects.create(curriculum=made, course=course, sort_order=order)
    AudienceRule.objects.create(curriculum=made, department=Department.objects.get(code="AB"))
    return made


@transaction.atomic
def bare(asked: Curriculum) -> int:
    """The same rows by bulk_create, nothing else."""
    people = list(User.objects.filter(staff_no__startswith="AB").values_list("pk", flat=True))
    courses = list(asked.items.values_list("course_id", flat=True))
    at = clock.now()
    pairs = [(person, course) for person in people for course in courses]
    Assignment.objects.bulk_create(
        (Assignment(person_id=person, course_id=course, cycle=asked.cycle, curriculum=asked, required=True,
                    reason="基准局及下属单位", basis=asked.basis, issued_on=asked.issued_on, due_on=asked.due_on)
         for person, course in pairs), batch_size=500)
    Enrolment.objects.bulk_create(
        (Enrolment(person_id=person, course_id=course, cycle=asked.cycle, created_at=at) for person, course in pairs),
        batch_size=500)
    Notice.objects.bulk_create(
        (Notice(person_id=person, key=f"bare:{asked.code}:{person}", subject=asked.title, body="课程\n" * len(courses),
                url="/", created_at=at) for person in people), batch_size=500)
    return len(pairs)


@transaction.atomic
def driver(asked: Curriculum) -> int:
    """The same rows again by executemany: three statements, values ready. A cycle of its own."""
    people = list(User.objects.filter(staff_no__startswith="AB").values_list("pk", flat=True))
    courses = list(asked.items.values_list("course_id", flat=True))
    at, cycle = clock.now(), f"{asked.cycle}D"
    pairs = [(person, course) for person in people for course in courses]
    _many("curricula_assignment", "person_id course_id cycle curriculum_id required reason basis issued_on due_on "
          "closed_reason", ((person, course, cycle, asked.pk, True, "基准局及下属单位", asked.basis, asked.issued_on,
                             asked.due_on, "") for person, course in pairs))
    _many("study_enrolment", "person_id course_id cycle created_at",
          ((person, course, cycle, at) for person, course in pairs))
    _many("notices_notice", "person_id key subject body url created_at",
          ((person, f"driver:{asked.code}:{person}", asked.title, "课程\n" * len(courses), "/", at)
           for person in people))
    return len(pairs)


def _many(table: str, names: str, rows) -> None:
    columns = names.split()
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", list(rows))  # noqa: S608, constants only


def timed(act: Callable) -> tuple[float, float]:
    """(seconds on the clock, CPU seconds of this process)."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    courses = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    fill(people, courses)
    day = D(2026, 3, 5)
    given, other = curriculum(), curriculum()
    steps = {
        "bare bulk_create": lambda: bare(other),
        "driver's executemany": lambda: driver(other),
        "preview": lambda: preview(given, day),
        "assign": lambda: assign(curriculum=given, by=None, on=day),
        "reconcile, nothing new": lambda: reconcile(curriculum=given, by=None, on=day),
    }
    taken = {name: timed(act) for name, act in steps.items()}
    written = Assignment.objects.filter(curriculum=given).count()
    wall, cpu = taken["bare bulk_create"]
    print(f"{connection.vendor}: {written:,} assignments, as many enrolments, {people:,} notices")
    print(f"{'step':<26}{'s':>8}{'× bare':>9}{'CPU s':>9}{'× bare':>9}")
    for name, (seconds, spent) in taken.items():
        print(f"{name:<26}{seconds:>8.2f}{seconds / wall:>9.2f}{spent:>9.2f}{spent / cpu:>9.2f}")
    assert taken["assign"][0] <= MOST * wall, f"more than {MOST} times the bare insert"


if __name__ == "__main__":
    main()
