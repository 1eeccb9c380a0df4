"""A bank open for practice, one that is not, and a learner."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from courses.models import Question, QuestionBank
from courses.services import revise_question
from lms.drill import services
from tests import factories

NINE = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)  # 09:00 in the bureau
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock_at(monkeypatch):
    """Set the bureau's clock to a moment."""

    def _set(moment: dt.datetime) -> None:
        monkeypatch.setattr("lms.common.clock.now", lambda: moment)
        monkeypatch.setattr("lms.common.clock.today", (moment + dt.timedelta(hours=8)).date)

    _set(NINE)
    return _set


@pytest.fixture
def open_bank(db) -> QuestionBank:
    """Four single choices, one multiple, one true or false; the right answers are A, A+B and T."""
    return opened(factories.bank("P1", singles=4, multis=1, judges=1))


@pytest.fixture
def closed_bank(db) -> QuestionBank:
    return factories.bank("X1", singles=2, multis=0, judges=0)


def opened(bank: QuestionBank) -> QuestionBank:
    QuestionBank.objects.filter(pk=bank.pk).update(practice=True)
    return bank


def question(bank: QuestionBank, code: str = "") -> Question:
    return bank.questions.get(code=code or f"{bank.code}-S1", is_current=True)


def reworded(asked: Question, **changes) -> Question:
    """A new version that stands at once."""
    return revise_question(asked, state="approved", **changes)


def give(person, asked: Question, *keys: str, at=NINE, once=None):
    return services.answer(person=person, question=asked, response=list(keys or ("A",)), once=once or uuid.uuid4(),
                           at=at)


@pytest.fixture
def learner(cast, sign_in) -> Client:
    return sign_in(cast.learner)
