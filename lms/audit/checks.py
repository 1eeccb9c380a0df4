"""Settings of the log that would break the law are refused before anything starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from lms.audit.verifying import LEAST_DAYS


def keep_days(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """网络安全法 第二十一条: network logs are kept for at least six months."""
    days = getattr(settings, "AUDIT_KEEP_DAYS", None)
    if days is None or (isinstance(days, int) and days >= LEAST_DAYS):
        return []
    return [Error(
        f"AUDIT_KEEP_DAYS is {days!r}; the log must be kept for at least {LEAST_DAYS} days.",
        hint="Leave it out to keep the log for ever.", id="audit.E001",
    )]
