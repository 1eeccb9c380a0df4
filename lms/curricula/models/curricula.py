"""What is owed: the curriculum, its courses and its schedule."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models import Course


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
    due_days = models.PositiveSmallIntegerField(
        _("days to finish"), null=True, blank=True,
        help_text=_("Left empty, all are due on the due date. Otherwise each person has so many days from the start, "
                    "or from his appointment where that is later."),
    )
    in_order = models.BooleanField(
        _("in this order"), default=False,
        help_text=_("A course can be started once the required ones before it are completed."),
    )
    electives = models.PositiveSmallIntegerField(
        _("elective courses to finish"), null=True, blank=True,
        help_text=_("How many of the elective courses each person must finish; left empty, none."),
    )
    hours = models.DecimalField(
        _("credit hours to reach"), max_digits=6, decimal_places=2, null=True, blank=True,
        help_text=_("From the courses of this curriculum; left empty, no target."),
    )

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
            # Nobody is given a task for no days.
            models.CheckConstraint(
                condition=Q(due_days__isnull=True) | Q(due_days__gte=1), name="curriculum_days_to_finish",
                violation_error_message=_("Give at least one day."),
            ),
            # A target of nothing is no target.
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gt=0), name="curriculum_hours_positive",
                violation_error_message=_("Leave the credit hours empty, or ask for some."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CurriculumCourse(models.Model):
    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="items")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    required = models.BooleanField(_("required"), default=True, help_text=_("Not required: an elective course."))
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
