"""People, units, and the dated facts that join them."""

from lms.people.models.acts import Act, ActChange
from lms.people.models.facts import Category, HeadOf, PersonState, Portfolio, Posting, PostingQuerySet, RoleGrant
from lms.people.models.imports import ImportRow, ImportRun
from lms.people.models.options import PeopleSettings
from lms.people.models.units import (
    SINCE_EVER,
    Department,
    DepartmentAlias,
    DepartmentManager,
    DepartmentPeriod,
    DepartmentQuerySet,
    Succession,
)
from lms.people.models.users import OldPassword, User, UserManager, UserQuerySet

__all__ = [
    "SINCE_EVER", "Act", "ActChange", "Category", "Department", "DepartmentAlias", "DepartmentManager",
    "DepartmentPeriod", "DepartmentQuerySet", "HeadOf", "ImportRow", "ImportRun", "OldPassword", "PeopleSettings",
    "PersonState", "Portfolio", "Posting", "PostingQuerySet", "RoleGrant", "Succession", "User", "UserManager",
    "UserQuerySet",
]
