"""Questions to the log."""

from lms.audit.selectors.pages import EntryRow, Filters, entries, page_of, rows_of
from lms.audit.selectors.sign_ins import SignIn, recent_sign_ins
from lms.audit.selectors.standing import Standing, newest_seal, standing
from lms.audit.verifying import Verification

__all__ = ["EntryRow", "Filters", "SignIn", "Standing", "Verification", "entries", "newest_seal", "page_of",
           "recent_sign_ins", "rows_of", "standing"]
