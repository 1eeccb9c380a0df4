"""Questions about completion, scores and plan, each a page's worth."""

from lms.reports.selectors.figures import UnitCourseRow, completion_figures
from lms.reports.selectors.period import PeriodPage, period_page
from lms.reports.selectors.person_page import PersonPage, person_page
from lms.reports.selectors.unit_page import UnitPage, unit_lines, unit_page

__all__ = [
    "PeriodPage", "PersonPage", "UnitCourseRow", "UnitPage", "completion_figures", "period_page", "person_page",
    "unit_lines", "unit_page",
]
