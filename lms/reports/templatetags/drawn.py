"""Parts of tables with thousands of cells, written as text: a template takes some fifty times as long for each."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from operator import attrgetter
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.common.templatetags.remembered import remembering
from lms.reports import wording
from lms.reports.selectors.figures import behind
from lms.reports.selectors.grid import Grid, GridRow
from lms.reports.selectors.matrix import Cell
from lms.reports.selectors.unit_page import Line
from lms.reports.templatetags.figures import or_dash, percent

register = template.Library()
NONE = '<td class="num">—</td>'


@register.simple_tag
def options(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The choices of a filter."""
    return _whole(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
        for value, words in pairs
    )


@register.simple_tag
def grid_rows(grid: Grid, show: str, address: str) -> SafeString:
    """The matrix of units and courses; each course leads to `address`, an address of the unit that lacks its code."""
    link = escape(address)
    return _whole(
        f'<tr><th scope="row"><a href="{link}{quote(row.course.code)}">{escape(row.course.title)}</a></th>'
        f"{cells}</tr>\n" for row, cells in zip(grid.rows, _drawn_cells(grid.rows, show), strict=True) if row.course
    )


@register.simple_tag
def grid_cells(row: GridRow, show: str) -> SafeString:
    """The cells of one row of it."""
    return _whole(_drawn_cells([row], show))


def _drawn_cells(rows: Iterable[GridRow], show: str) -> Iterator[str]:
    show = show if show in wording.MEASURES else wording.RATE
    behind_mark = f'<span class="mark mark-behind mark-icon"><span>{escape(_("Behind"))}</span></span> '
    mark, unit = behind_mark if show == wording.RATE else "", "%" if show.endswith("rate") else ""
    value_of = attrgetter(show)
    for row in rows:
        yield "".join([
            f'<td class="num" title="{figures.completed}/{figures.owed}">'
            f'{mark if mark and behind(figures) else ""}{value}{unit}</td>'
            if figures.owed and (value := value_of(figures)) is not None else NONE
            for figures in row.cells
        ])


@register.simple_tag
def course_rows(lines: Iterable[Line], query: str) -> SafeString:
    """Figures by course, each leading to the page narrowed to it."""
    kept, cells = escape(query), figure_drawer()
    return _whole(
        f'<tr><th scope="row"><a href="?{kept}&amp;course={quote(line.course.code)}">{escape(line.course.title)}</a>'
        f"</th>{cells(line)}</tr>\n" for line in lines if line.course
    )


@register.simple_tag
def figure_cells(line: Line) -> SafeString:
    """One row's figures, under `_figure_heads.html`."""
    return SafeString(figure_drawer()(line))


def figure_drawer() -> Callable[[Line], str]:
    bar, schedule = remembering("lms/partials/schedule_bar.html"), remembering("reports/_schedule.html")

    def draw(line: Line) -> str:
        figures, owed = line.figures, line.figures.owed
        drawn = bar(actual=line.actual, planned=line.planned, behind=line.behind) if owed else "—"
        late = f'<span class="mark mark-late">{figures.overdue}</span>' if figures.overdue else "0"
        rest = (figures.on_time, late, percent(figures.sat_rate), percent(figures.pass_rate), or_dash(figures.average))
        return "".join([
            *map(_number, (owed, figures.completed, percent(figures.rate))), f"<td>{drawn}</td>",
            *map(_number, rest), f"<td>{schedule(behind=line.behind) if owed else '—'}</td>",
        ])

    return draw


@register.simple_tag
def matrix_cells(cells: Iterable[Cell]) -> SafeString:
    """One person's states, course by course; there are few different ones."""
    draw = remembering("reports/_matrix_cell.html")
    return _whole(draw(cell=cell) for cell in cells)


def _number(value: object) -> str:
    return f'<td class="num">{value}</td>'


def _whole(parts: Iterable[str]) -> SafeString:
    """Texts were escaped where they came in; the rest are numbers and our own words."""
    return SafeString("".join(parts))
