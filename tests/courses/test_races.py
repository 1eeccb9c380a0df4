"""Several hands publish at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.models import CourseVersion, Question
from courses.services import revise_question, write_version
from tests import factories

HANDS = 6

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(act) -> list:
    gate = Barrier(HANDS)

    def one(number: int) -> object:
        try:
            gate.wait(timeout=10)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def retitled(page, number: int):
    """The page as one of several editors has it."""
    mine = type(page).objects.get(pk=page.pk)
    mine.title = f"第{number}位的名称"
    return mine


def test_the_same_content_at_once_is_one_version(make_course):
    page = make_course()
    at_once(lambda _: write_version(type(page).objects.get(pk=page.pk)))
    assert CourseVersion.objects.count() == 1


def test_numbers_are_given_one_by_one(make_course):
    page = make_course()
    numbers = at_once(lambda number: write_version(retitled(page, number)).number)
    assert sorted(numbers) == list(range(1, HANDS + 1))


def test_revisions_at_once_make_versions_in_a_row(db):
    question = factories.bank().questions.first()
    at_once(lambda number: revise_question(question, stem=f"题干 {number}", state="approved"))
    same = Question.objects.filter(code=question.code)
    assert sorted(same.values_list("version", flat=True)) == list(range(1, HANDS + 2))
    assert same.filter(is_current=True).get().version == HANDS + 1
