"""What HR grants: more minutes to a person, a make-up exam, an invigilator to a unit."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lms.people.models import Department
from lms.study.models import Enrolment

MOST_MINUTES = 240


class AllowanceQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """Those that hold on the day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day, withdrawn_at__isnull=True)


class Allowance(models.Model):
    """延长时间: more minutes for one person from a day to a day, in one course's exam or in all. The reason is private
    (design 1, law 5): HR and the person read it, an invigilator sees the minutes only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exam_allowances")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField(_("minutes"))
    reason = models.CharField(_("reason"), max_length=300)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")
        ordering = ["-from_on", "-pk"]
        constraints = [
            # Extra time is some time, and has a reason.
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES) & ~Q(reason=""), name="allowance_minutes_reason"
            ),
            # It ends no earlier than it begins.
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="allowance_to_not_before_from"
            ),
        ]


class MakeUp(models.Model):
    """补考: further attempts in a later window, for those who failed or were absent with a reason."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    cycle = models.CharField(max_length=16)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("make-up exam")
        verbose_name_plural = _("make-up exams")
        ordering = ["opens_at", "pk"]
        constraints = [
            # A make-up exam closes after it opens, and is at least one attempt.
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at"), attempts__gte=1), name="makeup_window_and_attempts"
            ),
        ]


class MakeUpPlace(models.Model):
    """One person's place in a make-up exam, and why he has it."""

    class Why(models.TextChoices):
        FAILED = "failed", _("did not pass")
        ABSENT = "absent", _("was absent")

    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="places")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="make_up_places")
    why = models.CharField(max_length=10, choices=Why.choices)

    class Meta:
        verbose_name = _("place in a make-up exam")
        verbose_name_plural = _("places in make-up exams")
        # One place each.
        constraints = [models.UniqueConstraint(fields=["make_up", "enrolment"], name="makeupplace_once")]


class InvigilatorQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(removed_at__isnull=True)


class Invigilator(models.Model):
    """监考: who may add minutes and open attempts again for the people of one unit in one course's exam."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    cycle = models.CharField(max_length=16)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InvigilatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("invigilator")
        verbose_name_plural = _("invigilators")
        ordering = ["course", "department", "pk"]
        constraints = [
            # Appointed once for a unit and an exam, while it lasts.
            models.UniqueConstraint(
                fields=["course", "cycle", "department", "person"], condition=Q(removed_at__isnull=True),
                name="invigilator_once",
            ),
        ]
