"""`python -m tests.benchmarks.figures`: department figures at 10,000 people × 500 courses, beside hand-written SQL.

Fills a scratch database (the one of DATABASE_URL, or an SQLite file of its own) by seed_scale where it is empty, makes
the summary, and asks each question in turn with the plainest SQL over the same tables that answers it: milliseconds of
CPU, of this process and of PostgreSQL's. What a completion pays is the difference between two runs of the same inserts,
and the fold after them, all rolled back. Ends with 1 where something takes more than its goal allows: a page twice the
SQL and some milliseconds to draw it, a completion 0.2 ms, a past day three times the SQL, by the clock.
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
from tests.benchmarks.spent import cpu  # noqa: E402

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
RECORDS = """SELECT SUBSTR(d.path, 1, 8), a.course_id, COUNT(*), COUNT(c.id), COUNT(m.best), SUM(m.passed), SUM(m.best),
    SUM(CASE WHEN {done} <= a.due_on THEN 1 ELSE 0 END), SUM(CASE WHEN c.id IS NULL AND a.due_on < %s THEN 1 ELSE 0 END)
    FROM curricula_assignment a JOIN people_posting p ON p.person_id = a.person_id AND p.kind = 'main'
        AND p.from_on <= %s AND (p.to_on IS NULL OR p.to_on >= %s)
    JOIN people_department d ON d.id = p.department_id
    LEFT JOIN study_completion c ON c.person_id = a.person_id AND c.course_id = a.course_id AND c.cycle = a.cycle
        AND {done} <= %s
    LEFT JOIN (SELECT e.person_id, e.course_id, e.cycle, MAX(t.score) AS best, MAX(CASE WHEN t.passed THEN 1 ELSE 0 END)
        AS passed FROM assessment_attempt t JOIN study_enrolment e ON e.id = t.enrolment_id
        WHERE date(t.closed_at) <= %s GROUP BY 1, 2, 3
    ) m ON m.person_id = a.person_id AND m.course_id = a.course_id AND m.cycle = a.cycle
    WHERE a.cycle = %s AND a.issued_on <= %s AND (a.closed_on IS NULL OR a.closed_on > %s) AND NOT EXISTS (
        SELECT 1 FROM people_personstate s WHERE s.person_id = a.person_id AND s.from_on <= %s
        AND (s.to_on IS NULL OR s.to_on >= %s))
    GROUP BY 1, 2""".replace("{done}", "date(c.completed_at)")
PERIOD = """SELECT department_id, COUNT(*), COUNT(DISTINCT person_id), AVG(grade) FROM study_completion
    GROUP BY department_id"""
LEGEND = """
{vendor}, load {load:.1f}; milliseconds. "by hand": the plainest SQL over the same tables that answers the question, its
rows fetched, nothing drawn. "ours": a page with sign-in, filters, log and drawing, or what it asks of the selectors.
CPU of this process and PostgreSQL, means of {rounds} warm rounds asked in turn; beside them medians of the clock."""
INSERT = """INSERT INTO study_completion (enrolment_id, person_id, course_id, version_id, cycle, course_code,
    course_title, completed_at, department_name, post, category, evidence)
    VALUES (%s, %s, %s, %s, %s, 'B', 'B', %s, '', '', '', '{}')"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--courses", type=int, default=500)
    parser.add_argument("--no-recount", dest="recount", action="store_false")
    wanted = parser.parse_args()
    fill(wanted.people, wanted.courses)
    if wanted.recount:
        once("differences from a recount", lambda: len(differences(TODAY)))
    if connection.vendor == "postgresql":
        hand_run("SET max_parallel_workers_per_gather = 0")  # whose CPU would be nobody's
    show([*questions(), *completion_cost()])


def show(lines: list[tuple]) -> None:
    """Every line with what it stands beside, and why it may be so much."""
    print(LEGEND.format(vendor=connection.vendor, load=os.getloadavg()[0], rounds=ROUNDS))
    print(f"{'work':<60}{'by hand':>10}{'ours':>10}{'allowed':>10}  because")
    for name, hand, ours, allowed, why in lines:
        said = "" if allowed is None else f"{allowed:.2f}"
        above = "ABOVE, " if allowed is not None and ours > allowed else ""
        print(f"{name:<60}{hand:>10.2f}{ours:>10.2f}{said:>10}  {above}{why}")
    sys.exit(any(allowed is not None and ours > allowed for _, _, ours, allowed, _ in lines))


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


def once(name: str, work: Callable) -> None:
    began = time.perf_counter()
    print(f"{name}: {work()} ({time.perf_counter() - began:.1f} s)", flush=True)


