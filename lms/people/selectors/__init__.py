"""Questions about people and units, a page's worth each."""

from lms.people.selectors.gaps import Borrowed, Gaps, HeadGap, borrowed_by, gaps_on
from lms.people.selectors.people import (
    department_on,
    departments_on,
    is_paused,
    pauses_of,
    people_of,
    posting_of,
    postings_of,
)
from lms.people.selectors.stories import HeadLine, UnitStory, story_of
from lms.people.selectors.units import (
    Headcount,
    TreeRow,
    UnitRow,
    head_of,
    headcounts,
    tree_on,
    unit_labels,
    unit_rows,
    units_of,
)

__all__ = [
    "Borrowed", "Gaps", "HeadGap", "HeadLine", "Headcount", "TreeRow", "UnitRow", "UnitStory", "borrowed_by",
    "department_on", "departments_on", "gaps_on", "head_of", "headcounts", "is_paused", "pauses_of", "people_of",
    "posting_of", "postings_of", "story_of", "tree_on", "unit_labels", "unit_rows", "units_of",
]
