"""The verbs of people: each is atomic, audited and safe to call twice."""

from lms.people.services.heads import HeadRefused, appoint_head, assign_portfolio, end_head
from lms.people.services.journal import Journal, UndoRefused, undo_act
from lms.people.services.postings import (
    PostingRefused,
    close_accounts,
    end_service,
    pause_person,
    transfer_person,
)
from lms.people.services.roles import (
    RoleRefused,
    end_role,
    grant_role,
    sync_memberships,
    sync_role_groups,
    withdraw_role,
)
from lms.people.services.units import (
    NewUnit,
    Part,
    Plan,
    PlanChanged,
    UnitRefused,
    close_unit,
    merge_units,
    move_unit,
    open_unit,
    period_on,
    rename_unit,
    require_open,
    split_unit,
    sync_departments,
)

__all__ = [
    "HeadRefused", "Journal", "NewUnit", "Part", "Plan", "PlanChanged", "PostingRefused", "RoleRefused",
    "UndoRefused", "UnitRefused", "appoint_head", "assign_portfolio", "close_accounts", "close_unit", "end_head",
    "end_role", "end_service", "grant_role", "merge_units", "move_unit", "open_unit", "pause_person", "period_on",
    "rename_unit", "require_open", "split_unit", "sync_departments", "sync_memberships", "sync_role_groups",
    "transfer_person", "undo_act", "withdraw_role",
]
