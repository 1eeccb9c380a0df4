"""Who owes what, by when, and because of what."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lms.common import clock
from lms.curricula.models.curricula import Curriculum
from lms.people.models import User


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        return self.filter(person__in=User.objects.visible_to(viewer, on or clock.today()))

    def owed_on(self, day: dt.date) -> Self:
        """Issued by `day` and not closed before its end."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), issued_on__lte=day)


class Assignment(models.Model):
    """指派: this person owes this course by this date, because of that curriculum."""

    class Closed(models.TextChoices):
        POST_CHANGE = "post_change", _("post changed")
        RETIRED = "retired", _("retired")
        LEFT = "left", _("left")
        EXEMPTED = "exempted", _("exempted")
        NOT_NAMED = "not_named", _("no longer named by the rules")
        EXCEPTED = "excepted", _("made an exception")
        ENOUGH = "enough", _("enough electives finished")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="assignments")
    cycle = models.CharField(_("cycle"), max_length=16)
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="assignments")
    required = models.BooleanField(_("required"))
    reason = models.CharField(_("why"), max_length=200)
    basis = models.CharField(_("basis document"), max_length=200)
    issued_on = models.DateField(_("assigned on"))
    due_on = models.DateField(_("due on"))
    moved_on = models.DateField(_("due date set on"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("receipt"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.CharField(max_length=12, choices=Closed.choices, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on", "course__code"]
        constraints = [
            # A person owes a course once a cycle, whatever curricula ask for it.
            models.UniqueConstraint(fields=["person", "course", "cycle"], name="assignment_once_per_cycle"),
            # Nobody owes anything before it was given to him.
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="assignment_due_after_issue"),
            # A closed assignment says why.
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_reason=""), name="assignment_closed_with_reason"
            ),
            # A due date is set anew after the task was given, never before.
            models.CheckConstraint(
                condition=Q(moved_on__isnull=True) | Q(moved_on__gte=F("issued_on")),
                name="assignment_moved_after_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "cycle"], name="assignment_course_cycle"),
            models.Index(fields=["due_on"], condition=Q(closed_on__isnull=True), name="assignment_open_due"),
        ]

    @property
    def counts_from(self) -> dt.date:
        """Pauses since this day move the due date; those before were known when it was set."""
        return self.moved_on or self.issued_on


class AssignmentChange(models.Model):
    """What became of an assignment after it was given, and why. Only ever added to."""

    class Kind(models.TextChoices):
        KEPT = "kept", _("kept for another curriculum")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("owed again")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("from"))
    why = models.CharField(_("why"), max_length=200)
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("change of an assignment")
        verbose_name_plural = _("changes of assignments")
        ordering = ["at", "pk"]
        constraints = [
            # Nothing happens to a task without a reason.
            models.CheckConstraint(condition=~Q(why=""), name="assignmentchange_says_why"),
        ]
