"""What is done to the log: acts are appended, the ends of the chains sealed, the old archived."""

from lms.audit.services.archiving import ArchiveRefused, ArchiveResult, archive
from lms.audit.services.recording import record
from lms.audit.services.sealing import seal, seal_if_due

__all__ = ["ArchiveRefused", "ArchiveResult", "archive", "record", "seal", "seal_if_due"]
