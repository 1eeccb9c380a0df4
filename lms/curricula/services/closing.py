"""Ending what is no longer owed, and owing it again. What happened, and why, is added to the assignment's story."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.curricula import wording
from lms.curricula.asks.lapsing import lapse
from lms.curricula.audience import Audience, audience
from lms.curricula.models import Assignment, AssignmentChange, Curriculum
from lms.curricula.selectors import unfinished
from lms.curricula.services.again import give_time
from lms.curricula.services.assigning import BATCH, PEOPLE_AT_A_TIME, Tell, untold
from lms.people.models import PersonState, Posting, User
from lms.study.models import Completion

Closed, Kind = Assignment.Closed, AssignmentChange.Kind
BY_RULE = (Closed.POST_CHANGE, Closed.NOT_NAMED, Closed.EXCEPTED)  # may be undone by the rules as well
RETIRED = "退休"  # how rosters and HR write the reason


@dataclass(frozen=True)
class Verdict:
    """What becomes of one assignment: closed from a day for a reason, or kept for another curriculum (`heir`)."""

    assignment_id: int
    person_id: int
    on: dt.date
    why: str
    reason: str = ""
    heir: Curriculum | None = None


@dataclass(frozen=True)
class _Seen:
    """What is known, on the day, of those whose tasks are judged."""

    on: dt.date
    excepted: frozenset[int]
    left: dict[int, PersonState]
    posts: dict[int, Posting]
    others: list[tuple[Curriculum, set[int], frozenset[int]]]


@transaction.atomic
def close_assignment(*, assignment: Assignment, on: dt.date, reason: str, by: User | None = None) -> bool:
    """No longer owed from `on`; `reason` is one of Assignment.Closed. False when it was closed before."""
    why = Closed(reason)
    closed = Assignment.objects.filter(pk=assignment.pk, closed_on__isnull=True).update(
        closed_on=on, closed_reason=why.value
    )
    if closed:
        assignment.refresh_from_db(fields=["closed_on", "closed_reason"])
        with translation.override(settings.LANGUAGE_CODE):
            AssignmentChange.objects.create(assignment=assignment, kind=Kind.CLOSED, on=on, why=str(why.label), by=by,
                                            curriculum_id=assignment.curriculum_id, at=clock.now())
            lapse(assignments=[assignment.pk], why=str(why.label), by=by, at=clock.now())
        record(action="curricula.close", actor=by, target=f"{assignment.person.staff_no} {assignment.course.code}",
               detail={"on": f"{on}", "reason": reason, "cycle": assignment.cycle})
    return bool(closed)


def release(
    *, curriculum: Curriculum, by: User | None, on: dt.date, tell: Tell = untold, named: Audience | None = None
) -> int:
    """Close what people no longer named have not finished, unless another curriculum asks the same of them, and the
    electives of those who have finished enough.

    How many were closed. Finished work stays, and so does the record of the rest. Some hundreds of people a
    transaction: begun again, it does the rest. `named`: the audience of the day, where it is known.
    """
    named = named or audience(curriculum, on)
    with translation.override(settings.LANGUAGE_CODE):
        verdicts = [*_no_longer_named(curriculum, named, on), *_enough(curriculum, named, on)]
        return _people_at_a_time(verdicts, tell, lambda some: _carry_out(curriculum, some, by))


def reopen(
    *, curriculum: Curriculum, by: User | None, on: dt.date, tell: Tell = untold, named: Audience | None = None
) -> int:
    """Named again after the rules had let him go: owed as before; told again only of a new due date. How many."""
    named = named or audience(curriculum, on)
    receiving = {member.person_id for member in named.members if not member.left_out}
    closed = Assignment.objects.filter(curriculum=curriculum, closed_reason__in=BY_RULE, closed_on__isnull=False)
    with translation.override(settings.LANGUAGE_CODE):
        back = [Verdict(pk, person_id, on, _("named by the rules again"))
                for pk, person_id in closed.order_by("person").values_list("pk", "person_id") if person_id in receiving]
        return _people_at_a_time(back, tell, lambda some: _take_back(curriculum, some, by))


def _people_at_a_time(
    verdicts: Sequence[Verdict], tell: Tell, act: Callable[[list[Verdict]], int]
) -> int:
    mine: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        mine[verdict.person_id].append(verdict)
    people = list(mine)
    done = 0
    for first in range(0, len(people), PEOPLE_AT_A_TIME):
        tell(first, len(people))
        done += act([one for person in people[first:first + PEOPLE_AT_A_TIME] for one in mine[person]])
    return done


@transaction.atomic
def _take_back(curriculum: Curriculum, verdicts: list[Verdict], by: User | None) -> int:
    keys = [verdict.assignment_id for verdict in verdicts]
    closed = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=keys, closed_on__isnull=False)
    tasks = list(closed.select_related("course").order_by("pk"))
    still = {task.pk for task in tasks}
    Assignment.objects.filter(pk__in=still).update(closed_on=None, closed_reason="")
    _tell_story([verdict for verdict in verdicts if verdict.assignment_id in still], Kind.REOPENED, curriculum, by)
    if still:
        give_time(tasks, on=verdicts[0].on, by=by, at=clock.now())
        record(action="curricula.reopen", actor=by, target=curriculum.code, detail={"assignments": len(still)})
    return len(still)


@transaction.atomic
def _carry_out(curriculum: Curriculum, verdicts: list[Verdict], by: User | None) -> int:
    """How many were closed. What was finished or closed in this very moment is left alone."""
    keys = [verdict.assignment_id for verdict in verdicts]
    live = unfinished(curriculum).filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    still = set(live.values_list("pk", flat=True))
    alike: dict[tuple, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.assignment_id in still:
            alike[verdict.heir, verdict.reason, verdict.on].append(verdict)
    return sum(_close_alike(curriculum, some, by) for some in alike.values())


def _close_alike(curriculum: Curriculum, some: list[Verdict], by: User | None) -> int:
    """`some` share heir, reason and day."""
    first = some[0]
    rows = Assignment.objects.filter(pk__in=[verdict.assignment_id for verdict in some])
    if first.heir:
        rows.update(curriculum=first.heir)
    else:
        rows.update(closed_on=first.on, closed_reason=first.reason)
        lapse(assignments=[verdict.assignment_id for verdict in some], by=by, at=clock.now(),
              why=str(Closed(first.reason).label))
    _tell_story(some, Kind.KEPT if first.heir else Kind.CLOSED, first.heir or curriculum, by)
    people = User.objects.filter(pk__in={verdict.person_id for verdict in some}).order_by("staff_no")
    record(action="curricula.keep" if first.heir else "curricula.close", actor=by, target=curriculum.code,
           detail={"on": f"{first.on}", "reason": first.reason, "tasks": len(some),
                   "people": list(people.values_list("staff_no", flat=True))})
    return 0 if first.heir else len(some)


def _tell_story(verdicts: list[Verdict], kind: str, curriculum: Curriculum, by: User | None) -> None:
    at = clock.now()
    AssignmentChange.objects.bulk_create(
        (AssignmentChange(assignment_id=one.assignment_id, kind=kind, on=one.on, why=one.why[:200], by=by,
                          curriculum=curriculum, at=at) for one in verdicts), batch_size=BATCH)


def _no_longer_named(curriculum: Curriculum, named: Audience, on: dt.date) -> list[Verdict]:
    rows = unfinished(curriculum).order_by()
    going = set(rows.values_list("person_id", flat=True).distinct()) - named.keeps
    if not going:
        return []
    ending = list(rows.filter(person__in=going).order_by("person__staff_no", "pk"))
    seen = _Seen(on, named.excepted, _leavers(ending), _posts(ending, on), _others(curriculum, on))
    return [_verdict(row, seen) for row in ending]


def _verdict(row: Assignment, seen: _Seen) -> Verdict:
    on, post = seen.on, seen.posts.get(row.person_id)
    if left := seen.left.get(row.person_id):
        reason = Closed.RETIRED if RETIRED in left.reason else Closed.LEFT
        return Verdict(row.pk, row.person_id, left.from_on, str(reason.label), reason.value)
    heir = next((other for other, courses, people in seen.others
                 if row.course_id in courses and row.person_id in people), None)
    if heir:
        return Verdict(row.pk, row.person_id, on, _("%(curriculum)s asks the same") % {"curriculum": heir}, heir=heir)
    reason = _why_not(row, seen.excepted, post)
    return Verdict(row.pk, row.person_id, on, wording.closed(str(reason.label), post), reason.value)


def _why_not(row: Assignment, excepted: frozenset[int], post: Posting | None) -> Assignment.Closed:
    if row.person_id in excepted:
        return Closed.EXCEPTED
    return Closed.NOT_NAMED if post and post.from_on <= row.issued_on else Closed.POST_CHANGE


def _enough(curriculum: Curriculum, named: Audience, on: dt.date) -> list[Verdict]:
    """Electives of those who have finished as many as are asked for (at most two queries)."""
    if not curriculum.electives:
        return []
    courses = {item.course_id for item in curriculum.items.all() if not item.required}
    finished: dict[int, int] = defaultdict(int)
    done = Completion.objects.filter(cycle=curriculum.cycle, course__in=courses).order_by()
    for person_id in done.values_list("person_id", flat=True):
        finished[person_id] += 1
    rows = unfinished(curriculum).filter(course__in=courses).order_by("person", "pk")
    why = Closed.ENOUGH
    return [Verdict(pk, person_id, on, str(why.label), why.value)
            for pk, person_id in rows.values_list("pk", "person_id")
            if person_id in named.keeps and finished[person_id] >= curriculum.electives]


def _leavers(rows: Iterable[Assignment]) -> dict[int, PersonState]:
    people = {row.person_id for row in rows}
    gone = PersonState.objects.filter(person__in=people, kind=PersonState.Kind.LEFT)
    return {state.person_id: state for state in gone}


def _posts(rows: Iterable[Assignment], on: dt.date) -> dict[int, Posting]:
    held = Posting.objects.main().on(on).filter(person__in={row.person_id for row in rows})
    return {post.person_id: post for post in held.select_related("department")}


def _others(curriculum: Curriculum, on: dt.date) -> list[tuple[Curriculum, set[int], frozenset[int]]]:
    """Curricula of the cycle in force and sent, drafts not, with a course of this one: each with its courses and the
    people it names.
    """
    given = Assignment.objects.order_by().values("curriculum_id")
    rest = Curriculum.objects.filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=on), cycle=curriculum.cycle, pk__in=given,
        items__course__in=curriculum.items.values("course"),
    ).exclude(pk=curriculum.pk).distinct()
    return [(row, {item.course_id for item in row.items.all()}, audience(row, on).keeps)
            for row in rest.prefetch_related("items")]
