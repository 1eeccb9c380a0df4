"""Columns of the list of questions that rooms above know: they register them when they are loaded."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column

from courses.models import Question


class Known(NamedTuple):
    """`expression` gives the value of a question, as part of the list's own query; `words` how it is shown."""

    name: str
    label: Any
    expression: Callable[[], Any]
    words: Callable[[Any], str]


_KNOWN: dict[str, Known] = {}


def register(known: Known) -> None:
    """Once, by its name."""
    _KNOWN[known.name] = known


def annotated(rows: QuerySet[Question]) -> QuerySet[Question]:
    return rows.annotate(**{known.name: known.expression() for known in _KNOWN.values()})


def columns() -> list[Column]:
    """Sortable, beside those of the list itself."""
    return [Column(known.name, label=known.label, accessor=_accessor(known), sort_key=known.name)
            for known in _KNOWN.values()]


def _accessor(known: Known) -> Callable[[Any], str]:
    return lambda question: known.words(getattr(question, known.name))
