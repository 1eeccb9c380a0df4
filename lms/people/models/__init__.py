"""People, units, and the dated facts that join them."""

from lms.people.models.facts import Category, HeadOf, PersonState, Portfolio, Posting, PostingQuerySet, RoleGrant
from lms.people.models.imports import ImportRow, ImportRun
from lms.people.models.units import Department, DepartmentAlias, DepartmentManager, DepartmentQuerySet
from lms.people.models.users import OldPassword, User, UserManager, UserQuerySet

__all__ = [
    "Category", "Department", "DepartmentAlias", "DepartmentManager", "DepartmentQuerySet", "HeadOf", "ImportRow",
    "ImportRun", "OldPassword", "PersonState", "Portfolio", "Posting", "PostingQuerySet", "RoleGrant", "User",
    "UserManager", "UserQuerySet",
]
