"""The room's decisions as truth tables."""

import pytest

from courses import rules

FOUR = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]
TWO = [{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]


@pytest.mark.parametrize(("characters", "seconds"), [(0, 10), (199, 10), (200, 10), (220, 11), (2000, 100)])
def test_reading_takes_a_least_time(characters, seconds):
    assert rules.read_span_seconds(characters) == seconds


@pytest.mark.parametrize(
    ("offline", "types", "rule"),
    [(False, {"text"}, "read"), (False, {"text", "video"}, "watch"), (True, {"video"}, "attend"),
     (False, set(), "read")],
)
def test_lesson_rule(offline, types, rule):
    assert rules.lesson_rule(offline=offline, block_types=types) == rule


@pytest.mark.parametrize(
    ("rule", "seconds"), [("attend", 0), ("watch", 191), ("read", 50)],
)
def test_span(rule, seconds):
    assert rules.span_seconds(rule, 1000, [125.5, 66.4]) == seconds


def test_share_is_asked_of_a_video_only():
    assert [rules.share_required(rule, 95) for rule in ("watch", "read", "attend")] == [95, 100, 100]


def test_characters_leave_out_markup_and_spaces():
    body = [
        {"type": "text", "value": "<p>社会 保险</p><p>&amp;</p>"},
        {"type": "key_point", "value": "要点"},
        {"type": "law", "value": {"law": "社会保险法", "article": "第六十二条", "text": "全文", "effective_on": None}},
        {"type": "video", "value": {"media": 3}},
    ]
    assert rules.characters_in(body) == 5 + 2 + 12
    assert rules.media_ids([*body, *body]) == [3]


def test_digest_ignores_the_order_of_keys():
    assert rules.digest_of({"a": 1, "b": [2]}) == rules.digest_of({"b": [2], "a": 1})
    assert rules.digest_of({"a": 1}) != rules.digest_of({"a": 2})


@pytest.mark.parametrize(
    ("taken", "code"), [([], "C-L1"), (["C-L1", "C-L3"], "C-L4"), (["INTRO"], "C-L1"), (["C-L9", "C-L10"], "C-L11")]
)
def test_next_lesson_code(taken, code):
    assert rules.next_lesson_code("C", taken) == code


@pytest.mark.parametrize(("code", "slug"), [("CIP-01-L3", "l3"), ("INTRO", "intro"), ("A_B-l12", "l12")])
def test_lesson_slug(code, slug):
    assert rules.lesson_slug(code) == slug


@pytest.mark.parametrize(
    ("kind", "options", "answer"), [("single", FOUR, ["A"]), ("multi", FOUR, ["A", "B"]), ("judge", TWO, ["T"])]
)
def test_good_questions(kind, options, answer):
    rules.validate_question(kind, options, answer)


@pytest.mark.parametrize(
    ("kind", "options", "answer"),
    [
        ("single", FOUR, []), ("single", FOUR, ["A", "B"]), ("multi", FOUR, ["A"]), ("multi", FOUR, ["A", "A"]),
        ("judge", TWO, ["T", "F"]), ("judge", FOUR, ["A"]), ("single", FOUR, ["E"]), ("single", FOUR[:1], ["A"]),
        ("single", [FOUR[0], FOUR[0]], ["A"]), ("essay", FOUR, ["A"]),
        ("single", [{"key": "A", "text": "同"}, {"key": "B", "text": "同"}], ["A"]),
        ("single", [{"key": "A", "text": " "}, {"key": "B", "text": "有"}], ["B"]),
    ],
)
def test_refused_questions(kind, options, answer):
    with pytest.raises(rules.QuestionRefused):
        rules.validate_question(kind, options, answer)


def test_a_cover_is_one_of_four():
    assert {rules.cover_number(text) for text in ("", "法规", "窗口", "保密", "基金")} <= {1, 2, 3, 4}
