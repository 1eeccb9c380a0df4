"""Units: a tree that is renamed, moved and closed, never cut."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from lms.common import clock
from lms.people.models.users import User


class DepartmentQuerySet(MP_NodeQuerySet):
    def visible_to(self, viewer: User, on: dt.date | None = None) -> Self:
        """The units whose people `viewer` may read; a learner has none."""
        from lms.people.access import departments_in_scope

        return departments_in_scope(self, viewer, on or clock.today())

    def below(self, department: "Department") -> Self:
        """The unit and all its sub-units."""
        return self.filter(path__startswith=department.path)


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):  # type: ignore[misc]
    """Tree order first, then the verbs above."""

    def get_queryset(self) -> DepartmentQuerySet:
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class Department(MP_Node):
    """A unit. Renamed, moved, merged (successor + date) or closed, never deleted."""

    class Kind(models.TextChoices):
        ROOT = "root", _("bureau")
        LEADERS = "leaders", _("bureau leaders")
        SECTION = "section", _("section")
        INSTITUTION = "institution", _("institution")
        COUNTY = "county", _("county bureau")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SECTION)
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("successor"), related_name="+"
    )

    objects = DepartmentManager()
    node_order_by = ["sort_order", "code"]

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name

    @property
    def indented_name(self) -> str:
        """The name, moved in by its level: for lists in tree order."""
        return "　" * (self.depth - 1) + self.name


class DepartmentAlias(models.Model):
    """A nickname rosters use: 人教科 for 人事教育科."""

    name = models.CharField(_("nickname"), max_length=100, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="aliases")

    class Meta:
        verbose_name = _("unit nickname")
        verbose_name_plural = _("unit nicknames")

    def __str__(self) -> str:
        return self.name
