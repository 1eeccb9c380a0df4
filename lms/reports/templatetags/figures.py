"""How a figure is written."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.reports import wording
from lms.reports.rules import Figures
from lms.reports.selectors.figures import behind
from lms.reports.selectors.grid import GridRow
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


@register.simple_tag
def grid_cells(row: GridRow, show: str) -> SafeString:
    """The cells of one row of the matrix. Not a loop in the template: a bureau's matrix has thousands of them."""
    marked = format_html('<span class="mark mark-behind mark-icon"><span>{}</span></span> ', _("Behind"))
    unit = "%" if show.endswith("rate") else ""
    return mark_safe("".join(_cell(cell, show, unit, marked) for cell in row.cells))  # noqa: S308 numbers and our words


def _cell(figures: Figures, show: str, unit: str, marked: str) -> str:
    value = getattr(figures, show) if show in wording.MEASURES and figures.owed else None
    if value is None:
        return '<td class="num">—</td>'
    mark = marked if show == wording.RATE and behind(figures) else ""
    return f'<td class="num" title="{figures.completed}/{figures.owed}">{mark}{value}{unit}</td>'
