"""`python -m tests.benchmarks.figures`: department figures at 10,000 people × 500 courses, beside hand-written SQL.

Fills a scratch database (the one of DATABASE_URL, or an SQLite file of its own) by seed_scale where it is empty, makes
the summary, and times each question beside the plainest SQL that answers the same in the same run: milliseconds,
medians of warm rounds. What a completion pays is the difference between two runs of the same inserts, rolled back.
Ends with 1 where a figure is above what issue 4 allows.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
os.environ.setdefault("VAR_DIR", "var/benchmark/figures")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from lms.common import clock  # noqa: E402
from lms.curricula.models import Assignment  # noqa: E402
from lms.people.models import Department, RoleGrant  # noqa: E402
from lms.reports.models import Standing, Tally  # noqa: E402
from lms.reports.selectors import completion_figures  # noqa: E402
from lms.reports.selectors.recount import differences  # noqa: E402
from lms.reports.selectors.spread import finished_by_day, scores_by_step  # noqa: E402
from lms.reports.selectors.standings import late_counts, worst_overdue  # noqa: E402
from lms.reports.summary import fold, fresh, rebuild, triggers  # noqa: E402
from lms.reports.summary.shelves import Scope, shelf_of  # noqa: E402
from lms.study.models import Enrolment  # noqa: E402

ROUNDS, COMPLETIONS = 7, 2000
TODAY = clock.today()
SUMS = "SUM(owed), SUM(completed), SUM(on_time), SUM(overdue), SUM(sat), SUM(passed), SUM(score)"
BY_DIVISION = f"""SELECT SUBSTR(d.path, 1, 8), c.code, c.title, {SUMS} FROM reports_tally t
    JOIN people_department d ON d.id = t.department_id JOIN courses_course c ON c.id = t.course_id
    WHERE t.cycle = %s AND LENGTH(d.path) >= 8 GROUP BY 1, c.code, c.title ORDER BY 1, 2"""
BY_UNIT = f"""SELECT d.path, c.code, c.title, {SUMS} FROM reports_tally t
    JOIN people_department d ON d.id = t.department_id JOIN courses_course c ON c.id = t.course_id
    WHERE t.cycle = %s AND d.path LIKE %s GROUP BY d.path, c.code, c.title ORDER BY 1, 2"""
WORST = """SELECT s.assignment_id, p.staff_no, p.full_name, d.name, c.code, s.due_on FROM reports_standing s
    JOIN people_department d ON d.id = s.department_id JOIN people_user p ON p.id = s.person_id
    JOIN courses_course c ON c.id = s.course_id
    WHERE s.cycle = %s AND d.path LIKE %s AND s.completed_on IS NULL AND NOT s.paused AND s.due_on < %s
    ORDER BY s.due_on, d.path, s.person_id LIMIT 100"""
UNDER = "JOIN people_department d ON d.id = s.department_id WHERE s.cycle = %s AND d.path LIKE %s"
DAYS = f"SELECT completed_on, SUM(tasks) FROM reports_finished s {UNDER} GROUP BY 1 ORDER BY 1"
STEPS = f"SELECT step, SUM(people), SUM(passed) FROM reports_scored s {UNDER} GROUP BY 1 ORDER BY 1"
LATE = f"""SELECT COUNT(DISTINCT s.person_id) FROM reports_standing s {UNDER}
    AND s.completed_on IS NULL AND NOT s.paused AND s.due_on < %s"""
RECORDS = """SELECT SUBSTR(d.path, 1, 8), a.course_id, COUNT(*), COUNT(c.id) FROM curricula_assignment a
    JOIN people_posting p ON p.person_id = a.person_id AND p.kind = 'main' AND p.from_on <= %s
        AND (p.to_on IS NULL OR p.to_on >= %s)
    JOIN people_department d ON d.id = p.department_id
    LEFT JOIN study_completion c ON c.person_id = a.person_id AND c.course_id = a.course_id AND c.cycle = a.cycle
    WHERE a.cycle = %s AND a.issued_on <= %s AND (a.closed_on IS NULL OR a.closed_on > %s) GROUP BY 1, 2"""
INSERT = """INSERT INTO study_completion (enrolment_id, person_id, course_id, version_id, cycle, course_code,
    course_title, completed_at, department_name, post, category, evidence)
    VALUES (%s, %s, %s, %s, %s, 'B', 'B', %s, '', '', '', '{}')"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--courses", type=int, default=500)
    wanted = parser.parse_args()
    fill(wanted.people, wanted.courses)
    lines = [*questions(), *completion_cost()]
    print(f"\n{'work':<52}{'by hand':>10}{'ours':>10}{'allowed':>10}")
    for name, hand, ours, allowed in lines:
        said = "—" if allowed is None else f"{allowed:.3f}"
        above = "  ABOVE" if allowed is not None and ours > allowed else ""
        print(f"{name:<52}{hand:>10.3f}{ours:>10.3f}{said:>10}{above}")
    sys.exit(any(allowed is not None and ours > allowed for _, _, ours, allowed in lines))


