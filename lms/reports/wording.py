"""口径: what each figure means, printed under every table and at the foot of every export (design 1)."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from lms.people.models import Category
from lms.reports.selectors.period import Change
from lms.reports.selectors.wanted import Wanted

UNIT_DEFINITIONS = (
    (_("Owed"), _("People whose main post that day is in the unit or below it, who owe the course and are neither "
                  "paused nor exempted, and whose task is not closed.")),
    (_("Completion rate"), _("Completed ÷ owed, rounded down, so that 100 means everyone. "
                             "“—” where nobody owes.")),
    (_("On time"), _("Completed on or before the due date, which lasts until 24:00 that day. "
                     "Paused days move the due date.")),
    (_("Overdue"), _("Not completed, and the due date has passed.")),
    (_("Participation"), _("Sat ÷ owed, for courses that end in an assessment.")),
    (_("Pass rate"), _("Passed ÷ sat. Who has passed once has passed. The average is taken of the grade that counts of "
                       "each person who sat: the best, last or first one, or the average, as the assessment says.")),
    (_("Planned by today"), _("Linear between milestones, weighted by the people who owe. "
                              "Behind: more than 5 points below the plan.")),
    (_("Directly in it"), _("People whose main post is in the unit itself, not in one of its sub-units. They are "
                            "counted in the unit's own line too.")),
    (_("Cycle"), _("A year takes in the rounds labelled under it, 2026 also 2026-07. Who owes a course in several "
                   "rounds counts once for each.")),
    (_("Completed in this unit"), _("Completions by people who were in the unit when they completed.")),
)
OVERDUE_DEFINITIONS = (
    (_("Overdue"), _("Owed, not completed, and the due date has passed. The paused are left out.")),
    (_("Days"), _("Whole days since the due date, which lasts until 24:00 that day and moves with pauses.")),
    (_("Cycle"), _("A year takes in the rounds labelled under it, 2026 also 2026-07. Who owes a course in several "
                   "rounds counts once for each.")),
    (_("In this order"), _("Longest overdue first, then by unit in the bureau's order.")),
)
RATE = "rate"
# What a cell of the matrix may show, by the name of the figure.
MEASURES = {
    RATE: _("Completion rate"), "completed": _("Completed"), "owed": _("Owed"), "on_time_rate": _("On-time rate"),
    "overdue": _("Overdue"), "sat_rate": _("Participation"), "pass_rate": _("Pass rate"), "average": _("Average"),
}
PERIOD_DEFINITIONS = (
    (_("Completions"), _("Courses completed from the first day until 24:00 of the last, counted in the unit the person "
                         "was in when he completed. A line is the unit alone, without its sub-units.")),
    (_("People"), _("Who completed at least one of them. Somebody who completed in two units counts in each, and once "
                    "in the total.")),
    (_("Average"), _("Of the grades of these completions; those without a grade are left out.")),
    (_("Staff category"), _("Of the post held when the course was completed.")),
)
PERSON_DEFINITIONS = (
    (_("Completed"), _("All lessons finished and the assessment passed, where there is one.")),
    (_("Due"), _("Until 24:00 of the day. Paused days move the due date.")),
    (_("Grade"), _("The one that counts: the best, last or first one, or the average, as the assessment says.")),
    (_("Cycle"), _("A year takes in the rounds labelled under it, 2026 also 2026-07; each round is a "
                   "task of its own.")),
)


def presets(today: dt.date) -> tuple[tuple[str, str, str], ...]:
    """Periods a bureau reports on: (label, first day, last day)."""
    year = today.year
    spans = (
        (_("This year"), dt.date(year, 1, 1), today),
        (_("First half"), dt.date(year, 1, 1), dt.date(year, 6, 30)),
        (_("Second half"), dt.date(year, 7, 1), dt.date(year, 12, 31)),
        (_("Last year"), dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31)),
    )
    return tuple((str(label), f"{since}", f"{until}") for label, since, until in spans)


def change_words(change: Change) -> str:
    """One merger or split, as its line in a table says it."""
    values = {"unit": change.unit, "day": formats.date_format(change.on, "DATE_FORMAT")}
    return (_("taken over by %(unit)s on %(day)s") if change.left else _("includes %(unit)s since %(day)s")) % values


def only_words(wanted: Wanted) -> list[str]:
    """What the figures are narrowed to, for a heading or a footnote."""
    labels = dict(Category.choices)
    asked = (
        (_("Course"), wanted.course), (_("Course category"), wanted.subject), (_("Curriculum"), wanted.curriculum),
        (_("Staff category"), labels.get(wanted.category, "")),
    )
    return [f"{label} {value}" for label, value in asked if value]
