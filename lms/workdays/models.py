"""节假日: the days that are not what the weekday says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common.clock import WITHIN_CALENDAR


class Holiday(models.Model):
    """A weekday off, or a Saturday or Sunday worked instead (调休)."""

    class Kind(models.TextChoices):
        REST = "rest", _("day off")
        WORK = "work", _("working day (调休)")

    # A day is one thing only: off or worked.
    on = models.DateField(_("day"), unique=True, validators=WITHIN_CALENDAR)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.REST)
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-on"]
        constraints = [
            # A day is off or worked; a third thing would count as neither.
            models.CheckConstraint(condition=Q(kind__in=("rest", "work")), name="holiday_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
