"""A question in a few lines of text, for previews."""

from collections.abc import Mapping
from typing import Any

from courses.models import Question
from courses.question_rows import joined_blanks


def shown(values: Mapping[str, Any]) -> str:
    """Kind, stem, options and answer."""
    lines = [f"{Question.Kind(values['kind']).label}：{values['stem']}"]
    lines += [f"{one['key']}. {one['text']}" for one in values["options"]]
    if values["targets"]:
        lines.append("→ " + "；".join(f"{one['key']}. {one['text']}" for one in values["targets"]))
    return "\n".join([*lines, f"＝ {answer_words(values)}"])


def answer_words(values: Mapping[str, Any]) -> str:
    """The key in one line; of what a person marks, its marking guide."""
    kind, answer = values["kind"], values["answer"]
    if kind == "fill":
        return "；".join(joined_blanks(answer).splitlines())
    if kind == "match":
        return "、".join(f"{one['key']}-{key}" for one, key in zip(values["options"], answer, strict=True))
    if kind == "judge":
        words = {one["key"]: one["text"] for one in values["options"]}
        return "、".join(words.get(key, key) for key in answer)
    return "、".join(answer) or values.get("rubric", "")
