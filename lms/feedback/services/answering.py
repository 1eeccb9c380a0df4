"""What the office does: takes a case up, and answers it once."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.feedback import rules
from lms.feedback.models import Case
from lms.feedback.records import was_answered, why_unready
from lms.feedback.services.sending import Refused
from lms.feedback.services.telling import tell_answer
from lms.people.models import User


@transaction.atomic
def take_up(*, case: Case, by: User, at: dt.datetime) -> bool:
    """已收到 → 办理中: the person sees that somebody is at it. False when it was taken up before."""
    won = Case.objects.filter(pk=case.pk, state=Case.State.RECEIVED).update(state=Case.State.HANDLING, taken_at=at)
    case.refresh_from_db()
    if won:
        record(action="feedback.take_up", actor=by, target=case.number)
    return bool(won)


@transaction.atomic
def answer(*, case: Case, verdict: str, text: str, by: User, at: dt.datetime) -> bool:
    """The one answer; of a refusal its text is the reason. False when this very answer was given before.

    What accepting means to the record happens with it (`records.RecordKind.accepted`).

    Raises Refused: without words, by the person himself, after another answer, after it was withdrawn,
    while what it is about is still being looked into.
    """
    outcome, text = Case.Verdict(verdict), text.strip()[:rules.LONGEST]
    _check(case, text, by)
    won = Case.objects.open().filter(pk=case.pk).update(
        state=Case.State.ANSWERED, verdict=outcome.value, answer=text, answered_at=at, answered_by=by
    )
    case.refresh_from_db()
    if not won:
        if (case.answer, case.verdict, case.answered_by_id) == (text, outcome.value, by.pk):
            return False
        raise Refused(_("Nothing was saved: %(number)s is %(state)s already.")
                      % {"number": case.number, "state": case.get_state_display()})
    record(action="feedback.answer", actor=by, target=case.number, detail={"verdict": outcome.value})
    was_answered(case, by, at)
    tell_answer(case, at)
    return True


def _check(case: Case, text: str, by: User) -> None:
    if not text:
        raise Refused(_("Nothing was saved: an answer needs words, and a refusal its reason."))
    if case.person_id == by.pk:
        raise Refused(_("Nothing was saved: nobody answers himself."))
    if unready := why_unready(case):
        raise Refused(unready)
