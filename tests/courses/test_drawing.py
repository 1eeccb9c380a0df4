"""Which questions a paper gets, whether a bank can serve it, and how alike two papers are."""

from collections import Counter
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import drawing, serving
from courses.models import Question
from courses.recipes import PLAIN_SECTION, sections_of
from tests import factories


def section(kind="single", count=2, **fields):
    return PLAIN_SECTION | {"bank": "B1", "kind": kind, "count": count, "points": 5} | fields


def codes(parts) -> list[list[str]]:
    names = dict(Question.objects.values_list("pk", "code"))
    return [[names[key] for key in part] for part in parts]


# Drawing

def test_a_paper_holds_no_question_twice(db):
    factories.bank()
    sections = [section("", 5), section("single", 4), section("multi", 2)]
    for seed in range(20):
        drawn = codes(drawing.draw(sections, Random(seed)))
        assert [len(part) for part in drawn] == [5, 4, 2]
        assert len(set(chain(*drawn))) == 11
        assert all(code.startswith("B1-S") for code in drawn[1])


def test_named_questions_come_in_their_order_and_are_not_drawn_again(db):
    factories.bank()
    named = ["B1-S5", "B1-S1", "B1-S3"]
    for seed in range(20):
        drawn = codes(drawing.draw([section(count=3), section("", 3, codes=named)], Random(seed)))
        assert drawn[1] == named
        assert not set(drawn[0]) & set(named)


def test_only_current_questions_of_the_bank_are_drawn(db):
    factories.bank()
    factories.bank("B2")
    Question.objects.filter(code="B1-S1").update(is_current=False)
    Question.objects.filter(code="B1-S2").update(retired=True)
    assert set(chain(*codes(drawing.draw([section(count=4)], Random(1))))) == {"B1-S3", "B1-S4", "B1-S5", "B1-S6"}


@pytest.mark.parametrize("others", [0, 500])
def test_every_question_of_a_large_bank_has_the_same_chance(db, monkeypatch, others):
    """Keys are probed, not read; retired questions between them change no chance."""
    monkeypatch.setattr(drawing, "SMALL", 10)
    factories.bank(singles=60, multis=others, judges=0)
    drawn = Counter(chain(*(chain(*drawing.draw([section(count=20)], Random(seed))) for seed in range(600))))
    assert len(drawn) == 60
    # 600 draws of 20 from 60: 200 each, standard deviation 11.5; five of them on either side.
    assert 142 <= min(drawn.values()) <= max(drawn.values()) <= 258


def test_a_draw_reads_few_keys_of_a_large_bank(db, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(drawing, "SMALL", 10)
    factories.bank(singles=3000, multis=0, judges=0)
    with django_assert_max_num_queries(2) as log:
        drawing.draw([section(count=50)], Random(1))
    assert "COUNT" not in str(log.captured_queries)


def test_sections_that_share_are_served_whenever_they_can_be(db):
    """All three multiple choices are needed by the second section, whatever the first would rather have."""
    factories.bank(singles=2, multis=3, judges=0)
    for seed in range(30):
        drawn = codes(drawing.draw([section("", 2), section("multi", 3)], Random(seed)))
        assert len(set(chain(*drawn))) == 5


def test_a_bank_too_small_is_refused(db):
    factories.bank(singles=3)
    with pytest.raises(drawing.Unservable) as caught:
        drawing.draw([section("multi", 1), section("single", 4)], Random(1))
    assert (caught.value.places, caught.value.needed, caught.value.available) == ((1,), 4, 3)


# Allotting, against the theorem: it can be done when no set of sections asks for more than there is for them

POOLS = st.lists(st.lists(st.integers(0, 8), unique=True, max_size=6), min_size=1, max_size=4)


@given(pools=POOLS, data=st.data())
def test_allotting_succeeds_exactly_when_it_can(pools, data):
    counts = [data.draw(st.integers(0, 4)) for _ in pools]
    short = [places for n in range(1, len(pools) + 1) for places in combinations(range(len(pools)), n)
             if sum(counts[p] for p in places) > len(set().union(*(pools[p] for p in places)))]
    if short:
        with pytest.raises(drawing.Unservable) as caught:
            drawing.allot(pools, counts)
        assert caught.value.places in short
        assert caught.value.needed > caught.value.available
    else:
        given_ = drawing.allot(pools, counts)
        assert [len(part) for part in given_] == counts
        assert all(set(part) <= set(pool) for part, pool in zip(given_, pools, strict=True))
        assert len(set(chain(*given_))) == sum(counts)


# Serving

def test_the_check_names_each_section_that_cannot_be_served(db):
    factories.bank(singles=3, multis=1)
    made = serving.serving_of({"sections": [section("single", 4, title="甲"), section("multi", 1, title="乙")]})
    assert [(row.name, row.needed, row.available, row.lacking) for row in made.rows] == [
        ("1. 甲", 4, 3, 1), ("2. 乙", 1, 1, 0)]
    [problem] = made.problems
    assert "1. 甲" in problem
    assert made.overlap is None


def test_sections_that_suffice_alone_and_not_together_are_named_together(db):
    factories.bank(singles=3, multis=0, judges=0)
    [problem] = serving.problems_of({"sections": [section(count=2, title="甲"), section("", 2, title="乙")]})
    assert "甲" in problem
    assert "乙" in problem
    assert "4" in problem


def test_an_unknown_code_is_named(db):
    factories.bank()
    [problem] = serving.problems_of({"sections": [section(count=2, codes=["B1-S1", "B9-S9"])]})
    assert "B9-S9" in problem
    assert "B1-S1" not in problem


def test_the_overlap_is_exact_for_simple_random_draws(db):
    factories.bank()
    overlap = serving.serving_of(factories.recipe()).overlap
    assert (overlap.exact, overlap.questions) == (True, 8)
    assert overlap.expected == pytest.approx(16 / 6 + 4 / 3 + 4 / 3)
    drawn = [set(chain(*drawing.draw(sections_of(factories.recipe()), Random(seed)))) for seed in range(400)]
    seen = sum(len(one & two) for one, two in zip(drawn[::2], drawn[1::2], strict=True)) / 200
    assert seen == pytest.approx(overlap.expected, abs=0.4)


def test_two_fixed_papers_are_the_same(db):
    factories.bank()
    overlap = serving.serving_of({"sections": [section(count=2, codes=["B1-S1", "B1-J1"])]}).overlap
    assert (overlap.expected, overlap.sample) == (2, 2)


def test_where_sections_share_the_overlap_is_tried_out(db):
    factories.bank(singles=2, multis=0, judges=0)
    overlap = serving.serving_of({"sections": [section(count=1), section("", 1)]}).overlap
    assert (overlap.exact, overlap.expected) == (False, 2)
