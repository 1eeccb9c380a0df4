"""How a question does, from real attempts: right figures, none below ten, by version, in a fixed number of queries."""

import io
from math import sqrt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from courses.models import Question
from courses.services import revise_question
from lms.assessment.bank_statistics import bank_statistics, keep_figures
from lms.assessment.models import Attempt, QuestionFigures, Response
from lms.assessment.services import hand_in, start_attempt
from lms.assessment.statistics import LEAST, Sitting, correlation, statistics_of
from lms.audit.models import Entry
from tests import factories
from tests.assessment.conftest import MINUTE, NINE, enrolled

OPTIONS = [{"key": key, "text": f"text {key}"} for key in "ABC"]


def item(number, code, kind="single", answer=("A",), **fields):
    return {"item": number, "question": code, "version": 1, "kind": kind, "stem": code, "points": 10,
            "options": OPTIONS, "answer": list(answer)} | fields


def sat(*answers):
    """A sitting of questions Q1, Q2, … whose key is A."""
    items = [item(n, f"Q{n}") for n, _answer in enumerate(answers, start=1)]
    return Sitting(items, {n: [key] if key else [] for n, key in enumerate(answers, start=1)})


def test_facility_and_choices():
    rows = statistics_of([sat("A", "A")] * 6 + [sat("B", "A")] * 3 + [sat("", "A")])
    first = rows[0]
    assert (first.code, first.number, first.facility) == ("Q1", 10, 0.6)
    assert [(one.text, one.right, one.number) for one in first.choices] == [
        ("text A", True, 6), ("text B", False, 3), ("text C", False, 0)]
    assert (rows[1].facility, rows[1].discrimination) == (1.0, None)


def test_discrimination_says_who_gets_it_right():
    """Worked by hand by the textbook's formula: Q1 is right for the upper half."""
    rest_of = {"AA": 1.0, "AB": 0.5, "BA": 0.5, "BB": 0.0}
    papers = ["AAA", "AAB", "ABA", "AAA", "AAA", "BBB", "BAB", "BBB", "BBB", "BBA"]
    found = statistics_of([sat(*paper) for paper in papers])[0]
    right, wrong = [[rest_of[paper[1:]] for paper in papers if paper[0] == key] for key in "AB"]
    mean = sum(right + wrong) / 10
    spread = sqrt(sum((x - mean) ** 2 for x in right + wrong) / 10)
    by_hand = (sum(right) / 5 - sum(wrong) / 5) / spread * sqrt(0.25)
    assert found.discrimination == pytest.approx(by_hand)
    assert found.discrimination > 0.7
    assert not found.is_weak


def test_a_wrong_key_shows():
    rows = statistics_of([sat("B", "A", "A")] * 8 + [sat("A", "B", "B")] * 8)
    assert rows[0].discrimination == pytest.approx(-1)
    assert rows[0].is_suspect


@pytest.mark.parametrize(("number", "said"), [(LEAST - 1, False), (LEAST, True)])
def test_below_ten_nothing_is_said(number, said):
    row = statistics_of([sat("A", "A")] * (number - 1) + [sat("B", "B")])[0]
    assert row.number == number
    assert (row.facility is not None, row.discrimination is not None, bool(row.choices)) == (said, said, said)


def test_papers_letter_options_anew_and_words_tell_them_apart():
    turned = item(1, "Q1", answer=["B"], options=[{"key": "A", "text": "text B"}, {"key": "B", "text": "text A"},
                                                  {"key": "C", "text": "text C"}])
    rows = statistics_of([sat("B")] * 5 + [Sitting([turned], {1: ["A"]})] * 5)
    assert {one.text: one.number for one in rows[0].choices} == {"text A": 0, "text B": 10, "text C": 0}


def test_versions_are_counted_apart_and_what_a_person_marks_is_not():
    essay = item(2, "E1", "essay", (), options=[])
    rows = statistics_of([Sitting([item(1, "Q1", version=version), essay], {1: ["A"], 2: ["words"]})
                          for version in (1, 2, 2)])
    assert [(row.code, row.version, row.number) for row in rows] == [("Q1", 2, 2), ("Q1", 1, 1)]


def test_parts_of_the_points_count_as_parts():
    fill = item(1, "F", "fill", options=[], answer=[["a"], ["b"]])
    row = statistics_of([Sitting([fill], {1: ["a", "x"]})] * 10)[0]
    assert (row.facility, row.choices) == (0.5, ())


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_a_correlation_lies_between_minus_one_and_one(pairs):
    found = correlation(pairs)
    assert found is None or -1 <= found <= 1
    assert correlation([(y, x) for x, y in pairs]) == found or found == pytest.approx(
        correlation([(y, x) for x, y in pairs]))


