"""Units: a tree that is renamed, moved and closed, never cut."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from lms.common import clock
from lms.common.dated import Dated
from lms.people.models.users import User

# A unit that was there before anyone wrote down since when.
SINCE_EVER = dt.date(1900, 1, 1)


class DepartmentQuerySet(MP_NodeQuerySet):
    def visible_to(self, viewer: User, on: dt.date | None = None) -> Self:
        """The units whose people `viewer` may read; a learner has none."""
        from lms.people.access import departments_in_scope

        return departments_in_scope(self, viewer, on or clock.today())

    def below(self, department: "Department") -> Self:
        """The unit and all its sub-units."""
        return self.filter(path__startswith=department.path)

    def open_on(self, day: dt.date) -> Self:
        """The units there are on the day: set up by then, and not closed yet."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)


class DepartmentManager(MP_NodeManager.from_queryset(DepartmentQuerySet)):  # type: ignore[misc]
    """Tree order first, then the verbs above."""

    def get_queryset(self) -> DepartmentQuerySet:
        return DepartmentQuerySet(self.model, using=self._db).order_by("path")


class Department(MP_Node):
    """A unit. Renamed, moved, merged or closed on a day, never deleted.

    The row says what holds today; `periods` say what held on any day, and `sync_departments` keeps the row equal to
    them when a day comes that was decided earlier.
    """

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
    opened_on = models.DateField(_("set up on"), default=SINCE_EVER, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

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


class DepartmentPeriod(Dated):
    """What a unit was called and where it belonged, from one day to another."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="periods", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    parent = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("belongs to")
    )
    # The keys of the units above and of the unit itself, "/1/7/25/": whoever is below begins with it.
    lineage = models.CharField(max_length=255, db_index=True, editable=False)

    class Meta(Dated.Meta):
        verbose_name = _("period of a unit")
        verbose_name_plural = _("periods of units")
        ordering = ["from_on"]
        constraints = [
            *Dated.Meta.constraints,
            # A unit has one present name and place. (That no two periods overlap, and that no unit is above itself,
            # is promised by the database too: migration 0005.)
            models.UniqueConstraint(
                fields=["department"], condition=Q(to_on__isnull=True), name="period_one_open_per_unit"
            ),
            # A unit does not belong to itself.
            models.CheckConstraint(condition=~Q(parent=F("department")), name="period_not_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}"


class Succession(models.Model):
    """From a day on this unit does what that one did: the one successor of a merger, each successor of a split."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="takeovers")
    on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("succession of a unit")
        verbose_name_plural = _("successions of units")
        ordering = ["on", "pk"]
        constraints = [
            # A unit takes over from another once.
            models.UniqueConstraint(fields=["department", "successor"], name="succession_once"),
            # A unit does not succeed itself.
            models.CheckConstraint(condition=~Q(department=F("successor")), name="succession_not_own"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} → {self.successor_id} {self.on}"


class DepartmentAlias(models.Model):
    """A nickname rosters use: 人教科 for 人事教育科."""

    name = models.CharField(_("nickname"), max_length=100, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="aliases")

    class Meta:
        verbose_name = _("unit nickname")
        verbose_name_plural = _("unit nicknames")

    def __str__(self) -> str:
        return self.name
