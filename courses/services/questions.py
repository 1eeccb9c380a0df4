"""The question bank's verbs. A question is never edited in place: papers already drawn keep theirs."""

from django.db import transaction

from courses import rules
from courses.models import Question, QuestionBank
from courses.search.indexing import index_questions

REVISABLE = ("kind", "stem", "options", "answer", "explanation", "article", "retired")


@transaction.atomic
def create_question(*, bank: QuestionBank, code: str, kind: str, stem: str, options: list[dict], answer: list[str],
                    **fields) -> Question:
    """Version 1 of a new question. Raises rules.QuestionRefused."""
    rules.validate_question(kind, options, answer)
    made = Question.objects.create(
        bank=bank, code=code, kind=kind, stem=stem, options=options, answer=sorted(answer), **fields
    )
    index_questions([made])
    return made


@transaction.atomic
def revise_question(question: Question, **changes) -> Question:
    """A new version of `question` with `changes`; without any real change, the current version as it is.

    Starts from the newest version, whichever is handed in. Its bank and code never change.
    Raises rules.QuestionRefused, and TypeError for what cannot be revised.
    """
    if unknown := set(changes) - set(REVISABLE):
        raise TypeError(f"Not revisable: {sorted(unknown)}")
    # The bank is locked, not the row: whoever waited for the row would find it no longer current.
    QuestionBank.objects.select_for_update(no_key=True).get(pk=question.bank_id)
    current = Question.objects.get(bank_id=question.bank_id, code=question.code, is_current=True)
    before = {name: getattr(current, name) for name in REVISABLE}
    after = before | changes
    after["answer"] = sorted(after["answer"])
    if after == before:
        return current
    rules.validate_question(after["kind"], after["options"], after["answer"])
    return _replace(current, after)


def _replace(current: Question, values: dict) -> Question:
    Question.objects.filter(pk=current.pk).update(is_current=False)
    made = Question.objects.create(bank_id=current.bank_id, code=current.code, version=current.version + 1, **values)
    index_questions([made])
    return made
