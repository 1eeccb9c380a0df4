"""A regrade until it is carried out: opened, previewed, proposed, confirmed or refused by a second person."""

import datetime as dt
from collections.abc import Callable, Collection

from django.db import IntegrityError, transaction

from courses.models import Question
from lms.assessment.kinds import BY_A_PERSON
from lms.assessment.regrading import rules
from lms.assessment.regrading.counting import counted
from lms.assessment.regrading.finding import tasks_in_turn
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.assessment.regrading.reckoning import reckon
from lms.assessment.regrading.refusals import RegradeRefused, refused
from lms.assessment.regrading.rulings import ruling_of, rulings_with, versions_of
from lms.assessment.regrading.telling import tell_second_people
from lms.audit import services as audit
from lms.people.access import has_role, may, may_confirm
from lms.people.models import User

State = Regrade.State
Tell = Callable[[int], None]
__all__ = ["RegradeRefused", "confirm", "open_regrade", "preview", "propose", "refuse", "withdraw"]
ROWS = 2000  # lines written by one statement


@transaction.atomic
def open_regrade(
    *, question: Question, wrong: Collection[int], way: str, reason: str, by: User, at: dt.datetime,
    keep_passes: bool = True, keep_reason: str = "",
) -> Regrade:
    """A draft, of which a preview can be made. Raises RegradeRefused; asked for twice, the second is refused."""
    if not has_role(by, "hr"):
        raise refused("not_hr")
    newest = Question.objects.select_related("bank").get(bank=question.bank_id, code=question.code, is_current=True)
    regrade = Regrade(
        bank=newest.bank, code=newest.code, question=newest, wrong=sorted(set(wrong)), way=way, opened_by=by,
        opened_at=at, reason=reason.strip()[:300], keep_passes=keep_passes,
        keep_reason="" if keep_passes else keep_reason.strip()[:300],
    )
    _check(regrade)
    try:
        with transaction.atomic():
            regrade.save()
    except IntegrityError as error:
        raise refused("open") from error
    _log("assessment.regrade_open", regrade, by, {"wrong": regrade.wrong, "right": newest.version, "way": way,
                                                  "keep_passes": keep_passes})
    return regrade


def _check(regrade: Regrade) -> None:
    same = Question.objects.filter(bank=regrade.bank_id, code=regrade.code).values_list("version", flat=True)
    code = rules.why_not_open(regrade.question.version, regrade.wrong, set(same))
    if not code and not regrade.reason:
        code = "reason"
    if not code and not regrade.keep_passes and not regrade.keep_reason:
        code = "keep_reason"
    if code:
        raise refused(code)
    if regrade.way == Regrade.Way.NEW_KEY:
        _check_key(regrade)


def _check_key(regrade: Regrade) -> None:
    """Whatever paper it stood in, an item has the options of its version."""
    if regrade.question.retired:
        raise refused("retired")
    if regrade.question.kind in BY_A_PERSON:
        raise refused("by_a_person")
    ruling = ruling_of(regrade, versions_of([regrade]))
    try:
        for one in ruling.wrong:
            rules.new_key(_as_drawn(one), one, ruling.right)
    except rules.NotTransferable as error:
        raise refused("not_transferable") from error


def _as_drawn(one: rules.Version) -> rules.Item:
    return {"kind": one.kind, "options": one.options, "targets": one.targets, "answer": one.answer}


def preview(*, regrade: Regrade, at: dt.datetime, tell: Tell = lambda done: None) -> Regrade:
    """Reckon what would change, keep it as lines, and count it: no grade is touched. Again makes it anew.

    Raises RegradeRefused once it is decided. `tell` is told the tasks reckoned so far.
    """
    rulings, lines, live, done = rulings_with(_read(regrade)), [], 0, 0
    for keys in tasks_in_turn(regrade):
        for one in reckon(regrade, rulings, keys):
            lines += [one.line(regrade, change) for change in one.changes]
            live += len(one.live)
        done += len(keys)
        tell(done)
    return _keep(regrade, lines, live, at)


def _read(regrade: Regrade) -> Regrade:
    return Regrade.objects.select_related("bank", "question").get(pk=regrade.pk)


