"""What a regrade changes for some tasks: read for a preview, and, with locks, for carrying it out. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lms.assessment.marking.opening import Earned, earned_by_people, with_points
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
        return (self.score, self.passed) != (self.attempt.score, self.attempt.passed)


@dataclass(frozen=True)
class Reckoned:
    """One task: its concerned attempts, closed and not yet done; its grade before and after; what follows."""

    enrolment: Enrolment
    changes: tuple[Change, ...]
    live: tuple[Attempt, ...]
    before: rules.Standing
    after: rules.Standing
    effect: str
    hours: Decimal

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
    earned: dict[int, Earned]  # by attempt, what people gave
    entered: dict[int, list[rules.Mark]]
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
    entered: dict[int, list[rules.Mark]] = defaultdict(list)
    of_them = Attempt.objects.filter(enrolment__in=keys).order_by("pk")
    for attempt in of_them.select_for_update(of=("self",)) if lock else of_them:
        attempts[attempt.enrolment_id].append(attempt)
    given = Response.objects.filter(attempt__enrolment__in=keys).values_list("attempt_id", "item", "answer")
    for attempt_id, item, answer in given.iterator(chunk_size=5000):
        answers[attempt_id][item] = answer
    for event in GradeEvent.objects.filter(enrolment__in=keys, attempt=None):
        entered[event.enrolment_id].append(rules.Mark(event.score, event.passed, event.at))
    done = RegradeLine.objects.filter(regrade=regrade, attempt__enrolment__in=keys, done_at__isnull=False)
    return Rows(
        attempts, answers, earned_by_people([row.pk for rows in attempts.values() for row in rows]), entered,
        set(Completion.objects.filter(enrolment__in=keys).values_list("enrolment_id", flat=True)),
        finished_among(enrolments), set(done.values_list("attempt_id", flat=True)),
    )


def _reckon(
    regrade: Regrade, rulings: Sequence[rules.Ruling], own: rules.Ruling, enrolment: Enrolment, rows: Rows
) -> Reckoned:
    enrolment_attempts = rows.attempts[enrolment.pk]
    mine = [one for one in enrolment_attempts if one.pk not in rows.done and rules.is_concerned(one.paper, own)]
    changes = {one.pk: _change(regrade, rulings, one, rows) for one in mine if one.closed_at}
    marks = [_mark(one, changes.get(one.pk)) for one in enrolment_attempts if one.closed_at]
    before = rules.Standing(enrolment.grade, enrolment.passed_at)
    after = rules.standing([*marks, *rows.entered[enrolment.pk]]) if changes else before
    effect = rules.effect_of(
        before, after, completed=enrolment.pk in rows.completed, finished=enrolment.pk in rows.finished
    )
    hours = enrolment.version.hours if enrolment.version else Decimal(0)
    return Reckoned(
        enrolment, tuple(changes.values()), tuple(one for one in mine if not one.closed_at), before, after, effect,
        rules.hours_of(effect, hours),
    )


def _change(
    regrade: Regrade, rulings: Sequence[rules.Ruling], attempt: Attempt, rows: Rows
) -> Change:
    paper = with_points(attempt.paper, rows.earned.get(attempt.pk, {}))
    marked = rules.marked(paper, rows.answers[attempt.pk], rulings)
    passed, kept = rules.passes(attempt.passed, marked.passed, keep=regrade.keep_passes)
    return Change(attempt, marked.score, passed, kept)


def _mark(attempt: Attempt, change: Change | None) -> rules.Mark:
    """As it stands, or as it will."""
    now = change or attempt
    return rules.Mark(now.score, bool(now.passed), attempt.closed_at)  # type: ignore[arg-type]
