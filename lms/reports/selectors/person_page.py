"""Everything one person owes, has finished and has scored in a cycle."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from courses.models import Course, CourseVersion, VersionLesson
from lms.curricula.models import Assignment
from lms.curricula.rules import effective_due
from lms.people.models import PersonState, Posting, User
from lms.people.selectors import posting_of
from lms.reports.rules import Fact, days_late, on_time, state
from lms.reports.selectors.facts import Cycles, Done, Mark, completions, end_of, marks_that_count, rounds_of
from lms.reports.selectors.matrix import Cell
from lms.reports.selectors.names import last_reminders
from lms.study.models import Enrolment, LessonProgress
from lms.transcript.selectors import CounterTotal, hours_of

YEAR = re.compile(r"2\d{3}", re.ASCII)


@dataclass(frozen=True)
class Lesson:
    code: str
    title: str
    rule: str
    passed: bool


@dataclass(frozen=True)
class PersonTask:
    """One course of the person's cycle; `assignment` is None for a course he took up himself."""

    course: Course
    assignment: Assignment | None
    fact: Fact
    cell: Cell
    closed: str
    days_late: int
    on_time: bool
    reminded_on: dt.date | None
    lessons: tuple[Lesson, ...]
    mark_wanted: bool  # its assessment is marked by a person, and it has not been passed

    @property
    def states(self) -> list[str]:
        return ["done" if lesson.passed else "todo" for lesson in self.lessons]

    @property
    def lessons_done(self) -> int:
        return sum(lesson.passed for lesson in self.lessons)

    @property
    def attendance_wanted(self) -> list[Lesson]:
        """Classroom lessons nobody has recorded him at yet."""
        return [lesson for lesson in self.lessons if lesson.rule == VersionLesson.Rule.ATTEND and not lesson.passed]

    @property
    def open(self) -> bool:
        unfinished = self.cell.state in ("not_started", "in_progress", "overdue")
        return bool(self.assignment) and not self.closed and unfinished


@dataclass(frozen=True)
class PersonPage:
    person: User
    posting: Posting | None
    on: dt.date
    cycle: str
    paused: bool
    tasks: tuple[PersonTask, ...]
    hours: tuple[CounterTotal, ...]

    @property
    def owed(self) -> int:
        return sum(bool(task.assignment) and not task.closed for task in self.tasks)

    @property
    def completed(self) -> int:
        return sum(task.fact.completed_on is not None for task in self.tasks)

    @property
    def results_wanted(self) -> bool:
        """Something here is entered by hand."""
        return any(task.attendance_wanted or task.mark_wanted for task in self.tasks if not task.closed)

    @property
    def may_be_reminded(self) -> bool:
        return not self.paused and any(task.open for task in self.tasks)


Task = tuple[int, str]  # course, cycle by its exact name


@dataclass(frozen=True)
class _Records:
    """One person's rows of a cycle with its rounds, by course and round."""

    on: dt.date
    paused: bool
    pauses: list[tuple[dt.date, dt.date | None]]
    done: dict[Done, dt.date]
    marks: dict[Done, Mark]
    enrolments: dict[Task, Enrolment]
    passed: dict[Task, set[str]]
    versions: dict[Task, CourseVersion]
    lessons: dict[int, list[VersionLesson]] = field(default_factory=dict)
    reminders: dict[tuple[int, str], dt.date] = field(default_factory=dict)


def person_page(person: User, on: dt.date, cycle: str) -> PersonPage:
    """By due date, then what he took up himself; a fixed number of queries."""
    cycles = rounds_of(cycle)
    given = Assignment.objects.filter(person=person, cycle__in=cycles, issued_on__lte=on).select_related("course")
    assigned = {(row.course_id, row.cycle): row for row in given}
    records = _records(person, on, cycles, assigned)
    courses = {key: row.course for key, row in (records.enrolments | assigned).items()}
    tasks = [_task(person, course, assigned.get(key), records, key) for key, course in courses.items()]
    tasks.sort(key=lambda task: (task.assignment is None, task.fact.due, task.course.code))
    year = int(cycle) if YEAR.fullmatch(cycle) else on.year
    return PersonPage(person, posting_of(person, on), on, cycle, records.paused, tuple(tasks), hours_of(person, year))