def fill(people: int, courses: int) -> None:
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # pages are asked for as in production
    if not Assignment.objects.exists():
        call_command("seed_scale", people=people, courses=courses)
    if not Standing.objects.exists():
        once("the summary is made", rebuild)
    once("folded", fresh)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {Assignment.objects.count():,} tasks, {Standing.objects.count():,} standings, "
          f"{Tally.objects.count():,} tallies, {Standing.objects.filter(completed_on=None).count():,} open")
    once("differences from a recount", lambda: len(differences(TODAY)))


def once(name: str, work: Callable) -> None:
    began = time.perf_counter()
    print(f"{name}: {work()} ({time.perf_counter() - began:.1f} s)", flush=True)


def timed(work: Callable) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def hand(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def questions() -> list[tuple]:
    """(work, by hand, ours, allowed) in milliseconds."""
    cycle, day = clock.cycle_of(TODAY), connection.ops.adapt_datefield_value(TODAY)
    divisions = list(Department.objects.filter(depth=2))
    below = list(Department.objects.below(max(divisions, key=lambda unit: unit.numchild)))
    tree = below[0].path + "%"
    roll_up = timed(lambda: hand(BY_DIVISION, cycle))
    unit = timed(lambda: hand(BY_UNIT, cycle, tree))
    worst = timed(lambda: hand(WORST, cycle, tree, day))
    drawn = timed(lambda: (hand(DAYS, cycle, tree), hand(STEPS, cycle, tree), hand(LATE, cycle, tree, day)))
    began = time.perf_counter()
    past_day = connection.ops.adapt_datefield_value(TODAY.replace(day=1))
    hand(RECORDS, past_day, past_day, cycle, past_day, past_day)
    records = 1000 * (time.perf_counter() - began)
    began = time.perf_counter()
    completion_figures(divisions, TODAY.replace(day=1), cycle)
    past = 1000 * (time.perf_counter() - began)
    open_page = page_reader()
    root = divisions[0].get_parent()
    return [
        ("bureau roll-up, page", roll_up, timed(lambda: open_page("courses", root)), 2 * roll_up + 30),
        ("one division with its sections, page", unit, timed(lambda: open_page("courses", below[0])), 2 * unit + 15),
        ("overdue list of a division, page", worst, timed(lambda: open_page("overdue", below[0])), None),
        ("overview of a division, page", drawn, timed(lambda: open_page("unit", below[0])), None),
        ("bureau roll-up, divisions × courses", roll_up, timed(lambda: completion_figures(divisions, TODAY, cycle)),
         2 * roll_up + 30),
        ("one division with its sections × courses", unit, timed(lambda: completion_figures(below, TODAY, cycle)),
         2 * unit + 15),
        ("worst 100 overdue of a division", worst, timed(lambda: worst_overdue(below[:1], TODAY, cycle)),
         2 * worst + 10),
        ("trend, distribution and late people of a division", drawn, timed(lambda: draw(below, cycle)),
         2 * drawn + 15),
        ("bureau roll-up of a past day, from the records", records, past, 2 * records),
    ]


def page_reader() -> Callable[[str, Department], None]:
    """Asks for a page of a unit as HR does, through every middleware, and throws it away."""
    client = Client()
    client.force_login(RoleGrant.objects.filter(role="hr").earliest("pk").person,
                       backend="lms.people.backends.PasswordBackend")

    def ask(page: str, unit: Department) -> None:
        answer = client.get(reverse(f"reports:{page}", args=[unit.code]))
        assert answer.status_code == 200, answer.status_code

    return ask


def draw(units: list[Department], cycle: str) -> None:
    scope = Scope([unit.pk for unit in units], TODAY, (cycle,))
    with shelf_of(scope) as shelf:
        finished_by_day(shelf, scope)
        scores_by_step(shelf, scope)
        late_counts(shelf, scope)


def completion_cost() -> list[tuple]:
    """What one completion pays in its own transaction, and what folding it costs later."""
    open_ones = Enrolment.objects.filter(completion=None, version__isnull=False, cycle=clock.cycle_of(TODAY))
    at = connection.ops.adapt_datetimefield_value(clock.now())
    rows = [(*row, at) for row in open_ones.values_list(
        "pk", "person_id", "course_id", "version_id", "cycle")[:: max(open_ones.count() // COMPLETIONS, 1)]]
    bare, kept, folded = [], [], []
    for _ in range(3):
        bare.append(written(rows, without=True)[0])
        with_triggers, fold_time = written(rows)
        kept.append(with_triggers)
        folded.append(fold_time)
    plain = statistics.median(bare)
    return [
        ("a completion, in its transaction (ms)", plain, statistics.median(kept), plain + 0.2),
        (f"a completion, folded with {len(rows)} others (ms)", 0, statistics.median(folded), 0.2),
    ]


def written(rows: list[tuple], *, without: bool = False) -> tuple[float, float]:
    """Milliseconds a row: the inserts, and the fold."""
    with transaction.atomic():
        if without:
            for statement in triggers.removals(connection.vendor):
                hand_run(statement)
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute(INSERT, row)
        inserted = time.perf_counter()
        if not without:
            fold(TODAY)
        ended = time.perf_counter()
        transaction.set_rollback(True)
    return 1000 * (inserted - began) / len(rows), 1000 * (ended - inserted) / len(rows)


def hand_run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
