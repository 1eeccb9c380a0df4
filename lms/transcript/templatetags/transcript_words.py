"""Hours as people write them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def hours(value: Decimal | int) -> str:
    """38.5, 90, 0: without the zeros that say nothing."""
    return f"{Decimal(value).normalize():f}"
