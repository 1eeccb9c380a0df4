"""Verbs of the room. Nothing here is logged or reported: it is the learner's own, and he may delete it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from courses.models import Question
from lms.assessment import rules as assessment
from lms.assessment.models import Attempt
from lms.assessment.selectors import result_page
from lms.common import clock
from lms.drill import items, rules, selectors
from lms.drill.banks import banks_named
from lms.drill.models import Card, DrillAnswer, TakenIn
from lms.people.models import User
from lms.people.selectors import department_on


class DrillRefused(Exception):  # noqa: N818 - a refusal, not a defect
    """The answer does not fit the question, or there is none."""


@dataclass(frozen=True)
class TakenExams:
    """How many exams were taken in, how many may not show their answers yet, and how many questions are new."""

    taken: int
    waiting: int
    new: int


@transaction.atomic
def answer(*, person: User, question: Question, response: list[str], once: uuid.UUID, at: dt.datetime) -> DrillAnswer:
    """Judge an answer and move its card; the same form again changes nothing. Raises DrillRefused."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two forms of one person wait for each other
    earlier = DrillAnswer.objects.filter(person=person, once=once).first()
    if earlier:
        return earlier
    item = items.item_of(question)
    try:
        kept = assessment.validate_answer(item, response)
    except assessment.InvalidAnswer as error:
        raise DrillRefused from error
    if not any(part.strip() for part in kept):
        raise DrillRefused
    right = bool(assessment.is_right(item, kept))
    _move_card(person, question, right=right, at=at)
    return DrillAnswer.objects.create(
        person=person, question=question, department=department_on(person, clock.day_of(at)), response=kept,
        right=right, at=at, once=once,
    )


def _move_card(person: User, question: Question, *, right: bool, at: dt.datetime) -> None:
    named = {"person": person, "bank_id": question.bank_id, "code": question.code}
    card = Card.objects.filter(**named).first()
    before = rules.Standing(card.box, card.due_on) if card else None
    after = rules.next_standing(before, right=right, today=clock.day_of(at))
    if after is None:
        return
    card = card or Card(**named, wrong=0)
    card.box, card.due_on, card.version, card.last_at = *after, question.version, at
    card.wrong += not right
    card.save()


@transaction.atomic
def set_aside(*, card: Card, aside: bool) -> None:
    """Not again; or again after all. One that was never wrong then leaves the book."""
    rows = Card.objects.filter(pk=card.pk)
    if not aside:
        rows.filter(wrong=0).delete()
    rows.update(set_aside=aside)


@transaction.atomic
def leave_out(*, person: User, question: Question, at: dt.datetime) -> None:
    """Never ask this question again, whether it is in the book or not."""
    Card.objects.update_or_create(
        person=person, bank_id=question.bank_id, code=question.code, defaults={"set_aside": True},
        create_defaults={"set_aside": True, "version": question.version, "wrong": 0, "last_at": at},
    )


@transaction.atomic
def reset(*, person: User) -> None:
    """Forget all he practised: cards, answers, and which exams were taken in. His exams stay what they are."""
    Card.objects.filter(person=person).delete()
    DrillAnswer.objects.filter(person=person).delete()
    TakenIn.objects.filter(attempt__enrolment__person=person).delete()


@transaction.atomic
def take_in_exams(*, person: User, at: dt.datetime) -> TakenExams:
    """Put the wrong answers of his closed exams into his book, each exam once.

    Only where the paper's own rule shows him the right answers today; the others wait.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    taken = waiting = new = 0
    for attempt in selectors.exams_to_take_in(person).select_related("enrolment__version"):
        review = result_page(attempt).review
        if review is None:
            waiting += 1
            continue
        TakenIn.objects.create(attempt=attempt, at=at)
        taken += 1
        new += _take_in(attempt, {row.number for row in review if not row.right}, at)
    return TakenExams(taken, waiting, new)


def _take_in(attempt: Attempt, wrong: set[int], at: dt.datetime) -> int:
    """How many questions are new in the book. One that is there stays as it is."""
    person, version = attempt.enrolment.person, attempt.enrolment.version
    asked = {(item["question"], item["version"]): item["stem"]
             for item in attempt.paper["items"] if item["item"] in wrong and item["kind"] in items.DRILLED}
    rows = Question.objects.filter(bank__code__in=banks_named(version.assessment if version else None),
                                   code__in=[code for code, _version in asked])
    new = 0
    for row in rows:
        if asked.get((row.code, row.version)) == row.stem:
            values = {"version": row.version, "due_on": clock.day_of(at), "last_at": at}
            new += Card.objects.get_or_create(person=person, bank_id=row.bank_id, code=row.code, defaults=values)[1]
    return new
