"""培训档案: hours and certificates. Appended to; a correction is a reversal."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common.dated import Dated, DatedQuerySet


class Counter(models.TextChoices):
    """Two counters that never add up into one (design 1, law 2)."""

    ONLINE = "online", _("online study")
    CONCENTRATED = "concentrated", _("concentrated training")


class CreditRule(Dated):
    """The dated rule by which study makes hours. Its version is kept on each entry."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    step = models.DecimalField(_("step"), max_digits=4, decimal_places=2, default="0.25")
    minutes = models.PositiveSmallIntegerField(_("minutes of a credit hour"), default=45)

    class Meta(Dated.Meta):
        verbose_name = _("credit rule")
        verbose_name_plural = _("credit rules")
        constraints = [
            *Dated.Meta.constraints,
            # An hour of study is between a quarter of an hour and two hours.
            models.CheckConstraint(condition=Q(minutes__range=(15, 120)), name="creditrule_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.title}"


class CreditTargetQuerySet(DatedQuerySet):
    def open_to_change(self, first: dt.date) -> Self:
        """Those that hold on `first` or later: what was over before stays."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=first))


class CreditTarget(Dated):
    """Hours owed in a year, by counter and staff category ("" = everyone)."""

    counter = models.CharField(_("counter"), max_length=20, choices=Counter.choices)
    category = models.CharField(_("category"), max_length=20, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = CreditTargetQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Dated.Meta):
        verbose_name = _("credit target")
        verbose_name_plural = _("credit targets")
        constraints = [
            *Dated.Meta.constraints,
            # Two targets of one counter and category that begin on one day would both claim to be the later fact.
            models.UniqueConstraint(fields=["counter", "category", "from_on"], name="credittarget_once_a_day"),
            # Nothing owed is no target.
            models.CheckConstraint(condition=Q(hours__gt=0), name="credittarget_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.get_counter_display()} {self.hours} ({self.from_on})"


class CreditEntry(models.Model):
    """学时记录: hours earned once. Keeps names, so that it outlives course and page."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_entries")
    source_key = models.CharField(max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    counter = models.CharField(_("counter"), max_length=20, choices=Counter.choices)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    result = models.CharField(_("result"), max_length=30, blank=True)
    year = models.PositiveIntegerField(_("year"))
    earned_at = models.DateTimeField(_("earned"))
    rule = models.ForeignKey(CreditRule, on_delete=models.PROTECT, related_name="+")
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text="Why it was reversed or corrected.")

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        ordering = ["earned_at", "pk"]
        constraints = [
            # Only a reversal takes hours away.
            models.CheckConstraint(
                condition=Q(hours__gte=0) | Q(reverses__isnull=False), name="creditentry_negative_only_reversing"
            ),
        ]
        indexes = [models.Index(fields=["person", "year", "counter"], name="creditentry_person_year")]


class Certificate(models.Model):
    """A numbered proof of one completion."""

    number = models.CharField(_("certificate number"), max_length=40, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    source_key = models.CharField(max_length=120, unique=True)
    full_name = models.CharField(_("full name"), max_length=50)
    course_code = models.CharField(_("course code"), max_length=32)
    course_title = models.CharField(_("course"), max_length=200)
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.number
