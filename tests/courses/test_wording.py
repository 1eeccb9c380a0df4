import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.wording import folded


@pytest.mark.parametrize(("typed", "meant"), [
    ("３０日", "30日"), (" 30 日 ", "30日"), ("30\u3000日", "30日"), ("ＡＢＣ", "abc"), ("Abc", "ABC"),
    ("1,000元", "1000元"), ("１，０００，０００", "1000000"), ("60％", "60%"), ("（一）", "(一)"), ("①", "1"),
    ("劳动\u200b合同", "劳动合同"), ("完毕。", "完毕."), ("", " \n"),
])
def test_what_a_typist_does_not_mean_makes_no_difference(typed, meant):
    assert folded(typed) == folded(meant)


@pytest.mark.parametrize(("one", "other"), [
    ("30", "三十"), ("30日", "30"), ("1,2", "12"), ("1.5", "15"), ("养老", "养 老保险"), ("10,00", "1000"),
])
def test_what_differs_stays_different(one, other):
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_is_folding_once_for_spaces_and_case(text):
    assert not any(character.isspace() for character in folded(text))
