"""A question as practice asks it: laid out the same way each time, so that its answer needs no copy of it."""

from courses.models import Question
from lms.assessment import kinds

# What a page asks and judges at once. What a person marks is no drill.
DRILLED = ("single", "multi", "judge", "fill", "order", "match")
SAID = ("kind", "stem", "options", "answer", "explanation", "article")
SOME_SAY = ("targets", "any_order", "max_length")  # kinds that have them


def item_of(question: Question) -> kinds.Item:
    """With the key: for the server's eyes."""
    said = {name: getattr(question, name) for name in SAID}
    said |= {name: getattr(question, name) for name in SOME_SAY if hasattr(question, name)}
    laid_out = kinds.laid_out({"question": question.code, "version": question.version, **said}, None)
    return {"points": 1, **laid_out}
