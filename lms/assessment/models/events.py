"""What happened during an attempt, in order; never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.assessment.models.attempts import Attempt


class AttemptEvent(models.Model):
    """One line of an attempt's own log. The person, HR and his invigilator read it; it decides nothing by itself.

    `seconds`: how long the network was lost or the page left, as the browser reported it. `minutes`: given.
    """

    class Kind(models.TextChoices):
        START = "start", _("began")
        LEFT = "left", _("left the page")
        BACK = "back", _("came back to the page")
        NETWORK = "network", _("the network was lost; answers were kept on the computer and sent later")
        TAKE_OVER = "take_over", _("went on on another device")
        MINUTES = "minutes", _("was given more minutes")
        REOPENED = "reopened", _("was opened again")
        HANDED_IN = "handed_in", _("handed in")
        DEADLINE = "deadline", _("closed at the deadline with what was saved")
        JUDGED = "judged", _("all answers were marked")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("event of an attempt")
        verbose_name_plural = _("events of an attempt")
        ordering = ["at", "pk"]
        constraints = [
            # Whoever gives minutes or opens an attempt again is named, with the reason.
            models.CheckConstraint(
                condition=~Q(kind__in=("minutes", "reopened")) | (Q(by__isnull=False, minutes__gte=1) & ~Q(note="")),
                name="attemptevent_given_by_somebody",
            ),
        ]
