"""作答: attempts, their frozen papers, every answer, every grade."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.models import User
from lms.study.models import Enrolment


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        return self.filter(enrolment__person__in=User.objects.visible_to(viewer, on or clock.today()))

    def live(self) -> Self:
        """Being sat."""
        return self.unmarked().filter(handed_in_at__isnull=True)

    def unmarked(self) -> Self:
        """Being sat, or handed in and waiting for people to mark it: no other begins meanwhile."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, at: dt.datetime) -> Self:
        """Still open past the server's deadline: the sweeper's work."""
        return self.live().filter(deadline_at__lte=at)


class Attempt(models.Model):
    """Born at start with its deadline and frozen paper.

    `paper` = {"items": [{"item": 1, "question": "SB09", "version": 1, "kind": …, "stem": …,
    "options": [{"key": "A", "text": …}], "answer": ["B"], "points": 12, "explanation": …, "article": …}],
    "total": 100, "pass_mark": 60, "minutes": 30, "attempts": 2, "answers_shown": …}. The answer never leaves
    the server while the attempt is live. One with answers that people mark is handed in (`handed_in_at`) and waits; it
    is closed, as of that moment, when the last of them is marked: closed means marked. `score` is out of 100, and that
    of the attempt's newest grade event.
    """

    class ClosedBy(models.TextChoices):
        HANDED_IN = "handed_in", _("handed in")
        DEADLINE = "deadline", _("closed at the deadline")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt"))
    paper = models.JSONField()
    started_at = models.DateTimeField(_("started"))
    deadline_at = models.DateTimeField(_("deadline"))
    handed_in_at = models.DateTimeField(
        null=True, blank=True, help_text="It waits, or has waited, for people to mark its answers."
    )
    closed_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    closed_by = models.CharField(max_length=12, choices=ClosedBy.choices, blank=True)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    kept = models.BooleanField(
        null=True, blank=True, editable=False, help_text="A regrade left the pass although the grade no longer says so."
    )
    seat = models.CharField(max_length=32, blank=True, help_text="The device that may answer; blank is any.")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["enrolment", "number"]
        constraints = [
            # One live attempt.
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(closed_at__isnull=True), name="attempt_one_live"
            ),
            # Attempts are counted once each.
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempt_number_once"),
            # Every attempt has time.
            models.CheckConstraint(condition=Q(deadline_at__gt=F("started_at")), name="attempt_deadline_after_start"),
            # Closed means marked.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(score__isnull=False, passed__isnull=False),
                name="attempt_closed_is_marked",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(closed_at__isnull=True), name="attempt_live_deadline")
        ]

    @property
    def is_over(self) -> bool:
        """No answer is taken any more."""
        return bool(self.closed_at or self.handed_in_at)

    @property
    def awaits_marking(self) -> bool:
        return bool(self.handed_in_at and not self.closed_at)


class Response(models.Model):
    """答题: the newest saved answer to one item. A lower revision never replaces a higher one."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    item = models.PositiveIntegerField()
    answer = models.JSONField(default=list)
    flagged = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        # One standing answer to an item.
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="response_once_per_item")]


class GradeEvent(models.Model):
    """成绩: appended each time a grade comes to be; which one counts is the assessment's rule.

    One entered by a person freezes that rule; an attempt's is in its paper.
    """

    class Kind(models.TextChoices):
        MARKED = "marked", _("marked by the system")
        JUDGED = "judged", _("marked by people")
        ENTERED = "entered", _("entered by a person")
        REGRADED = "regraded", _("regraded")
        REVIEWED = "reviewed", _("reviewed on request")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="grade_events")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="grade_events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2)
    passed = models.BooleanField(_("passed"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    counting = models.CharField(max_length=10, null=True, blank=True, editable=False)  # noqa: DJ001 - see migration 0008
    pass_mark = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # No grade lies below zero.
            models.CheckConstraint(condition=Q(score__gte=0), name="gradeevent_not_negative"),
            # A grade comes from an attempt or from a named person.
            models.CheckConstraint(
                condition=Q(attempt__isnull=False) | Q(by__isnull=False), name="gradeevent_has_origin"
            ),
        ]
