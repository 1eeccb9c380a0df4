"""Weak topics: topics, never names, and never of fewer than five."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.drill import topics
from lms.drill.models import DrillAnswer
from tests import factories
from tests.drill.conftest import NINE, give, question, reworded

TOPICS = reverse("drill:topics")


def practised(unit, people: int, bank, *keys: str, at=NINE) -> None:
    for number in range(people):
        give(factories.person(f"某人{number}", unit), question(bank), *keys, at=at)


def told(unit, at=NINE) -> list[tuple]:
    return [(row.bank, row.article, row.answers, row.percent_right) for row in topics.weak_topics(unit, at)]


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_five_people_must_have_answered(cast, open_bank, people, shown):
    practised(cast.section, people, open_bank, "B")
    assert bool(told(cast.section)) is shown
    assert bool(told(cast.bureau)) is shown


def test_ten_answers_of_four_are_still_four_people(cast, open_bank):
    practised(cast.section, 4, open_bank, "B")
    for person in {given.person for given in DrillAnswer.objects.all()}:
        give(person, question(open_bank), "A")
        give(person, question(open_bank, "P1-S2"), "A")
    assert not told(cast.section)


def test_figures(cast, open_bank):
    reworded(question(open_bank), article="第八条")
    practised(cast.section, 5, open_bank, "B")
    for given in DrillAnswer.objects.order_by("pk")[:2]:
        give(given.person, question(open_bank), "A")
    for person in {given.person for given in DrillAnswer.objects.all()}:
        give(person, question(open_bank, "P1-S2"), "A")
    assert told(cast.section) == [("题库 P1", "第八条", 7, 28), ("题库 P1", "", 5, 100)]


def test_the_difference_of_two_units_tells_of_nobody(cast, open_bank):
    practised(cast.section, 5, open_bank, "B")
    practised(cast.other_section, 3, open_bank, "A")
    assert told(cast.section)
    assert not told(cast.other_section)
    assert not told(cast.bureau)  # or the three would be bureau − section
    practised(cast.other_section, 2, open_bank, "A")
    assert told(cast.bureau) == [("题库 P1", "", 10, 50)]


def test_who_moved_stays_where_he_answered(cast, open_bank):
    practised(cast.section, 5, open_bank, "B")
    for given in DrillAnswer.objects.all():
        given.person.postings.update(department=cast.other_section)
    assert told(cast.section)
    assert not told(cast.other_section)


def test_a_year_back(cast, open_bank):
    practised(cast.section, 5, open_bank, "B", at=NINE - dt.timedelta(days=366))
    assert not told(cast.section)


@pytest.mark.parametrize("name", ["head", "leader", "hr", "supervision"])
def test_readers_see_topics_and_no_names(cast, sign_in, open_bank, name):
    practised(cast.section, 6, open_bank, "B")
    text = sign_in(getattr(cast, name)).get(TOPICS, {"unit": "0101"}).content.decode()
    assert "题库 P1" in text
    assert "某人" not in text


@pytest.mark.parametrize("name", ["learner", "editor", "system_admin", "security_admin", "auditor", "inspector",
                                  "stranger"])
def test_nobody_else_does(cast, sign_in, name):
    assert sign_in(getattr(cast, name)).get(TOPICS).status_code == 404


@pytest.mark.parametrize("code", ["0102", "00", "0301", "9999"])
def test_another_unit_does_not_exist_for_a_head(cast, sign_in, code):
    assert sign_in(cast.head).get(TOPICS, {"unit": code}).status_code == 404


def test_as_many_queries_for_many_units(cast, open_bank, django_assert_num_queries):
    practised(cast.section, 5, open_bank, "B")
    with django_assert_num_queries(2):
        topics.weak_topics(cast.bureau, NINE)
    for number in range(10, 20):
        practised(factories.unit(f"04{number}", f"科{number}", cast.bureau), 5, open_bank, "A")
    with django_assert_num_queries(2):
        topics.weak_topics(cast.bureau, NINE)
