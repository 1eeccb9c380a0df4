"""How a figure is written."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from lms.reports import wording
from lms.reports.selectors.period import Change

register = template.Library()


@register.filter
def percent(value: int | None) -> str:
    return "—" if value is None else f"{value}%"


@register.filter
def whole(value: Decimal | None) -> int | None:
    """Rounded down, as every rate is."""
    return None if value is None else int(value)


@register.filter
def or_dash(value: int | Decimal | None) -> str:
    """88.2 whatever the language; a dash for nothing."""
    return "—" if value is None else f"{value}"


@register.filter
def grouped(value: int) -> str:
    """4,824,445: readable at any size."""
    return f"{value:,}"


@register.filter
def short(value: int) -> str:
    """For a drawing: 43万, or 433k, where there is no room for 433,551."""
    if value < 10_000:
        return f"{value}"
    return f"{value // 10_000}万" if (get_language() or "").startswith("zh") else f"{value // 1000}k"


@register.filter
def grade(value: Decimal | None) -> str:
    """88 rather than 88.00, 88.5 rather than 88.50."""
    return "—" if value is None else f"{value.normalize():f}"


@register.filter
def change_words(change: Change) -> str:
    return wording.change_words(change)
