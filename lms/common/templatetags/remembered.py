"""A part of a page that depends on nothing but its values, drawn once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.functional import LazyObject, Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

KEPT = 4096  # drawn parts a process remembers, some kilobytes each

register = template.Library()


@register.simple_tag
def remembered(template_name: str, /, **values: Any) -> SafeString:
    """Includes the template with these values only, and remembers how it looks in the language that is on.

    For templates without the request, a token, today's date or a question to the database. The values must be
    hashable, and values that are equal must look alike.
    """
    return _drawn(template_name, get_language(), tuple((key, _plain(value)) for key, value in values.items()))


def remembering(template_name: str) -> Callable[..., SafeString]:
    """`remembered` of one template for hundreds of rows: the language is asked once. Values are plain ones."""
    language = get_language()
    return lambda **values: _drawn(template_name, language, tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _drawn(name: str, language: str | None, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(get_template(name).render(dict(values)))


def _plain(value: Any) -> Any:
    """What a lazy value stands for, so that it is compared by what it says."""
    if isinstance(value, LazyObject):
        return value.__reduce__()[1][0]
    return str(value) if isinstance(value, Promise) else value
