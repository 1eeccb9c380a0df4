"""What would be assigned to whom and why; what a person owes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, QuerySet

from lms.common import clock
from lms.curricula import rules, wording
from lms.curricula.audience import Audience, Member, audience
from lms.curricula.models import Assignment, Curriculum
from lms.people.models import User
from lms.people.selectors import pauses_of
from lms.study.models import Completion, Enrolment


@dataclass(frozen=True)
class CourseLine:
    course_id: int
    code: str
    title: str
    required: bool = True


@dataclass(frozen=True)
class Owed:
    """A course the person has been given in this cycle already, and by which curriculum."""

    course: CourseLine
    because: str


@dataclass(frozen=True)
class PersonRow:
    """One line of the preview. `left_out` is a sentence, empty for who can be given tasks."""

    person_id: int
    staff_no: str
    name: str
    unit_code: str
    unit_name: str
    post: str
    why: str
    due_on: dt.date
    due_mark: str
    new: tuple[CourseLine, ...]
    owed: tuple[Owed, ...]
    left_out: str

    @property
    def outcome(self) -> str:
        """"new", "owed" (nothing new) or "left_out"."""
        return "left_out" if self.left_out else "new" if self.new else "owed"

    @property
    def reason(self) -> str:
        """Why, with the mark of an unusual due date: what the assignment keeps."""
        return f"{self.why}（{self.due_mark}）" if self.due_mark else self.why


@dataclass(frozen=True)
class UnitRows:
    code: str
    name: str
    people: tuple[PersonRow, ...]


@dataclass(frozen=True)
class Leaving:
    """Somebody the rules no longer name, with how many unfinished tasks of this curriculum."""

    person_id: int
    staff_no: str
    name: str
    tasks: int


@dataclass(frozen=True)
class Preview:
    """What `assign` would write now (exactly this), and whom `release` would release."""

    curriculum: Curriculum
    on: dt.date
    courses: tuple[CourseLine, ...]
    units: tuple[UnitRows, ...]
    leaving: tuple[Leaving, ...]

    @property
    def rows(self) -> tuple[PersonRow, ...]:
        return tuple(row for unit in self.units for row in unit.people)

    def of(self, outcome: str) -> tuple[PersonRow, ...]:
        return tuple(row for row in self.rows if row.outcome == outcome)

    @property
    def tasks(self) -> int:
        """How many assignments are new."""
        return sum(len(row.new) for row in self.of("new"))


def preview(curriculum: Curriculum, on: dt.date) -> Preview:
    """Who gets what and why on the day: seven queries (nine with tags and months), whatever the size of the bureau."""
    courses = tuple(
        CourseLine(item.course_id, item.course.code, item.course.title, item.required)
        for item in curriculum.items.select_related("course")
    )
    owed = _owed(curriculum, courses)
    named = audience(curriculum, on)
    rows = [_row(curriculum, member, courses, owed.get(member.person_id, {}), on) for member in named.members]
    grouped = groupby(rows, key=lambda row: (row.unit_code, row.unit_name))
    units = tuple(UnitRows(code, name, tuple(people)) for (code, name), people in grouped)
    return Preview(curriculum, on, courses, units, _leaving(curriculum, named))


def _owed(curriculum: Curriculum, courses: Iterable[CourseLine]) -> dict[int, dict[int, str]]:
    """Person → course → code and title of the curriculum that gave it this cycle."""
    given = Assignment.objects.filter(cycle=curriculum.cycle, course__in=[line.course_id for line in courses])
    owed: dict[int, dict[int, str]] = defaultdict(dict)
    fields = ("person_id", "course_id", "curriculum__code", "curriculum__title")
    for person_id, course_id, code, title in given.order_by().values_list(*fields):
        owed[person_id][course_id] = f"{code} {title}"
    return owed


def unfinished(curriculum: Curriculum) -> QuerySet[Assignment]:
    """Its open assignments whose course has not been completed in the cycle."""
    done = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef("cycle"))
    return Assignment.objects.filter(~Exists(done), curriculum=curriculum, closed_on__isnull=True)


def _leaving(curriculum: Curriculum, named: Audience) -> tuple[Leaving, ...]:
    fields = ("person_id", "person__staff_no", "person__full_name")
    owing = unfinished(curriculum).order_by("person__staff_no").values_list(*fields).annotate(Count("pk"))
    return tuple(Leaving(*row) for row in owing if row[0] not in named.keeps)


def _row(
    curriculum: Curriculum, member: Member, courses: tuple[CourseLine, ...], owed: dict[int, str], on: dt.date
) -> PersonRow:
    term = rules.Term(curriculum.issued_on, curriculum.due_on, curriculum.due_days)
    due = rules.due_for(
        term, joined_on=member.joined_on, appointed_on=member.appointed_on, pauses=member.pauses, on=on
    )
    return PersonRow(
        person_id=member.person_id, staff_no=member.staff_no, name=member.name, unit_code=member.unit_code,
        unit_name=member.unit_name, post=member.post, why=member.why, due_on=due.on, due_mark=wording.mark(due),
        new=() if member.left_out else tuple(line for line in courses if line.course_id not in owed),
        owed=tuple(Owed(line, owed[line.course_id]) for line in courses if line.course_id in owed),
        left_out=wording.left_out(member.left_out, member.because),
    )


@dataclass(frozen=True)
class Task:
    """What a person owes, as his desk shows it. `due_on` has moved with his pauses; `days_left` < 0 is overdue."""

    assignment_id: int
    course_id: int
    course_code: str
    course_title: str
    cycle: str
    required: bool
    reason: str
    basis: str
    curriculum: str
    issued_on: dt.date
    due_on: dt.date
    days_left: int
    state: str
    enrolment_id: int | None
    started_at: dt.datetime | None
    completed_at: dt.datetime | None
    grade: Decimal | None
    acknowledged_at: dt.datetime | None = None


def tasks_of(person: User, on: dt.date) -> tuple[Task, ...]:
    """Owed on the day, by due date, done ones last; done ones of past cycles are left to the transcript (3 queries)."""
    given = Assignment.objects.owed_on(on).filter(person=person).select_related("course", "curriculum")
    enrolments = {
        (row.course_id, row.cycle): row
        for row in Enrolment.objects.filter(person=person).select_related("completion")
    }
    pauses = pauses_of(person)
    tasks = [_task(row, enrolments.get((row.course_id, row.cycle)), pauses, on) for row in given]
    current = [task for task in tasks if task.state != rules.DONE or task.cycle >= clock.cycle_of(on)]
    return tuple(sorted(current, key=lambda task: (task.state == rules.DONE, task.due_on, task.course_code)))


def _task(row: Assignment, enrolment: Enrolment | None, pauses: tuple[rules.Span, ...], on: dt.date) -> Task:
    due_on = rules.effective_due(row.due_on, row.counts_from, pauses, on)
    completion = getattr(enrolment, "completion", None)
    started_at = enrolment.started_at if enrolment else None
    state = rules.task_state(
        done=completion is not None, started=started_at is not None, due_on=due_on, on=on,
        paused=any(first <= on and (last is None or last >= on) for first, last in pauses),
    )
    return Task(
        row.pk, row.course_id, row.course.code, row.course.title, row.cycle, row.required, row.reason, row.basis,
        row.curriculum.title, row.issued_on, due_on, (due_on - on).days, state, enrolment.pk if enrolment else None,
        started_at, completion.completed_at if completion else None, enrolment.grade if enrolment else None,
        row.acknowledged_at,
    )


@dataclass(frozen=True)
class CurriculumRow:
    """A curriculum in HR's list: `people` who owe something of it, planned percent on the day."""

    curriculum: Curriculum
    people: int
    courses: int
    planned: Decimal


def planned_of(curriculum: Curriculum, on: dt.date) -> Decimal:
    """时序进度 of a curriculum on the day (no query when its milestones are prefetched)."""
    milestones = [(milestone.on, milestone.percent) for milestone in curriculum.milestones.all()]
    return rules.planned_percent(on, curriculum.issued_on, curriculum.due_on, milestones)


def curriculum_rows(on: dt.date) -> tuple[CurriculumRow, ...]:
    """Every curriculum with its size and plan (four queries)."""
    given = Assignment.objects.owed_on(on).order_by().values_list("curriculum_id")
    people = dict(given.annotate(Count("person", distinct=True)))
    curricula = Curriculum.objects.prefetch_related("milestones", "items")
    return tuple(
        CurriculumRow(row, people.get(row.pk, 0), len(row.items.all()), planned_of(row, on)) for row in curricula
    )
