"""HR's roster: read, judged, compared, and only then written - all of it or none (design 1, rosters)."""

from lms.people.services.roster.importing import import_roster
from lms.people.services.roster.sheet import RosterUnreadable
from lms.people.services.roster.values import Change, Refusal, Report

__all__ = ["Change", "Refusal", "Report", "RosterUnreadable", "import_roster"]
