"""The question bank's verbs. An approved question is never edited in place: papers already drawn keep theirs.

`by` is the person who writes or reviews; None only where a program does (the demo, a test).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Question, QuestionBank
from courses.question_blocks import MaterialBlocks
from courses.question_rules import QuestionRefused, tidy_answer, validate_question
from courses.search.indexing import index_questions

SAID = ("kind", "stem", "material", "options", "targets", "answer", "any_order", "rubric", "max_length", "two_markers",
        "explanation", "article", "effective_on", "difficulty")
REVISABLE = (*SAID, "retired", "tags")


class ReviewRefused(ValueError):  # noqa: N818 - it names what happened
    """The question stays in its state; the message says why, in words for the reader."""


@transaction.atomic
def create_question(*, bank: QuestionBank, code: str, kind: str, stem: str, options: list[dict], answer: list,
                    by: Any = None, state: str = Question.State.DRAFT, tags: Iterable[str] = (),
                    **fields) -> Question:
    """Version 1 of a new question. Raises QuestionRefused."""
    values = {"kind": kind, "stem": stem, "options": options, "answer": tidy_answer(kind, answer), **fields}
    _validate(values)
    made = Question.objects.create(bank=bank, code=code, **_stored(values), **_stamp(state, by))
    made.tags.set(tags)
    if state == Question.State.APPROVED:
        index_questions([made])
    return made


@transaction.atomic
def revise_question(question: Question, *, by: Any = None, state: str = Question.State.DRAFT,
                    **changes) -> Question:
    """A new version of `question` with `changes`; without any real change, the newest version as it is.

    Starts from the newest version, whichever is handed in. Its bank and code never change. A version that is not
    approved yet is changed in place. A new draft stands beside the approved one, which is drawn until it is approved.
    To retire it makes no version and counts at once.
    Raises QuestionRefused, and TypeError for what cannot be revised.
    """
    if unknown := set(changes) - set(REVISABLE):
        raise TypeError(f"Not revisable: {sorted(unknown)}")
    newest = _locked(question)
    retired = changes.pop("retired", newest.retired)
    made = _revised(newest, changes, state, by)
    return made if retired == newest.retired else retire_question(made, retired=retired)


def _revised(newest: Question, changes: dict[str, Any], state: str, by: Any) -> Question:
    tags = set(changes.pop("tags", newest.tags.names()))
    before = {name: _plain(newest, name) for name in SAID}
    after = before | changes
    after["answer"] = tidy_answer(after["kind"], after["answer"])
    if after == before and tags == set(newest.tags.names()):
        return newest
    _validate(after)
    made = _written(newest, after, state, by)
    made.tags.set(tags)
    if made.is_current and state == Question.State.APPROVED:
        index_questions([made])
    return made


def _plain(question: Question, name: str) -> Any:
    """A field's value as it is stored, so that two can be compared."""
    value = getattr(question, name)
    return list(value.raw_data) if name == "material" else value


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """The material's raw blocks as the field takes them."""
    block = MaterialBlocks()
    return values | ({"material": block.to_python(values["material"])} if "material" in values else {})


def _validate(values: Mapping[str, Any]) -> None:
    validate_question(values["kind"], values["options"], values["answer"], stem=values["stem"],
                      targets=values.get("targets", ()), rubric=values.get("rubric", ""))


def _locked(question: Question) -> Question:
    """The newest version. The bank is locked, not the row: whoever waited for the row would find it overtaken."""
    QuestionBank.objects.select_for_update(no_key=True).get(pk=question.bank_id)
    versions = Question.objects.filter(bank_id=question.bank_id, code=question.code)
    return versions.order_by("-version").select_related("bank")[:1].get()


def _written(newest: Question, values: dict[str, Any], state: str, by: Any) -> Question:
    stamp = _stamp(state, by)
    values = _stored(values)
    if newest.state != Question.State.APPROVED:
        for name, value in (values | stamp | {"returned_for": ""}).items():
            setattr(newest, name, value)
        newest.save()
        return _standing(newest) if state == Question.State.APPROVED else newest
    stands = state == Question.State.APPROVED
    if stands:
        _stand_down(newest)
    return Question.objects.create(bank_id=newest.bank_id, code=newest.code, version=newest.version + 1,
                                   is_current=stands, retired=newest.retired, **values, **stamp)


def _stamp(state: str, by: Any) -> dict[str, Any]:
    return {"state": state, "state_at": timezone.now(), "state_by": by, "written_by": by}


def _standing(version: Question) -> Question:
    """This version is drawn from now on, instead of the one before."""
    if not version.is_current:
        _stand_down(version)
        version.is_current = True
        version.save(update_fields=["is_current"])
    return version


def _stand_down(version: Question) -> None:
    Question.objects.filter(bank_id=version.bank_id, code=version.code, is_current=True).update(is_current=False)


@transaction.atomic
def retire_question(question: Question, *, retired: bool = True) -> Question:
    """No paper draws it any more, or again; at once, for it says nothing else than before. Twice is safe."""
    same = Question.objects.filter(bank_id=question.bank_id, code=question.code)
    same.update(retired=retired)
    index_questions(same.filter(is_current=True).select_related("bank"))
    question.refresh_from_db()
    return question


@transaction.atomic
def submit_question(question: Question, *, by: Any, at: dt.datetime) -> Question:
    """A draft waits for somebody else to read it. Raises ReviewRefused for what is no draft."""
    newest = _locked(question)
    if newest.state == Question.State.REVIEW:
        return newest
    if newest.state != Question.State.DRAFT:
        raise ReviewRefused(_("%(code)s is approved already.") % {"code": newest.code})
    return _moved(newest, Question.State.REVIEW, by, at)


@transaction.atomic
def approve_question(question: Question, *, by: Any, at: dt.datetime) -> Question:
    """It is drawn from now on. Raises ReviewRefused for one's own, and for what does not wait for a review."""
    newest = _in_review(question, by)
    _moved(newest, Question.State.APPROVED, by, at)
    _standing(newest)
    index_questions([newest])
    return newest


@transaction.atomic
def send_back_question(question: Question, *, reason: str, by: Any, at: dt.datetime) -> Question:
    """A draft again, with the reason for its author. Raises ReviewRefused as `approve_question`, and without one."""
    newest = _in_review(question, by)
    if not reason.strip():
        raise ReviewRefused(_("A question is not sent back without a reason."))
    newest.returned_for = reason.strip()[:500]
    return _moved(newest, Question.State.DRAFT, by, at)


def _in_review(question: Question, by: Any) -> Question:
    newest = _locked(question)
    if newest.state != Question.State.REVIEW:
        raise ReviewRefused(_("%(code)s does not wait for a review.") % {"code": newest.code})
    if by.pk in (newest.written_by_id, newest.state_by_id):
        raise ReviewRefused(_("%(code)s is your own: somebody else must read it.") % {"code": newest.code})
    return newest


def _moved(version: Question, state: str, by: Any, at: dt.datetime) -> Question:
    version.state, version.state_by, version.state_at = state, by, at
    if state != Question.State.DRAFT:
        version.returned_for = ""
    version.save(update_fields=["state", "state_by", "state_at", "returned_for"])
    return version


__all__ = ["QuestionRefused", "ReviewRefused", "approve_question", "create_question", "retire_question",
           "revise_question", "send_back_question", "submit_question"]
