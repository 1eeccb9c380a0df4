"""What is done to cases: sent, added to, withdrawn, taken up, answered."""

from lms.feedback.services.answering import answer, take_up
from lms.feedback.services.sending import Refused, add, send, withdraw

__all__ = ["Refused", "add", "answer", "send", "take_up", "withdraw"]
