"""What keeps a course from its learners is said in words."""

import pytest

from courses import checks
from tests import factories
from tests.courses.conftest import add_lesson, video


def test_a_sound_course_has_no_problem(make_course):
    page = make_course(assessment=factories.assessment(factories.bank()))
    assert checks.problems_of(page) == []


def test_no_lesson_is_a_problem(make_course):
    page = make_course(lessons=0)
    add_lesson(page, 1, live=False)
    assert len(checks.problems_of(page)) == 1
    assert len(checks.notes_of(page)) == 1


def test_a_bank_that_cannot_serve_is_a_problem_per_kind(make_course):
    page = make_course(assessment=factories.assessment(factories.bank(singles=1, judges=0)))
    assert len(checks.problems_of(page)) == 2


def test_retired_questions_do_not_serve(make_course):
    bank = factories.bank()
    page = make_course(assessment=factories.assessment(bank))
    bank.questions.update(retired=True)
    assert len(checks.problems_of(page)) == 3


@pytest.mark.parametrize("sections", [(), (("single", 4, 0), ("judge", 2, 0))])
def test_a_paper_worth_nothing_is_a_problem(make_course, sections):
    assert len(checks.problems_of(make_course(assessment=factories.assessment(factories.bank(), sections)))) == 1


def test_a_marked_assessment_needs_no_bank(make_course):
    assert checks.problems_of(make_course(assessment=factories.assessment(kind="marked"))) == []


def test_an_empty_lesson_and_a_repeated_code_are_problems(make_course):
    page = make_course(lessons=1)
    add_lesson(page, 2, body=[])
    add_lesson(page, 3, code="T-01-L1", slug="other")
    assert len(checks.problems_of(page)) == 2


@pytest.mark.parametrize(("duration", "problems"), [(0, 1), (60, 0)])
def test_a_video_needs_a_length(make_course, duration, problems):
    page = make_course(lessons=0)
    add_lesson(page, 1, body=[("video", {"media": video(duration)})])
    assert len(checks.problems_of(page)) == problems


def test_a_deleted_video_is_a_problem(make_course):
    page = make_course(lessons=0)
    media = video(60)
    add_lesson(page, 1, body=[("video", {"media": media})])
    media.delete()
    assert checks.problems_of(page)