@transaction.atomic
def _keep(regrade: Regrade, lines: list[RegradeLine], live: int, at: dt.datetime) -> Regrade:
    locked = _locked(regrade, State.DRAFT, State.PROPOSED)
    locked.lines.all().delete()
    RegradeLine.objects.bulk_create(lines, batch_size=ROWS)
    locked.previewed_at, locked.counts = at, counted(locked) | {"live": live}
    locked.save(update_fields=["previewed_at", "counts"])
    return locked


def _locked(regrade: Regrade, *states: State) -> Regrade:
    rows = Regrade.objects.select_for_update(of=("self",)).select_related("bank", "question")
    locked = rows.get(pk=regrade.pk)
    if locked.state not in states:
        raise refused("state")
    return locked


@transaction.atomic
def propose(*, regrade: Regrade, by: User, at: dt.datetime) -> Regrade:
    """Put it before a second person, who is told. Raises RegradeRefused."""
    locked = _locked(regrade, State.DRAFT)
    if not (has_role(by, "hr") and may(by, "propose_key")):
        raise refused("not_hr")
    if by.pk != locked.opened_by_id:
        raise refused("not_mine")
    _check_preview(locked)
    locked.state, locked.proposed_by, locked.proposed_at = State.PROPOSED, by, at
    locked.save(update_fields=["state", "proposed_by", "proposed_at"])
    _log("assessment.regrade_propose", locked, by, locked.counts)
    tell_second_people(locked, at)
    return locked


def _check_preview(regrade: Regrade) -> None:
    if regrade.previewed_at is None:
        raise refused("no_preview")
    if not regrade.counts.get("attempts") and not regrade.counts.get("live"):
        raise refused("nobody")
    if not regrade.question.is_current:
        raise refused("revised")
    if Regrade.objects.decided().filter(decided_at__gte=regrade.previewed_at).exists():
        raise refused("outdated")


@transaction.atomic
def withdraw(*, regrade: Regrade, by: User, at: dt.datetime) -> Regrade:
    """Taken back before it is decided: a proposal by who made it, a draft by any HR officer, whose question it blocks.

    Twice changes nothing. Raises RegradeRefused.
    """
    locked = _locked(regrade, State.DRAFT, State.PROPOSED, State.WITHDRAWN)
    if not has_role(by, "hr"):
        raise refused("not_hr")
    if locked.state == State.PROPOSED and by.pk != locked.proposed_by_id:
        raise refused("not_mine")
    if locked.state != State.WITHDRAWN:
        locked.state = State.WITHDRAWN
        locked.save(update_fields=["state"])
        _log("assessment.regrade_withdraw", locked, by, {})
    return locked


@transaction.atomic
def confirm(*, regrade: Regrade, by: User, at: dt.datetime, remark: str = "") -> Regrade:
    """The second person says yes: from this moment the new rule holds; carrying it out is a job (jobs.py).

    Confirmed by the same person again, it stays as it is. Raises RegradeRefused.
    """
    locked = _locked(regrade, State.PROPOSED, State.CONFIRMED)
    if locked.state == State.CONFIRMED and locked.decided_by_id == by.pk:
        return locked
    _check_second(locked, by)
    _check_preview(locked)
    locked.state, locked.decided_by, locked.decided_at, locked.answer = State.CONFIRMED, by, at, remark.strip()[:300]
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    except IntegrityError as error:
        raise refused("busy") from error
    _log("assessment.regrade_confirm", locked, by, locked.counts)
    return locked


@transaction.atomic
def refuse(*, regrade: Regrade, by: User, at: dt.datetime, reason: str) -> Regrade:
    """The second person says no, and why. Raises RegradeRefused."""
    locked = _locked(regrade, State.PROPOSED)
    _check_second(locked, by)
    if not reason.strip():
        raise refused("answer")
    locked.state, locked.decided_by, locked.decided_at, locked.answer = State.REFUSED, by, at, reason.strip()[:300]
    locked.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    _log("assessment.regrade_refuse", locked, by, {"answer": locked.answer})
    return locked


def _check_second(regrade: Regrade, by: User) -> None:
    if regrade.state != State.PROPOSED:
        raise refused("state")
    if regrade.proposed_by_id == by.pk:
        raise refused("same_person")
    if not may_confirm(by, regrade.proposed_by):
        raise refused("not_second")


def _log(action: str, regrade: Regrade, by: User, detail: dict) -> None:
    audit.record(action=action, actor=by, target=f"{regrade.bank.code} {regrade.code}",
                 detail={"regrade": regrade.pk} | detail)
