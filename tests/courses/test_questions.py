"""An approved question is never edited in place; a draft stands beside it until somebody else approves it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from courses.models import Question
from courses.rules import QuestionRefused
from courses.services import (
    ReviewRefused,
    approve_question,
    create_question,
    retire_question,
    revise_question,
    send_back_question,
    submit_question,
)
from tests import factories

FOUR = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]


@pytest.fixture
def question(db):
    bank = factories.bank()
    return create_question(bank=bank, code="Q1", kind="multi", stem="哪些？", options=FOUR, answer=["B", "A"],
                           state="approved")


def test_a_new_question_is_version_one(question):
    assert (question.version, question.is_current, question.answer) == (1, True, ["A", "B"])


def test_a_revision_leaves_the_old_version_as_it_was(question):
    new = revise_question(question, answer=["C", "A"], state="approved")
    old = Question.objects.get(pk=question.pk)
    assert (old.version, old.is_current, old.answer) == (1, False, ["A", "B"])
    assert (new.version, new.is_current, new.answer, new.stem) == (2, True, ["A", "C"], "哪些？")


def test_revising_an_old_version_goes_on_from_the_newest(question):
    revise_question(question, stem="改过的题干", state="approved")
    third = revise_question(question, answer=["A", "D"], state="approved")
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
    assert (retired.pk, retired.version) == (question.pk, 1)
    assert retired not in Question.objects.current()
    assert Question.objects.filter(code="Q1", is_current=True).exists()


# Drafts and their review

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def people(db):
    return factories.person("编者"), factories.person("审者")


def test_a_draft_is_not_drawn(db, people):
    draft = create_question(bank=factories.bank(), code="Q1", kind="single", stem="？", options=FOUR, answer=["A"],
                            by=people[0])
    assert (draft.state, draft.written_by) == ("draft", people[0])
    assert draft not in Question.objects.current()
    assert draft in Question.objects.newest()


def test_the_approved_version_is_drawn_until_the_draft_is_approved(question, people):
    author, reader = people
    draft = revise_question(question, stem="新题干", by=author)
    assert (draft.version, draft.is_current) == (2, False)
    assert question in Question.objects.current()
    assert question not in Question.objects.newest()
    submit_question(draft, by=author, at=NOON)
    assert question in Question.objects.current()
    approved = approve_question(draft, by=reader, at=NOON)
    assert (approved.state, approved.state_by, approved.state_at) == ("approved", reader, NOON)
    assert set(Question.objects.current().filter(code="Q1")) == {approved}
    assert set(Question.objects.newest().filter(code="Q1")) == {approved}


def test_a_draft_is_changed_in_place_and_goes_back_to_its_author(question, people):
    author, _reader = people
    draft = submit_question(revise_question(question, stem="二稿", by=author), by=author, at=NOON)
    again = revise_question(question, stem="三稿", by=author)
    assert (again.pk, again.version, again.state, again.stem) == (draft.pk, 2, "draft", "三稿")
    assert Question.objects.filter(code="Q1").count() == 2


def test_nobody_approves_his_own(question, people):
    author, _reader = people
    draft = submit_question(revise_question(question, stem="新", by=author), by=author, at=NOON)
    for act, more in ((approve_question, {}), (send_back_question, {"reason": "错"})):
        with pytest.raises(ReviewRefused):
            act(draft, by=author, at=NOON, **more)
    draft.refresh_from_db()
    assert draft.state == "review"


def test_only_what_was_handed_over_is_approved(question, people):
    draft = revise_question(question, stem="新", by=people[0])
    for one in (draft, question):
        with pytest.raises(ReviewRefused):
            approve_question(one, by=people[1], at=NOON)
    approve_question(submit_question(draft, by=people[0], at=NOON), by=people[1], at=NOON)
    for act in (approve_question, submit_question):
        with pytest.raises(ReviewRefused):
            act(draft, by=people[1], at=NOON)


def test_sent_back_with_a_reason_only(question, people):
    author, reader = people
    draft = submit_question(revise_question(question, stem="新", by=author), by=author, at=NOON)
    with pytest.raises(ReviewRefused):
        send_back_question(draft, reason=" ", by=reader, at=NOON)
    back = send_back_question(draft, reason="选项B有歧义", by=reader, at=NOON)
    assert (back.state, back.returned_for) == ("draft", "选项B有歧义")
    assert submit_question(back, by=author, at=NOON).returned_for == ""
    assert submit_question(back, by=author, at=NOON).state == "review"


def test_tags_go_with_the_question(question):
    first = revise_question(question, tags=["工伤", "时限"], state="approved")
    second = revise_question(first, stem="换题干", state="approved")
    assert set(second.tags.names()) == {"工伤", "时限"}
    assert revise_question(second, tags=["时限", "工伤"]).pk == second.pk


def test_retired_and_taken_back_without_a_version(question):
    assert retire_question(question).retired
    assert question not in Question.objects.current()
    assert not retire_question(question, retired=False).retired
    assert question in Question.objects.current()
    assert Question.objects.filter(code="Q1").count() == 1


# The database's own promise (migration 0013)

@pytest.mark.parametrize("change", [{"stem": "改"}, {"answer": ["A", "C"]}, {"options": FOUR[:3]}, {"state": "draft"},
                                    {"kind": "single"}, {"article": "第一条"}, {"version": 9}, {"rubric": "改"}])
def test_an_approved_question_cannot_be_changed(question, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)


def test_nor_deleted(question):
    question.tagged.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk)._raw_delete("default")


def test_a_draft_can_and_difficulty_is_a_matter_of_experience(question):
    assert Question.objects.filter(pk=question.pk).update(difficulty=3, retired=True) == 1
    draft = revise_question(question, stem="新")
    assert Question.objects.filter(pk=draft.pk).update(stem="更新") == 1


def test_two_drafts_of_a_question_cannot_be(question):
    revise_question(question, stem="新")
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(bank=question.bank, code="Q1", version=7, kind="essay", stem="？", is_current=False,
                                state="draft")
