"""The demo's questions, of every kind its file has."""

from typing import Any

from courses.models import Question, QuestionBank
from courses.question_rows import Row, content_of

TRUE_OR_FALSE = [{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]


def question_of(bank: QuestionBank, item: dict[str, Any]) -> Question:
    """Approved, as the demo has no history of reviews; not saved yet."""
    return Question(
        bank=bank, code=item["id"], kind=item["type"], stem=item["stem"], explanation=item["explain"],
        article=item["article"], **_content(item),
    )


def _content(item: dict[str, Any]) -> dict[str, Any]:
    kind = item["type"]
    if kind == "judge":
        return {"options": TRUE_OR_FALSE, "answer": ["T" if item["answer"] else "F"]}
    if kind == "fill":
        return content_of(kind, [], blanks="\n".join(item["blanks"]))
    if kind == "order":
        return content_of(kind, [Row(part) for part in item["parts"]])
    if kind == "match":
        rows = [Row(left, fits=right) for left, right in item["pairs"].items()]
        return content_of(kind, rows, distractors="\n".join(item["distractors"]))
    options = [{"key": key, "text": text} for key, text in item["options"].items()]
    return {"options": options, "answer": sorted(item["answer"])}
