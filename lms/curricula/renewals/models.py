"""复训 and the change from one version of a course to the next. Registered with the room's models."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from courses.models import CourseVersion
from lms.common.clock import WITHIN_CALENDAR


class Recurrence(models.Model):
    """A curriculum comes round again every so many months; as long is good what was finished."""

    curriculum = ParentalKey("curricula.Curriculum", on_delete=models.CASCADE, related_name="recurrences")
    every_months = models.PositiveSmallIntegerField(
        _("repeats every (months)"), default=12,
        help_text=_("A new cycle with the same courses and rules begins; records of the old one stay."),
    )
    until_on = models.DateField(
        _("no new cycle after"), null=True, blank=True, validators=WITHIN_CALENDAR, help_text=_("Left empty: for good.")
    )
    renewed_as = models.OneToOneField(
        "curricula.Curriculum", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="renewal_of",
    )

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")
        constraints = [
            # A curriculum has one rhythm.
            models.UniqueConstraint(fields=["curriculum"], name="recurrence_once"),
            # A month at least, ten years at most.
            models.CheckConstraint(
                condition=Q(every_months__range=(1, 120)), name="recurrence_months",
                violation_error_message=_("Give between 1 and 120 months."),
            ),
        ]


class Changeover(models.Model):
    """A course got a new version: who is under way finishes the old one until a day (design 1, scenario 11)."""

    version = models.OneToOneField(
        CourseVersion, on_delete=models.PROTECT, related_name="changeover", verbose_name=_("new version")
    )
    finish_by = models.DateField(
        _("old version may be finished until"), validators=WITHIN_CALENDAR,
        help_text=_("Whoever is still under way the day after goes on in the new version; lessons passed stay passed."),
    )
    reason = models.CharField(_("why"), max_length=200)
    moved_at = models.DateTimeField(_("carried out"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("change of version")
        verbose_name_plural = _("changes of version")
        ordering = ["-finish_by"]
        # A change says why.
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="changeover_with_reason")]

    def __str__(self) -> str:
        return f"{self.version} {self.finish_by}"
