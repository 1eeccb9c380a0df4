"""How a figure is written."""

from decimal import Decimal

from django import template

from lms.reports import wording
from lms.reports.selectors.period import Change

register = template.Library()


@register.filter
def percent(value: int | None) -> str:
    return "—" if value is None else f"{value}%"


@register.filter
def or_dash(value: int | Decimal | None) -> str:
    """88.2 whatever the language; a dash for nothing."""
    return "—" if value is None else f"{value}"


@register.filter
def grade(value: Decimal | None) -> str:
    """88 rather than 88.00, 88.5 rather than 88.50."""
    return "—" if value is None else f"{value.normalize():f}"


@register.filter
def change_words(change: Change) -> str:
    return wording.change_words(change)
