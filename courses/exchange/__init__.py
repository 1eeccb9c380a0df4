"""Questions in and out of the bank. Readers are pure; a file is shown first, then written whole or not at all."""

from courses.exchange.drafts import FileRefused, Reading
from courses.exchange.formats import FORMATS, Format, format_of, writing
from courses.exchange.judging import Plan, plan_of
from courses.exchange.opening import check_size

__all__ = ["FORMATS", "FileRefused", "Format", "Plan", "Reading", "format_of", "plan_of", "read", "writing"]


def read(fmt: Format, content: bytes, name: str) -> Reading:
    """Raises FileRefused."""
    check_size(len(content))
    return fmt.read(content, name)
