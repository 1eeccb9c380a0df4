"""What the pages of marking show; read in a fixed number of queries. No name and no number of whoever was examined."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from courses.models import Course
from lms.assessment import rules as papers
from lms.assessment.marking import rules
from lms.assessment.marking.access import in_reach_of, markable_by, unmarkable
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask, Review
from lms.assessment.models import Attempt
from lms.assessment.showing import ReviewRow, review_row, show_materials
from lms.common import clock
from lms.people.models import User

GROUP = ("attempt__enrolment__course__code", "attempt__enrolment__course__title", "attempt__enrolment__cycle",
         "question")


@dataclass(frozen=True)
class QuestionRow:
    """All answers to one question: `mine` are marked by the viewer, `left` wait for him, of `total` `done` are
    marked for good."""

    code: str
    title: str
    cycle: str
    question: str
    stem: str
    total: int
    done: int
    mine: int = 0
    left: int = 0
    disputed: int = 0

    @property
    def all_mine(self) -> int:
        return self.mine + self.left


@dataclass(frozen=True)
class ExamRow:
    """Answers of one exam that wait, for HR; `since` when the first of them was handed in."""

    code: str
    title: str
    cycle: str
    waiting: int
    attempts: int
    since: dt.datetime
    markers: int


@dataclass(frozen=True)
class TaskPage:
    """An answer without a name. `who` is the person of a checklist only, whom the marker has watched."""

    task: MarkingTask
    row: ReviewRow
    who: str
    mine: int
    left: int
    last: ItemMark | None

    @property
    def number(self) -> int:
        return self.mine + 1

    @property
    def all_mine(self) -> int:
        return self.mine + self.left

    @property
    def quick(self) -> list[Decimal]:
        """Whole points as buttons, where there are few enough; halves as well where there are very few."""
        most = self.task.points
        return rules.steps(most) if most <= 5 else [Decimal(n) for n in range(most + 1)] if most <= 20 else []


@dataclass(frozen=True)
class MarkerRow:
    marker: Marker
    marked: int


@dataclass(frozen=True)
class MarkingPage:
    course: Course
    cycle: str
    questions: tuple[QuestionRow, ...]
    markers: tuple[MarkerRow, ...]
    attempts: int
    reviews: int
    stuck: int

    @property
    def disputed(self) -> int:
        return sum(row.disputed for row in self.questions)

    @property
    def waiting(self) -> int:
        return sum(row.total - row.done for row in self.questions)

    @property
    def has_arbiter(self) -> bool:
        return any(row.marker.arbiter for row in self.markers)

    @property
    def wants_arbiter(self) -> bool:
        return bool(self.disputed) and not self.has_arbiter


def queue(viewer: User, at: dt.datetime) -> list[QuestionRow]:
    """By exam and question, what waits for the viewer and what he has done (four queries)."""
    day = clock.day_of(at)
    his = ItemMark.objects.filter(marker=viewer, undone_at__isnull=True, task=OuterRef("pk"))
    counted = _grouped(in_reach_of(viewer, day), mine=Count("pk", filter=Exists(his)))
    waiting = markable_by(viewer, day).order_by().values_list(*GROUP).annotate(n=Count("pk"))
    left = {tuple(key): number for *key, number in waiting}
    return [row for row in _rows(counted, left) if row.left or row.mine]


def _grouped(tasks: Any, **more: Any) -> list[dict]:
    return list(tasks.order_by(*GROUP).values(*GROUP).annotate(
        total=Count("pk"), done=Count("pk", filter=Q(state=rules.SETTLED)),
        disputed=Count("pk", filter=Q(state=rules.DISPUTED)), sample=Min("pk"), **more))


def _rows(counted: list[dict], left: dict[tuple, int]) -> list[QuestionRow]:
    stems = _stems(row["sample"] for row in counted)
    return [
        QuestionRow(row[GROUP[0]], row[GROUP[1]], row[GROUP[2]], row["question"], stems.get(row["sample"], ""),
                    row["total"], row["done"], row.get("mine", 0),
                    left.get(tuple(row[name] for name in GROUP), 0), row["disputed"])
        for row in counted
    ]


def _stems(samples: Iterable[int]) -> dict[int, str]:
    """By task, the words of its question, out of one paper each."""
    rows = MarkingTask.objects.filter(pk__in=list(samples)).values_list("pk", "item", "attempt__paper")
    return {pk: (papers.item_of(paper, number) or {}).get("stem", "") for pk, number, paper in rows}


def task_page(task: MarkingTask, viewer: User, at: dt.datetime) -> TaskPage:
    """What is asked, what was answered, what it is marked by."""
    attempt = task.attempt
    item = papers.item_of(attempt.paper, task.item) or {}
    given = attempt.responses.filter(item=task.item).values_list("answer", flat=True).first()
    row = review_row(item, given or [])
    show_materials([row])
    marked = ItemMark.objects.filter(marker=viewer, undone_at__isnull=True, task__question=task.question,
                                     task__in=in_reach_of(viewer, clock.day_of(at)))
    left = markable_by(viewer, clock.day_of(at)).filter(question=task.question)
    who = str(attempt.enrolment.person) if item["kind"] == "checklist" else ""
    return TaskPage(task, row, who, marked.count(), left.count(), last_mark(viewer))


def last_mark(viewer: User) -> ItemMark | None:
    """His newest, where it may still be taken back."""
    mark = ItemMark.objects.filter(marker=viewer, undone_at__isnull=True).select_related("task__attempt").order_by(
        "-at", "-pk").first()
    if mark is None or mark.task.state == rules.WITHDRAWN:
        return None
    later = ItemMark.objects.filter(task=mark.task, undone_at__isnull=True, number__gt=mark.number).exists()
    open_review = Review.objects.filter(attempt=mark.task.attempt, round=mark.task.round, finished_at__isnull=True)
    return None if later or not (mark.task.attempt.awaits_marking or open_review.exists()) else mark


def exams() -> list[ExamRow]:
    """Exams with answers that wait, the longest first (two queries)."""
    keys = GROUP[:3]
    rows: Any = MarkingTask.objects.waiting().order_by().values_list(*keys).annotate(
        n=Count("pk"), attempts=Count("attempt", distinct=True), since=Min("opened_at"))
    marked = Marker.objects.on(clock.today()).order_by().values_list("course__code", "cycle").annotate(
        n=Count("person", distinct=True))
    markers = {(code, cycle): number for code, cycle, number in marked}
    found = [ExamRow(code, title, cycle, number, attempts, since, markers.get((code, cycle), 0))
             for code, title, cycle, number, attempts, since in rows]
    return sorted(found, key=lambda row: row.since)


def marking_page(course: Course, cycle: str) -> MarkingPage:
    """One exam for HR: how far each question and each marker is."""
    here = MarkingTask.objects.exclude(state=rules.WITHDRAWN).filter(
        attempt__enrolment__course=course, attempt__enrolment__cycle=cycle)
    marked = ItemMark.objects.filter(task__in=here, undone_at__isnull=True).order_by().values_list("marker").annotate(
        n=Count("pk"))
    counts: dict[int, int] = dict(marked)
    markers = Marker.objects.filter(course=course, cycle=cycle, removed_at__isnull=True).select_related(
        "person", "department")
    waiting = Attempt.objects.unmarked().filter(
        enrolment__course=course, enrolment__cycle=cycle, handed_in_at__isnull=False)
    reviews = Review.objects.filter(
        finished_at__isnull=True, attempt__enrolment__course=course, attempt__enrolment__cycle=cycle)
    return MarkingPage(
        course, cycle, tuple(_rows(_grouped(here), {})),
        tuple(MarkerRow(row, counts.get(row.person_id, 0)) for row in markers), waiting.count(), reviews.count(),
        unmarkable(clock.today()).filter(pk__in=here.values("pk")).count(),
    )


@dataclass(frozen=True)
class MarkNote:
    """To the learner: what people gave for an answer, and said of it."""

    item: int
    earned: Decimal
    points: int
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """Of an attempt that waits: how many answers people mark, and how many they have marked."""

    total: int
    done: int
    by_rule: int


def notes_of(attempt: Attempt) -> tuple[MarkNote, ...]:
    """Of a closed attempt, by item, the newest round's (two queries); empty where nobody had to mark."""
    tasks = {task.item: task for task in attempt.marking_tasks.settled().order_by("round")}
    said: dict[int, list[str]] = {}
    for task, comment in ItemMark.objects.filter(
        task__in=[row.pk for row in tasks.values()], undone_at__isnull=True
    ).exclude(comment="").order_by("number").values_list("task_id", "comment") if tasks else ():
        said.setdefault(task, []).append(comment)
    return tuple(MarkNote(item, task.earned or Decimal(0), task.points, tuple(said.get(task.pk, ())))
                 for item, task in sorted(tasks.items()))


def progress_of(attempt: Attempt) -> Progress:
    tasks = list(attempt.marking_tasks.exclude(state=rules.WITHDRAWN).values_list("state", flat=True))
    return Progress(len(tasks), tasks.count(rules.SETTLED), len(attempt.paper["items"]) - len(tasks))
