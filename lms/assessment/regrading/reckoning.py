"""What a regrade changes for some tasks: read for a preview, and, with locks, for carrying it out. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lms.assessment.counting import Mark, Standing, standing_of
from lms.assessment.marking.opening import Earned, earned_by_people
from lms.assessment.models import Attempt, GradeEvent, Response
from lms.assessment.regrading import rules
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.study.models import Completion, Enrolment
from lms.study.selectors import finished_among


@dataclass(frozen=True)
class Change:
    """One attempt, from and to. `kept`: it passes although the new score is below the pass mark."""

    attempt: Attempt
    score: Decimal
    passed: bool
    kept: bool

    @property
    def differs(self) -> bool:
        now = (self.attempt.score, self.attempt.passed, bool(self.attempt.kept))
        return (self.score, self.passed, self.kept) != now


@dataclass(frozen=True)
class Reckoned:
    """One task: its concerned attempts, closed and not yet done; its grade before and after; what follows."""

    enrolment: Enrolment
    changes: tuple[Change, ...]
    live: tuple[Attempt, ...]
    before: Standing
    after: Standing
    effect: str
    hours: Decimal
    completed: bool

    @property
    def grade_only(self) -> bool:
        """Nothing rests on the grade: no completion, and none comes of it."""
        return not self.completed and self.effect in ("none", "grade", "unpassed")

    @property
    def differs(self) -> bool:
        return any(change.differs for change in self.changes)

    def line(self, regrade: Regrade, change: Change) -> RegradeLine:
        return RegradeLine(
            regrade=regrade, attempt=change.attempt, old_score=change.attempt.score, new_score=change.score,
            old_passed=change.attempt.passed, new_passed=change.passed, kept=change.kept,
            old_grade=self.before.grade, new_grade=self.after.grade, effect=self.effect, hours=self.hours,
        )


@dataclass(frozen=True)
class Rows:
    """What the database knows of some tasks, by task."""

    attempts: dict[int, list[Attempt]]
    answers: dict[int, dict[int, list[str]]]
    by_people: dict[int, Earned]
    entered: dict[int, list[Mark]]
    completed: set[int]
    finished: set[int]
    done: set[int]  # attempts this regrade has dealt with


def reckon(
    regrade: Regrade, rulings: Sequence[rules.Ruling], keys: Collection[int], *, lock: bool = False
) -> list[Reckoned]:
    """In a fixed number of queries. `rulings`: all that hold, this regrade's last.

    With `lock`, inside a transaction: the tasks first, then their attempts, as everywhere in the room.
    """
    enrolments = Enrolment.objects.filter(pk__in=keys).select_related("person", "course", "version").order_by("pk")
    found = list(enrolments.select_for_update(of=("self",)) if lock else enrolments)
    rows = _rows(regrade, found, lock)
    own = next(ruling for ruling in rulings if ruling.regrade == regrade.pk)
    reckoned = (_reckon(regrade, rulings, own, enrolment, rows) for enrolment in found)
    return [one for one in reckoned if one.changes or one.live]


def _rows(regrade: Regrade, enrolments: list[Enrolment], lock: bool) -> Rows:
    keys = [enrolment.pk for enrolment in enrolments]
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    answers: dict[int, dict[int, list[str]]] = defaultdict(dict)
    of_them = Attempt.objects.filter(enrolment__in=keys).order_by("pk")
    for attempt in of_them.select_for_update(of=("self",)) if lock else of_them:
        attempts[attempt.enrolment_id].append(attempt)
    given = Response.objects.filter(attempt__enrolment__in=keys).values_list("attempt_id", "item", "answer")
    for attempt_id, item, answer in given.iterator(chunk_size=5000):
        answers[attempt_id][item] = answer
    done = RegradeLine.objects.filter(regrade=regrade, attempt__enrolment__in=keys, done_at__isnull=False)
    return Rows(
        attempts, answers, earned_by_people([row.pk for mine in attempts.values() for row in mine]), _entered(keys),
        set(Completion.objects.filter(enrolment__in=keys).values_list("enrolment_id", flat=True)),
        finished_among(enrolments), set(done.values_list("attempt_id", flat=True)),
    )


def _entered(keys: list[int]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for event in GradeEvent.objects.filter(enrolment__in=keys, attempt=None):
        rule = event.counting or "best"
        found[event.enrolment_id].append(Mark(event.score, event.passed, event.at, rule, event.pass_mark))
    return found


def _reckon(
    regrade: Regrade, rulings: Sequence[rules.Ruling], own: rules.Ruling, enrolment: Enrolment, rows: Rows
) -> Reckoned:
    enrolment_attempts = rows.attempts[enrolment.pk]
    mine = [one for one in enrolment_attempts if one.pk not in rows.done and rules.is_concerned(one.paper, own)]
    changes = {one.pk: _change(regrade, rulings, one, rows) for one in mine if one.closed_at}
    closed, entered = [one for one in enrolment_attempts if one.closed_at], rows.entered[enrolment.pk]
    before = Standing(enrolment.grade, enrolment.passed_at)
    after = _after(closed, entered, changes) if changes else before
    if changes and regrade.keep_passes and before.passed_at and not after.passed_at:
        newest = max(changes)
        changes[newest] = replace(changes[newest], passed=True, kept=True)
        after = _after(closed, entered, changes)
    effect = rules.effect_of(
        before, after, completed=enrolment.pk in rows.completed, finished=enrolment.pk in rows.finished
    )
    hours = enrolment.version.hours if enrolment.version else Decimal(0)
    return Reckoned(
        enrolment, tuple(changes.values()), tuple(one for one in mine if not one.closed_at), before, after, effect,
        rules.hours_of(effect, hours), enrolment.pk in rows.completed,
    )


def _change(
    regrade: Regrade, rulings: Sequence[rules.Ruling], attempt: Attempt, rows: Rows
) -> Change:
    marked = rules.marked(attempt.paper, rows.answers[attempt.pk], rulings, rows.by_people[attempt.pk])
    passed, kept = rules.passes(attempt.passed, marked.passed, keep=regrade.keep_passes)
    return Change(attempt, marked.score, passed, kept)


def _after(closed: list[Attempt], entered: list[Mark], changes: dict[int, Change]) -> Standing:
    return standing_of([*(_mark(one, changes.get(one.pk)) for one in closed), *entered])


def _mark(attempt: Attempt, change: Change | None) -> Mark:
    """As it stands, or as it will."""
    now, paper = change or attempt, attempt.paper
    return Mark(
        now.score, bool(now.passed), attempt.closed_at, paper.get("counting", "best"),  # type: ignore[arg-type]
        paper.get("pass_mark"), paper.get("chance", ""), bool(now.kept),
    )
