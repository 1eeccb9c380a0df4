"""What says nothing about a day: a unit's kind and order, and the nicknames rosters use."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.audit.services import record
from lms.people.models import Department, DepartmentAlias, User
from lms.people.services.units.refusals import UnitRefused
from lms.people.services.units.tree import lock_tree


@transaction.atomic
def describe_unit(*, unit: Department, kind: str, sort_order: int, by: User | None = None) -> Department:
    """Set the kind and the place among the neighbours; the same again changes nothing."""
    lock_tree()
    fresh = Department.objects.get(pk=unit.pk)
    values = {"kind": kind, "sort_order": sort_order}
    old = {name: getattr(fresh, name) for name in values}
    if old == values:
        return fresh
    Department.objects.filter(pk=unit.pk).update(**values)
    fresh = Department.objects.get(pk=unit.pk)
    above = fresh.get_parent()
    if above and old["sort_order"] != sort_order:
        fresh.move(above, "sorted-child")
        fresh = Department.objects.get(pk=unit.pk)
    record(action="people.describe_unit", actor=by, target=unit.code, detail={"before": old, "after": values})
    log(fresh, "wagtail.edit", user=by)
    return fresh


@transaction.atomic
def add_nickname(*, unit: Department, name: str, by: User | None = None) -> DepartmentAlias:
    """Rosters may call the unit so. Raises UnitRefused when another unit is called so already."""
    name = name.strip()
    if not name:
        raise UnitRefused(_("A nickname needs at least one character."))
    alias, made = DepartmentAlias.objects.get_or_create(name=name, defaults={"department": unit})
    if alias.department_id != unit.pk:
        raise UnitRefused(_("%(name)s is a nickname of %(unit)s.") % {"name": name, "unit": alias.department})
    if made:
        record(action="people.add_nickname", actor=by, target=unit.code, detail={"name": name})
        log(unit, "wagtail.edit", user=by)
    return alias


@transaction.atomic
def remove_nickname(*, unit: Department, name: str, by: User | None = None) -> None:
    """Rosters may call the unit so no more; removed twice changes nothing."""
    removed, _kinds = DepartmentAlias.objects.filter(department=unit, name=name).delete()
    if removed:
        record(action="people.remove_nickname", actor=by, target=unit.code, detail={"name": name})
        log(unit, "wagtail.edit", user=by)
