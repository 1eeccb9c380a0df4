"""Facts that hold from one day to another, both days included; an open end is null."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """Those that hold on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class Dated(models.Model):
    """A dated fact. It is ended by a last day, never overwritten; deleted only if it has not begun, and journalled."""

    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            # A fact cannot end before it begins.
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="%(class)s_ends_after_start",
            ),
        ]

    def holds_on(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)
