
import pytest

from lms.assessment import services
from lms.assessment.models import Response
from tests.assessment.acts import answer, began
from tests.assessment.conftest import MINUTE, NINE


def test_save_keeps_the_newest_revision(exam):
    attempt = began(exam)
    answer(attempt, keys="A", revision=1)
    saved = answer(attempt, keys="B", revision=3, at=NINE + MINUTE, flagged=True)
    assert (saved.answer, saved.flagged, saved.revision, saved.saved_at) == (["B"], True, 3, NINE + MINUTE)
    for revision in (1, 2, 3):
        late = answer(attempt, keys="C", revision=revision, at=NINE + 2 * MINUTE)
        assert (late.answer, late.revision, late.saved_at) == (["B"], 3, NINE + MINUTE)
    assert Response.objects.count() == 1


def test_save_may_take_an_answer_back(exam):
    attempt = began(exam)
    answer(attempt, keys="A")
    assert answer(attempt, keys=(), revision=2).answer == []


@pytest.mark.parametrize(
    "changes",
    [
        {"item": 99}, {"item": 0}, {"item": "1"}, {"item": True}, {"item": None}, {"item": 1.0}, {"answer": ["Z"]},
        {"answer": ["A", "B"]}, {"answer": "A"}, {"answer": None}, {"answer": [1]}, {"revision": 0}, {"revision": -1},
        {"revision": "2"}, {"revision": True}, {"revision": 10**12}, {"flagged": "yes"}, {"flagged": None},
    ],
)
def test_save_refuses_what_cannot_be(exam, changes):
    values = {"item": 1, "answer": ["A"], "flagged": False, "revision": 1} | changes
    with pytest.raises(services.AnswerRefused) as caught:
        services.save_answer(attempt=began(exam), at=NINE, **values)
    assert caught.value.code == "invalid"
    assert not Response.objects.exists()


@pytest.mark.parametrize(("late", "code"), [(30 * MINUTE, "deadline"), (29 * MINUTE, ""), (90 * MINUTE, "deadline")])
def test_save_stops_at_the_deadline(exam, late, code):
    attempt = began(exam)
    if code:
        with pytest.raises(services.AnswerRefused) as caught:
            answer(attempt, at=NINE + late)
        assert caught.value.code == code
    else:
        answer(attempt, at=NINE + late)
    assert Response.objects.count() == (0 if code else 1)


def test_save_is_refused_after_handing_in(exam):
    attempt = began(exam)
    services.hand_in(attempt=attempt, at=NINE)
    with pytest.raises(services.AnswerRefused) as caught:
        answer(attempt)
    assert caught.value.code == "closed"


@pytest.mark.parametrize(("item", "revision", "queries"), [(1, 2, 2), (2, 1, 2), (1, 1, 3)])
def test_save_costs_two_queries_and_one_for_what_stands(exam, django_assert_max_num_queries, item, revision, queries):
    attempt = began(exam)
    answer(attempt)
    with django_assert_max_num_queries(queries + 2):  # with the savepoint of the test's own transaction
        answer(attempt, item=item, revision=revision)


def test_save_answers_takes_all_or_none(exam):
    attempt = began(exam)
    with pytest.raises(services.AnswerRefused):
        services.save_answers(attempt=attempt, answers={1: (["A"], False), 2: (["Z"], False)}, at=NINE)
    assert not Response.objects.exists()
    answers = {1: (["A"], True), 2: (["B"], False)}
    assert services.save_answers(attempt=attempt, answers=answers, at=NINE) == 2
    assert services.save_answers(attempt=attempt, answers=answers, at=NINE) == 0
    answer(attempt, keys="C", revision=2)
    assert services.save_answers(attempt=attempt, answers=answers, at=NINE) == 1
    assert Response.objects.get(item=1).revision == 3