def beside(by_hand: Callable, ours: Callable) -> tuple[tuple[float, float], tuple[float, float]]:
    """(CPU, clock) in milliseconds of each: asked in turn, so that whatever else the machine does meets both."""
    took: tuple[list, list] = ([], [])
    for warm in range(ROUNDS + 1):
        for times, work in zip(took, (by_hand, ours), strict=True):
            began, spent = time.perf_counter(), cpu()
            work()
            if warm:
                times.append((cpu() - spent, time.perf_counter() - began))
    return tuple((1000 * statistics.mean(spent for spent, _ in times),  # type: ignore[return-value]
                  1000 * statistics.median(clock for _, clock in times)) for times in took)


def once_timed(work: Callable) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def hand(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def questions() -> list[tuple]:
    """(work, by hand, ours, allowed) in milliseconds, and why so much is allowed."""
    cycle, day = clock.cycle_of(TODAY), connection.ops.adapt_datefield_value(TODAY)
    divisions = list(Department.objects.filter(depth=2))
    below = list(Department.objects.below(max(divisions, key=lambda unit: unit.numchild)))
    tree, root, ask = below[0].path + "%", divisions[0].get_parent(), page_reader()

    def roll_up() -> None:
        hand(BY_DIVISION, cycle)

    def unit() -> None:
        hand(BY_UNIT, cycle, tree)

    def worst() -> None:
        hand(WORST, cycle, tree, day)

    def drawn(under: str = tree) -> None:
        for text in (DAYS, STEPS):
            hand(text, cycle, under)
        hand(LATE, cycle, under, day)

    def row(name: str, by_hand: Callable, ours: Callable, more: int) -> tuple:
        """Allowed is twice the SQL, and `more` milliseconds."""
        (plain, waited), (took, passed) = beside(by_hand, ours)
        return name, plain, took, 2 * plain + more, f"2 × by hand + {more} ms; clock {waited:.0f}, ours {passed:.0f}"

    return [
        row("bureau by divisions × courses, page", roll_up, lambda: ask("courses", root), 30),
        row("division with its sections × courses, page", unit, lambda: ask("courses", below[0]), 15),
        row("overdue list of a division, page of 50", worst, lambda: ask("overdue", below[0]), 10),
        row("overview of a division, page", lambda: (drawn(), worst(), unit()), lambda: ask("unit", below[0]), 15),
        row("overview of the bureau, page", lambda: (drawn(root.path + "%"), roll_up()), lambda: ask("unit", root), 30),
        row("period report of a year of the bureau, page", lambda: hand(PERIOD), lambda: ask("period"), 30),
        row("bureau by divisions × courses", roll_up, lambda: completion_figures(divisions, TODAY, cycle), 30),
        row("division with its sections × courses", unit, lambda: completion_figures(below, TODAY, cycle), 15),
        row("worst 100 overdue of a division", worst, lambda: worst_overdue(below[:1], TODAY, cycle), 10),
        row("trend, scores and late people of a division", drawn, lambda: draw(below, cycle), 15),
        past_day(divisions, cycle),
    ]


def past_day(divisions: list[Department], cycle: str) -> tuple:
    """Asked once, as it is a job; it keeps everybody's standing for whatever else is read of the day."""
    day = connection.ops.adapt_datefield_value(TODAY.replace(day=1))
    plain = once_timed(lambda: hand(RECORDS, day, day, day, day, day, cycle, day, day, day, day))
    ours = once_timed(lambda: completion_figures(divisions, TODAY.replace(day=1), cycle))
    name, why = "bureau on a past day, from the records (a job)", "3 × by hand, by the clock: it keeps every standing"
    return name, plain, ours, 3 * plain, why


def page_reader() -> Callable[..., None]:
    """Asks for a page, mostly of a unit, as HR does, through every middleware, and throws it away."""
    client = Client()
    client.force_login(RoleGrant.objects.filter(role="hr").earliest("pk").person,
                       backend="lms.people.backends.PasswordBackend")

    def ask(page: str, *units: Department) -> None:
        answer = client.get(reverse(f"reports:{page}", args=[unit.code for unit in units]))
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
    plain, tracked, later = map(statistics.median, (bare, kept, folded))
    return [
        ("a completion's row with its triggers, beside the bare insert", plain, tracked, plain + 0.2, "0.2 ms more"),
        (f"a completion's share of the fold of {len(rows):,} of them", 0, later, 0.2, "0.2 ms"),
        ("a completion, both together beyond the bare insert", 0, tracked - plain + later, 0.2, "0.2 ms"),
    ]


def written(rows: list[tuple], *, without: bool = False) -> tuple[float, float]:
    """Milliseconds of CPU a row: the inserts, and the fold."""
    if connection.vendor == "postgresql":
        hand_run("VACUUM")  # what earlier rounds rolled back is not left for this one
    with transaction.atomic():
        if without:
            for statement in triggers.removals(connection.vendor):
                hand_run(statement)
        began = cpu()
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute(INSERT, row)
        inserted = cpu()
        if not without:
            fold(TODAY)
        ended = cpu()
        transaction.set_rollback(True)
    return 1000 * (inserted - began) / len(rows), 1000 * (ended - inserted) / len(rows)


def hand_run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
