"""Taking a file of questions into a bank: all of it or nothing, once."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.exchange.formats import Format
from courses.exchange.judging import CHANGED, NEW, Line, Plan, Reading, changed_values, plan_of
from courses.models import Question, QuestionBank
from courses.services.questions import create_question, revise_question


class ImportRefused(ValueError):  # noqa: N818 - it names what happened
    """Nothing was written; the text says why."""


@transaction.atomic
def import_questions(*, bank: QuestionBank, reading: Reading, fmt: Format, by: Any, alike: bool = False) -> Plan:
    """Write what is new and what has changed, waiting for somebody else's approval; the plan that was carried out.

    Judged again under the bank's lock, so that the same file twice changes nothing. `alike`: questions that are like
    others have been looked at. Raises ImportRefused when a single row is refused.
    """
    QuestionBank.objects.select_for_update(no_key=True).get(pk=bank.pk)
    plan = plan_of(bank, reading, fmt)
    if plan.refusals:
        raise ImportRefused(_("Some questions are refused; nothing was written."))
    if plan.alike and not alike:
        raise ImportRefused(_("Some questions are like others. Look at them and tick that they are others."))
    for line in plan.lines:
        _write(bank, line, by)
    return plan


def _write(bank: QuestionBank, line: Line, by: Any) -> None:
    if line.state == NEW:
        create_question(bank=bank, code=line.code, by=by, state=Question.State.REVIEW, **line.draft.values)
    elif line.state == CHANGED and line.question:
        revise_question(line.question, by=by, state=Question.State.REVIEW, **changed_values(line))
