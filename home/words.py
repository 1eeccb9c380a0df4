"""Due dates said to a learner."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.curricula.selectors import Task


def due_words(task: Task) -> str:
    """Overdue by 3 days; due today; 9 days left; paused."""
    days = task.days_left
    if task.state == "paused":
        return _("paused")
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
