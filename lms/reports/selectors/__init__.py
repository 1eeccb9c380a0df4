"""Questions about completion, scores and plan, each a page's worth."""

from lms.reports.selectors.counted import (
    Counted,
    FigureRow,
    counted,
    every_unit,
    figure_rows,
    groups_of,
    takes_long,
)
from lms.reports.selectors.figures import UnitCourseRow, completion_figures
from lms.reports.selectors.grid import Grid, grid_of, unplaced
from lms.reports.selectors.overdue import OverduePage, overdue_page
from lms.reports.selectors.period import PeriodPage, offered, period_page
from lms.reports.selectors.period import takes_long as period_takes_long
from lms.reports.selectors.person_page import PersonPage, person_page
from lms.reports.selectors.unit_page import UnitPage, picture_of, unit_lines, unit_page
from lms.reports.selectors.wanted import ALL, Choices, Wanted, choices

__all__ = [
    "ALL", "Choices", "Counted", "FigureRow", "Grid", "OverduePage", "PeriodPage", "PersonPage", "UnitCourseRow",
    "UnitPage", "Wanted", "choices", "completion_figures", "counted", "every_unit", "figure_rows", "grid_of",
    "groups_of", "offered", "overdue_page", "period_page", "period_takes_long", "person_page", "picture_of",
    "takes_long", "unit_lines", "unit_page", "unplaced",
]
