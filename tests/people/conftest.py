"""The units of the roster, and the roster itself."""

from pathlib import Path

import pytest

from lms.people.models import Department, DepartmentAlias
from tests import factories
from tests.people.organisation import ALIASES, UNITS

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = ROOT / "lms" / "demo" / "data" / "roster.xlsx"
UGLY = Path(__file__).resolve().parent / "data" / "roster-ugly.xlsx"


@pytest.fixture
def organisation(db) -> dict[str, Department]:
    """The bureau's 29 units by code."""
    units: dict[str, Department] = {}
    for order, (code, above, name, short, kind) in enumerate(UNITS):
        parent = Department.objects.get(code=above) if above else None
        units[code] = factories.unit(code, name, parent, short_name=short, kind=kind, sort_order=order)
    DepartmentAlias.objects.bulk_create(
        DepartmentAlias(name=name, department=units[code]) for name, code in ALIASES.items()
    )
    return units
