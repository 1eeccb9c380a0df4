"""What is filled in, ordered or matched, shown and judged: the kinds a question may come to have."""

from types import SimpleNamespace

import pytest

from lms.drill import reading
from lms.drill.items import item_of


def asked(kind: str, **fields):
    said = {"pk": 1, "code": "Q1", "version": 1, "kind": kind, "stem": "？", "options": [], "answer": [],
            "explanation": "", "article": "", "material": (), "bank": SimpleNamespace(law="法")}
    return SimpleNamespace(**(said | fields))


FILL = asked("fill", answer=[["条例", "规定"], ["30", "三十"]])
ORDER = asked("order", options=[{"key": key, "text": key * 2} for key in "ABC"], answer=["C", "A", "B"])
MATCH = asked("match", options=[{"key": "1", "text": "左一"}, {"key": "2", "text": "左二"}],
              targets=[{"key": "A", "text": "右一"}, {"key": "B", "text": "右二"}], answer=["B", "A"])


def right_answer(question) -> list[str]:
    key = item_of(question)["answer"]
    return [part[0] if isinstance(part, list) else part for part in key]


@pytest.mark.parametrize("question", [FILL, ORDER, MATCH], ids=lambda question: question.kind)
def test_each_line_is_judged(question):
    right = right_answer(question)
    shown = reading.judged(SimpleNamespace(question=question, response=right, right=True))
    assert len(shown.places) == len(question.answer)
    assert all(place.is_right for place in shown.places)
    wrong = reading.judged(SimpleNamespace(question=question, response=["nothing", *right[1:]], right=False))
    assert [place.is_right for place in wrong.places] == [False] + [True] * (len(right) - 1)


@pytest.mark.parametrize("question", [FILL, ORDER, MATCH], ids=lambda question: question.kind)
def test_what_is_asked_does_not_tell(question):
    shown = reading.asked(question)
    assert not shown.is_choice
    assert len(shown.places) == len(question.answer)
    assert not {"条例", "规定", "三十"} & set(shown.places)
