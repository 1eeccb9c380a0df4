"""What supervision does: reminds and escalates, freezes figures, runs the day."""

from lms.supervision.services.daily import run_daily, run_due
from lms.supervision.services.freezing import FreezeRefused, freeze, freeze_months
from lms.supervision.services.reminding import Reminded, remind_day

__all__ = ["FreezeRefused", "Reminded", "freeze", "freeze_months", "remind_day", "run_daily", "run_due"]
