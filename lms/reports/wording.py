"""口径: what each figure means, printed under every table and at the foot of every export (design 1)."""

from django.utils.translation import gettext_lazy as _

UNIT_DEFINITIONS = (
    (_("Owed"), _("People whose main post that day is in the unit or below it, who owe the course and are neither "
                  "paused nor exempted, and whose task is not closed.")),
    (_("Completion rate"), _("Completed ÷ owed, rounded down, so that 100 means everyone. "
                             "“—” where nobody owes.")),
    (_("On time"), _("Completed on or before the due date, which lasts until 24:00 that day. "
                     "Paused days move the due date.")),
    (_("Overdue"), _("Not completed, and the due date has passed.")),
    (_("Participation"), _("Sat ÷ owed, for courses that end in an assessment.")),
    (_("Pass rate"), _("Passed ÷ sat. The average is taken of the best grade of each person who sat.")),
    (_("Planned by today"), _("Linear between milestones, weighted by the people who owe. "
                              "Behind: more than 5 points below the plan.")),
    (_("Completed in this unit"), _("Completions by people who were in the unit when they completed.")),
)
PERSON_DEFINITIONS = (
    (_("Completed"), _("All lessons finished and the assessment passed, where there is one.")),
    (_("Due"), _("Until 24:00 of the day. Paused days move the due date.")),
    (_("Grade"), _("The best of all attempts.")),
)
