"""Due dates said to a learner."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.curricula.owed import Duty


def due_words(duty: Duty) -> str:
    """Overdue by 3 days; due today; 9 days left; paused."""
    days = duty.days_left
    if duty.paused:
        return _("paused")
    if days < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
