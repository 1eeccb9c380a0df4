"""What is done in discussions: said, changed, taken back, reported, hidden, pinned; lessons opened and closed."""

from lms.discussion.services.boards import set_board
from lms.discussion.services.moderating import hide, pin, restore
from lms.discussion.services.reporting import answer_report, report
from lms.discussion.services.saying import Refused, edit, say, withdraw

__all__ = ["Refused", "answer_report", "edit", "hide", "pin", "report", "restore", "say", "set_board", "withdraw"]
