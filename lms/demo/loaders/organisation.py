"""The demo's 29 units and their nicknames."""

from lms.demo import files
from lms.people.models import Department, DepartmentAlias
from lms.people.services import open_unit


def load() -> Department:
    """The bureau's root unit; what is there already is left as it is."""
    data = files.read("organisation")
    units: dict[str, Department] = {}
    for row in data["unit"]:
        units[row["code"]] = _unit(row, units.get(row.get("parent", "")))
    for name, code in data["aliases"].items():
        DepartmentAlias.objects.get_or_create(name=name, defaults={"department": units[code]})
    return units["00"]


def _unit(row: dict, parent: Department | None) -> Department:
    return open_unit(
        code=row["code"], name=row["name"], short_name=row["short"], kind=row["kind"], sort_order=row["sort"],
        parent=parent,
    )
