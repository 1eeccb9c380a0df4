"""Questions that say the same, or nearly: found at once in a bank of 10,000."""

import random
import time

import pytest

from courses.likeness import SIMILAR, Likes, likeness_of, pairs_of, similarity

OPTIONS = [{"key": "A", "text": "三十日"}, {"key": "B", "text": "60日"}]


@pytest.mark.parametrize(("stem", "options"), [
    ("申请期限是？", OPTIONS), (" 申请 期限是（ ）", OPTIONS), ("申请期限是____？", OPTIONS[::-1]),
    ("申请期限是?", [{"key": "X", "text": "６０日"}, {"key": "Y", "text": "三十日。"}]),
])
def test_the_same_however_it_is_typed(stem, options):
    assert likeness_of("single", stem, options) == likeness_of("single", "申请期限是", OPTIONS)


@pytest.mark.parametrize(("kind", "stem", "options"), [
    ("multi", "申请期限是", OPTIONS), ("single", "申请期限不是", OPTIONS), ("single", "申请期限是", OPTIONS[:1]),
    ("single", "申请期限是", [OPTIONS[0], {"key": "B", "text": "90日"}]),
])
def test_another_kind_stem_or_option_makes_another_question(kind, stem, options):
    assert likeness_of(kind, stem, options) != likeness_of("single", "申请期限是", OPTIONS)


def test_what_stands_under_the_stem_counts():
    assert likeness_of("single", "如图", OPTIONS, material="a") != likeness_of("single", "如图", OPTIONS, material="b")


def stems(number):
    rng = random.Random(7)
    words = [chr(rng.randrange(0x4E00, 0x4F00)) for _ in range(200)]
    return ["".join(rng.choices(words, k=rng.randrange(8, 60))) for _ in range(number)]


def test_near_finds_just_what_comparing_all_would_find():
    rows = stems(300)
    rows += [row[:-1] for row in rows[:60]] + [row + "？的" for row in rows[60:120]] + [row[3:] for row in rows[120:]]
    likes = Likes(enumerate(rows))
    for asked in rows[::7]:
        all_near = {key for key, row in enumerate(rows) if similarity(pairs_of(asked), pairs_of(row)) >= SIMILAR}
        assert {near.key for near in likes.near(asked, most=1000)} == all_near


def test_what_was_added_is_found_too():
    likes = Likes([])
    assert likes.near("用人单位应当自事故发生之日起三十日内提出申请") == []
    likes.add("Q1", "用人单位应当自事故伤害发生之日起三十日内提出申请")
    assert likes.near("用人单位应当自事故发生之日起三十日内提出申请")[0].key == "Q1"


def test_a_bank_of_ten_thousand_answers_at_once():
    rows = stems(10_000)
    begun = time.process_time()
    likes = Likes(enumerate(rows))
    made = time.process_time() - begun
    begun = time.process_time()
    for row in rows[:100]:
        assert likes.near(row)
    assert made < 5
    assert (time.process_time() - begun) / 100 < 0.05
