"""A question as a paper keeps it: words and key, as plain values."""

from typing import Any

from courses.models import Question

ALWAYS = ("kind", "stem", "options", "answer", "explanation", "article")
WHERE_SET = ("targets", "any_order", "rubric", "max_length", "two_markers")
COLUMNS = ("pk", "code", "version", *ALWAYS, *WHERE_SET, "material", "effective_on", "difficulty")  # what a draw reads


def frozen(question: Question) -> dict[str, Any]:
    """Its keys are those of lms.assessment's papers, `id` the version's own; what is not set is left out."""
    kept: dict[str, Any] = {"id": question.pk, "question": question.code, "version": question.version}
    kept |= {name: getattr(question, name) for name in ALWAYS}
    kept |= {name: getattr(question, name) for name in WHERE_SET if getattr(question, name)}
    if question.effective_on:
        kept["effective_on"] = question.effective_on.isoformat()
    material = list(question.material.raw_data)
    return kept | ({"material": material} if material else {})