# From the records

@pytest.fixture
def answered(cast):
    """Twelve people; eight choose rightly throughout, four answer B everywhere."""
    factories.bank("B1")
    version = factories.version(recipe=factories.recipe())
    for n in range(12):
        person = factories.person(f"人{n}", cast.section)
        attempt = start_attempt(enrolment=enrolled(person, version), at=NINE)
        for row in attempt.paper["items"]:
            wrong = ["F"] if row["kind"] == "judge" else [next(key for key in "AB" if [key] != row["answer"])]
            Response.objects.create(attempt=attempt, item=row["item"], saved_at=NINE,
                                    answer=row["answer"] if n < 8 else wrong)
        hand_in(attempt=attempt, at=NINE + MINUTE)
    return Question.objects.first().bank


def test_the_figures_of_a_bank(answered):
    found = bank_statistics(answered)
    assert found.attempts == 12
    assert sum(row.figures.number for row in found.rows) == 12 * 8
    assert {row.figures.kind for row in found.rows} == {"single", "multi", "judge"}
    for row in found.rows:
        if row.figures.number >= LEAST:
            assert row.figures.discrimination is None or row.figures.discrimination > 0.9


def test_live_attempts_and_other_banks_do_not_count(answered, cast):
    other = factories.bank("B10")
    version = factories.version("T-09", recipe=factories.recipe(bank="B10"))
    start_attempt(enrolment=enrolled(cast.learner, version), at=NINE)
    assert bank_statistics(answered).attempts == 12
    assert bank_statistics(other).attempts == 0


def test_a_revised_question_begins_anew(answered):
    one = Question.objects.filter(bank=answered, kind="single").first()
    revise_question(one, stem="新题干", state="approved")
    assert all(row.figures.version == 1 for row in bank_statistics(answered).rows)


def test_the_page_asks_as_often_for_many(answered, cast, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.editor)
    client.get(reverse("assessment:statistics"), {"bank": "B1"})
    with django_assert_max_num_queries(16):
        html = client.get(reverse("assessment:statistics"), {"bank": "B1"}).content.decode()
    assert "B1-S1" in html
    assert Attempt.objects.count() == 12


def test_the_workbook_holds_the_same_and_is_logged(answered, cast, sign_in):
    response = sign_in(cast.hr).post(reverse("assessment:statistics"), {"bank": "B1"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert len([row for row in rows if str(row[0]).startswith("B1-")]) == len(bank_statistics(answered).rows)
    assert Entry.objects.get(action="assessment.statistics").target == "B1"


def test_an_unknown_bank_is_not_found(cast, sign_in):
    assert sign_in(cast.editor).get(reverse("assessment:statistics"), {"bank": "NO"}).status_code == 404
    assert sign_in(cast.editor).get(reverse("assessment:statistics")).status_code == 200


def test_a_paper_itself_says_of_which_bank_its_questions_were(answered):
    """Wherever the question is now; papers from before banks were in them are told by its key."""
    for bank, counted in (("B7", 0), (None, 12 * 8)):
        for attempt in Attempt.objects.all():
            for row in attempt.paper["items"]:
                row.pop("bank")
                row.update({"bank": bank} if bank else {})
            attempt.save()
        assert sum(row.figures.number for row in bank_statistics(answered).rows) == counted


def test_the_list_of_questions_says_how_they_do(answered, cast, sign_in):
    """The figures come with the list's own query, and sort it."""
    client, address = sign_in(cast.editor), reverse("courses_questions:index")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        empty = client.get(address).content.decode()
    assert "得分率" in empty
    assert "区分度" in empty
    kept = keep_figures(at=NINE)
    assert kept == len(bank_statistics(answered).rows) == QuestionFigures.objects.count()
    assert keep_figures(at=NINE + MINUTE) == kept
    with CaptureQueriesContext(connection) as after:
        listed = client.get(f"{address}?ordering=-discrimination").content.decode()
    assert len(after) == len(before)
    best = QuestionFigures.objects.exclude(discrimination=None).latest("discrimination")
    assert f"{best.discrimination:.2f}" in listed
    assert f"{int(best.facility * 100)}%" in listed


def test_a_bank_without_attempts_has_no_figures(db):
    factories.bank("B1")
    assert keep_figures(at=NINE) == 0
