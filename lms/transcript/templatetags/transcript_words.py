"""Hours and results as people write them."""

from decimal import Decimal, InvalidOperation

from django import template

register = template.Library()


@register.filter
def hours(value: Decimal | int) -> str:
    """38.5, 90, 0: without the zeros that say nothing."""
    return f"{Decimal(value).normalize():f}"


@register.filter
def result(text: str) -> str:
    """90.00 as 90; a result in words stays as it is."""
    try:
        return hours(Decimal(text))
    except InvalidOperation:
        return text
