"""The demo's 29 units and their nicknames."""

from lms.demo import files
from lms.people.models import Department, DepartmentAlias


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
    known = Department.objects.filter(code=row["code"]).first()
    if known:
        return known
    values = {
        "code": row["code"], "name": row["name"], "short_name": row["short"], "kind": row["kind"],
        "sort_order": row["sort"],
    }
    if parent is None:
        return Department.add_root(**values)
    # The parent is read again: treebeard counts children in the instance it is given.
    return Department.objects.get(pk=parent.pk).add_child(**values)
