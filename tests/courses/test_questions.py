"""A question is never edited in place."""

import pytest

from courses.models import Question
from courses.rules import QuestionRefused
from courses.services import create_question, revise_question
from tests import factories

FOUR = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]


@pytest.fixture
def question(db):
    bank = factories.bank()
    return create_question(bank=bank, code="Q1", kind="multi", stem="哪些？", options=FOUR, answer=["B", "A"])


def test_a_new_question_is_version_one(question):
    assert (question.version, question.is_current, question.answer) == (1, True, ["A", "B"])


def test_a_revision_leaves_the_old_version_as_it_was(question):
    new = revise_question(question, answer=["C", "A"])
    old = Question.objects.get(pk=question.pk)
    assert (old.version, old.is_current, old.answer) == (1, False, ["A", "B"])
    assert (new.version, new.is_current, new.answer, new.stem) == (2, True, ["A", "C"], "哪些？")


def test_revising_an_old_version_goes_on_from_the_newest(question):
    revise_question(question, stem="改过的题干")
    third = revise_question(question, answer=["A", "D"])
    assert (third.version, third.stem) == (3, "改过的题干")


def test_no_change_makes_no_version(question):
    assert revise_question(question, answer=["B", "A"]) == question
    assert Question.objects.filter(code="Q1").count() == 1


def test_a_refused_revision_leaves_everything(question):
    with pytest.raises(QuestionRefused):
        revise_question(question, answer=["A"])
    assert Question.objects.get(code="Q1").is_current


def test_bank_and_code_never_change(question):
    with pytest.raises(TypeError):
        revise_question(question, code="Q2")


def test_a_refused_question_is_not_written(db):
    with pytest.raises(QuestionRefused):
        create_question(bank=factories.bank(), code="Q9", kind="single", stem="？", options=FOUR, answer=["A", "B"])
    assert not Question.objects.filter(code="Q9").exists()


def test_a_retired_question_is_drawn_no_more(question):
    retired = revise_question(question, retired=True)
    assert retired not in Question.objects.current()
    assert Question.objects.filter(code="Q1", is_current=True).exists()
