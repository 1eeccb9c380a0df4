"""Who owes what, by when, and because of what."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models import Course
from lms.common import clock
from lms.people.models import Category, Department, User


class Curriculum(ClusterableModel):
    """培养方案: courses owed by an audience by a due date, on the strength of a document."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)
    cycle = models.CharField(_("cycle"), max_length=16, help_text=_("The year, e.g. 2026."))
    required = models.BooleanField(_("required"), default=True)
    basis = models.CharField(_("basis document"), max_length=200)
    issued_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("curriculum")
        verbose_name_plural = _("curricula")
        ordering = ["-cycle", "due_on", "code"]
        constraints = [
            # A curriculum is not due before it begins.
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")), name="curriculum_due_after_start",
                violation_error_message=_("The due date is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CurriculumCourse(models.Model):
    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="items")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("course")
        ordering = ["sort_order"]
        # A curriculum asks for a course once.
        constraints = [models.UniqueConstraint(fields=["curriculum", "course"], name="curriculumcourse_once")]


class Milestone(models.Model):
    """时序: percent planned to be complete by a day; linear between milestones."""

    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("by"))
    percent = models.PositiveSmallIntegerField(_("planned percent"))

    class Meta:
        verbose_name = _("milestone")
        ordering = ["on"]
        constraints = [
            # One planned percentage a day.
            models.UniqueConstraint(fields=["curriculum", "on"], name="milestone_once_per_day"),
            # A plan asks for everything at most.
            models.CheckConstraint(condition=Q(percent__lte=100), name="milestone_percent"),
        ]


class AudienceRule(models.Model):
    """适用人群: who a curriculum is for. What is left empty does not restrict; rules add up."""

    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="rules")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    with_sub_units = models.BooleanField(_("with sub-units"), default=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, blank=True)
    post = models.CharField(
        _("post contains"), max_length=50, blank=True,
        help_text=_("Found inside a longer post as well; begin with = for exactly this post."),
    )
    rank = models.CharField(_("rank contains"), max_length=30, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("single person"),
    )
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("audience rule")
        ordering = ["sort_order", "pk"]
        constraints = [
            # A rule with nothing set would be for nobody, and reads as if it were for everybody.
            models.CheckConstraint(
                condition=(
                    Q(department__isnull=False) | Q(person__isnull=False)
                    | ~Q(category="") | ~Q(post="") | ~Q(rank="")
                ),
                name="audiencerule_names_someone",
                violation_error_message=_(
                    "This rule names nobody: choose a unit, a category, a post, a rank or a person. "
                    "For the whole bureau choose the bureau itself, with its sub-units."
                ),
            ),
        ]


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


from lms.curricula.asks.models import CurriculaSettings, DueChange, Explanation, Request  # noqa: E402
from lms.curricula.renewals.models import Changeover, Recurrence  # noqa: E402

__all__ = [
    "Assignment", "AssignmentQuerySet", "AudienceRule", "Changeover", "CurriculaSettings", "Curriculum",
    "CurriculumCourse", "DueChange", "Explanation", "Milestone", "Recurrence", "Request",
]
