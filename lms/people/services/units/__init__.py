"""Dated acts on units: decided in a draft, shown as a plan, written through the journal, undone with `undo_act`."""

from lms.people.services.units.acts import (
    close_unit,
    merge_units,
    move_unit,
    open_unit,
    plan_close,
    plan_merge,
    plan_move,
    plan_open,
    plan_rename,
    plan_split,
    rename_unit,
    split_unit,
)
from lms.people.services.units.drafting import NewUnit, Part
from lms.people.services.units.planning import Plan
from lms.people.services.units.refusals import PlanChanged, UnitRefused
from lms.people.services.units.tree import period_on, require_open, sync_departments

__all__ = [
    "NewUnit", "Part", "Plan", "PlanChanged", "UnitRefused", "close_unit", "merge_units", "move_unit", "open_unit",
    "period_on", "plan_close", "plan_merge", "plan_move", "plan_open", "plan_rename", "plan_split", "rename_unit",
    "require_open", "split_unit", "sync_departments",
]
