"""Which questions a paper gets, whether a bank can serve it, and how alike two papers are."""

from collections import Counter
from itertools import chain, combinations
from random import Random

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses import drawing, pools, serving
from courses.models import Question
from courses.recipes import PLAIN_SECTION, sections_of
from courses.services import retire_question, revise_question
from tests import factories


def section(kind="single", count=2, **fields):
    return PLAIN_SECTION | {"bank": "B1", "kind": kind, "count": count, "points": 5} | fields


def codes(parts) -> list[list[str]]:
    names = dict(Question.objects.values_list("pk", "code"))
    return [[names[key] for key in part] for part in parts]


@pytest.fixture(autouse=True)
def nothing_remembered():
    yield
    pools.forget()


@pytest.fixture
def large(monkeypatch):
    """A bank of twelve that counts as a large one."""
    monkeypatch.setattr(pools, "SMALL", 10)
    return factories.bank()


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
    """Also where the pool is remembered, and others lie between its keys."""
    monkeypatch.setattr(pools, "SMALL", 10)
    factories.bank(singles=60, multis=others, judges=0)
    drawn = Counter(chain(*(chain(*drawing.draw([section(count=20)], Random(seed))) for seed in range(600))))
    assert len(drawn) == 60
    # 600 draws of 20 from 60: 200 each, standard deviation 11.5; five of them on either side.
    assert 142 <= min(drawn.values()) <= max(drawn.values()) <= 258


def test_a_large_bank_is_read_once(db, large, django_assert_num_queries):
    drawing.draw([section(), section("multi", 2)], Random(1))
    with django_assert_num_queries(2):  # is it large, and does what was drawn still stand
        drawing.draw([section(), section("multi", 2)], Random(2))


def test_a_retired_question_of_a_large_bank_is_out_at_once(db, large):
    drawing.draw([section(count=3)], Random(1))
    for one in Question.objects.filter(code__in=["B1-S1", "B1-S2", "B1-S3"]):
        retire_question(one)
    for seed in range(10):
        assert set(chain(*codes(drawing.draw([section(count=3)], Random(seed))))) == {"B1-S4", "B1-S5", "B1-S6"}


def test_a_large_bank_that_was_too_small_is_read_again(db, large):
    with pytest.raises(drawing.Unservable):
        drawing.draw([section(count=7)], Random(1))
    Question.objects.filter(kind="multi").first().bank.questions.create(
        code="B1-S7", kind="single", stem="？", options=[], answer=["A"])
    assert len(drawing.draw([section(count=7)], Random(1))[0]) == 7


def test_no_more_is_remembered_than_there_is_room_for(db, large, monkeypatch):
    monkeypatch.setattr(pools, "MOST_KEYS", 8)
    for kind in ("single", "multi", "judge"):
        drawing.draw([section(kind, 2)], Random(1))
    assert sum(len(keys) for _until, keys in pools._kept.values()) <= 8


# By what they are about

def tagged(**by_code: str) -> None:
    for code, names in by_code.items():
        Question.objects.get(code=code.replace("_", "-")).tags.set(names.split())


def test_a_section_has_the_questions_with_all_its_tags(db):
    factories.bank()
    tagged(B1_S1="工伤", B1_S2="工伤 时限", B1_M1="时限 工伤 登记", B1_S3="时限")
    assert set(chain(*codes(drawing.pools([section("", tags=["工伤", "时限"])])))) == {"B1-S2", "B1-M1"}
    assert set(chain(*codes(drawing.draw([section("", 2, tags=["工伤", "时限"])], Random(1))))) == {"B1-S2", "B1-M1"}
    assert codes(drawing.pools([section("single", tags=["工伤", "时限"])])) == [["B1-S2"]]


def test_a_section_has_the_questions_of_its_difficulty(db):
    factories.bank()
    Question.objects.filter(code__in=["B1-S1", "B1-M1"]).update(difficulty=3)
    found = codes(drawing.pools([section("single", difficulty="3"), section("", difficulty="3"),
                                 section("multi", difficulty="2")]))
    assert [sorted(part) for part in found] == [["B1-S1"], ["B1-M1", "B1-S1"], ["B1-M2", "B1-M3"]]


def test_the_tags_of_a_version_that_no_longer_stands_draw_nothing(db):
    factories.bank()
    tagged(B1_S1="工伤")
    revise_question(Question.objects.get(code="B1-S1"), state="approved", tags=["登记"])
    assert drawing.pools([section("", tags=["工伤"])]) == [[]]


def test_named_questions_are_not_narrowed(db):
    factories.bank()
    assert codes(drawing.pools([section(codes=["B1-S1"], tags=["工伤"], difficulty="3")])) == [["B1-S1"]]


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


def test_the_check_says_what_a_section_draws_and_which_tag_nothing_has(db):
    factories.bank()
    tagged(B1_S1="工伤")
    narrow = section("single", 2, tags=["工伤", "没有"], difficulty="2")
    made = serving.serving_of({"sections": [narrow, section("", 1), section(codes=["B1-S1"], count=1)]})
    with override("zh-hans"):
        made = serving.serving_of({"sections": [narrow, section("", 1), section(codes=["B1-S1"], count=1)]})
        assert [row.draws for row in made.rows] == ["单选题 · 中 · 工伤、没有", "不限题型", "指定试题"]
    [problem] = made.problems
    assert "没有" in problem
    assert "“工伤”" not in problem


def test_sections_by_tag_and_kind_that_want_the_same_are_named_together(db):
    """Each alone is served; the only hard question about injuries is wanted by both."""
    factories.bank()
    tagged(B1_S1="工伤", B1_S2="工伤")
    Question.objects.filter(code="B1-S1").update(difficulty=3)
    wanted = [section("", 2, tags=["工伤"], title="甲"), section("single", 1, difficulty="3", title="乙")]
    [problem] = serving.problems_of({"sections": wanted})
    assert "甲" in problem
    assert "乙" in problem
    wanted[0]["count"] = 1
    for seed in range(20):
        assert codes(drawing.draw(wanted, Random(seed))) == [["B1-S2"], ["B1-S1"]]


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
