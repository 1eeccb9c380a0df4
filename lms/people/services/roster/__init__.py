"""HR's roster: read, judged, compared, and only then written - all of it or none (design 1, rosters)."""

from lms.people.services.roster.at_once import import_at_once, import_roster
from lms.people.services.roster.importing import (
    RosterRefused,
    commit_roster,
    discard_roster,
    forget_contents,
    judge_roster,
    receive_roster,
)
from lms.people.services.roster.sheet import RosterUnreadable
from lms.people.services.roster.undoing import undo_roster
from lms.people.services.roster.values import Change, Refusal, Report

__all__ = [
    "Change", "Refusal", "Report", "RosterRefused", "RosterUnreadable", "commit_roster", "discard_roster",
    "forget_contents", "import_at_once", "import_roster", "judge_roster", "receive_roster", "undo_roster",
]
