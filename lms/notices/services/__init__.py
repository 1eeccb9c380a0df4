"""What is done to messages: sent, read, worded, mailed."""

from lms.notices.services.again import send_again
from lms.notices.services.inbox import mark_read, notify, notify_many
from lms.notices.services.outbox import Delivered, deliver, queue_digests
from lms.notices.services.wording import ensure_letters

__all__ = [
    "Delivered", "deliver", "ensure_letters", "mark_read", "notify", "notify_many", "queue_digests", "send_again",
]