def _records(person: User, on: dt.date, cycles: Cycles, tasks: Iterable[Task]) -> _Records:
    where = Q(enrolment__person=person)
    rows = Enrolment.objects.filter(person=person, cycle__in=cycles).select_related("course", "version")
    enrolments = {(row.course_id, row.cycle): row for row in rows}
    states = PersonState.objects.filter(person=person, kind=PersonState.Kind.PAUSED, from_on__lte=on)
    pauses = list(states.values_list("from_on", "to_on"))
    versions = _versions(enrolments, {*tasks, *enrolments})
    return _Records(
        on, any(last is None or last >= on for _, last in pauses), pauses,
        completions(Q(person=person), on, cycles), marks_that_count(where, on, cycles), enrolments,
        _passed(person, on, cycles), versions, _lessons(versions.values()), last_reminders([person.pk]),
    )


def _passed(person: User, on: dt.date, cycles: Cycles) -> dict[Task, set[str]]:
    rows = LessonProgress.objects.filter(
        enrolment__person=person, enrolment__cycle__in=cycles, passed_at__lt=end_of(on)
    ).values_list("enrolment__course_id", "enrolment__cycle", "lesson_code")
    found = defaultdict(set)
    for course, cycle, code in rows:
        found[course, cycle].add(code)
    return found


def _versions(enrolments: dict[Task, Enrolment], tasks: set[Task]) -> dict[Task, CourseVersion]:
    """The version the person is on; the newest for a course he has not begun."""
    courses = {course for course, _ in tasks}
    newest = {row.course_id: row for row in CourseVersion.objects.filter(course__in=courses).order_by("number")}
    return {
        key: getattr(enrolments.get(key), "version", None) or newest[key[0]] for key in tasks if key[0] in newest
    }


def _lessons(versions: Iterable[CourseVersion]) -> dict[int, list[VersionLesson]]:
    found = defaultdict(list)
    rows = VersionLesson.objects.filter(version__in=[row.pk for row in versions]).defer("body").order_by("number")
    for lesson in rows:
        found[lesson.version_id].append(lesson)
    return found


def _task(person: User, course: Course, row: Assignment | None, records: _Records, task: Task) -> PersonTask:
    on, key = records.on, (person.pk, *task)
    mark, enrolment = records.marks.get(key), records.enrolments.get(task)
    due = effective_due(row.due_on, row.counts_from, records.pauses, on) if row else dt.date.max
    fact = Fact(
        person.pk, "", course.pk, due, records.done.get(key), mark is not None, bool(mark and mark.passed),
        mark.best if mark else None, paused=records.paused,
    )
    begun = bool(enrolment and enrolment.started_at and enrolment.started_at < end_of(on))
    return PersonTask(
        course, row, fact, Cell(_state(fact, on, begun), due if row else None),
        _closed(row, on), days_late(fact, on), on_time(fact),
        records.reminders.get((person.pk, course.code)), _passed_lessons(task, records),
        _mark_wanted(records.versions.get(task), mark),
    )


def _closed(row: Assignment | None, on: dt.date) -> str:
    """Why it is no longer owed, in a word; empty while it is."""
    return row.get_closed_reason_display() if row and row.closed_on and row.closed_on <= on else ""


def _state(fact: Fact, on: dt.date, begun: bool) -> str:
    """His own page shows what he finished also while he is paused."""
    return "done" if fact.completed_on else state(fact, on, begun)


def _passed_lessons(task: Task, records: _Records) -> tuple[Lesson, ...]:
    version, passed = records.versions.get(task), records.passed.get(task, set())
    lessons = records.lessons.get(version.pk, []) if version else []
    return tuple(Lesson(lesson.code, lesson.title, lesson.rule, lesson.code in passed) for lesson in lessons)


def _mark_wanted(version: CourseVersion | None, mark: Mark | None) -> bool:
    recipe = (version and version.assessment) or {}
    return recipe.get("kind") == "marked" and not (mark and mark.passed)

