"""The verbs of people: each is atomic, audited and safe to call twice."""

from lms.people.services.postings import (
    PostingRefused,
    appoint_head,
    assign_portfolio,
    close_accounts,
    end_service,
    pause_person,
    transfer_person,
)
from lms.people.services.roles import RoleRefused, end_role, grant_role, sync_memberships, sync_role_groups

__all__ = [
    "PostingRefused", "RoleRefused", "appoint_head", "assign_portfolio", "close_accounts", "end_role", "end_service",
    "grant_role", "pause_person", "sync_memberships", "sync_role_groups", "transfer_person",
]
