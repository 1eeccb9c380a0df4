"""能力提升工程: the programme, broken down into years and goals (design 1: 目标分解)."""

import datetime as dt

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.curricula.models.curricula import Curriculum
from lms.people.models import Department


class Programme(ClusterableModel):
    """Several years of training on the strength of a document."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)
    basis = models.CharField(_("basis document"), max_length=200)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class ProgrammeYear(models.Model):
    programme = ParentalKey(Programme, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    theme = models.CharField(_("theme"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("year of the programme")
        verbose_name_plural = _("years of the programme")
        ordering = ["programme", "year"]
        # A year has one plan.
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="programmeyear_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class Goal(ClusterableModel):
    """目标: what a unit answers for, as a number by a day. A change of it is a GoalRevision."""

    class Metric(models.TextChoices):
        COMPLETION = "completion", _("completion rate, %")
        ON_TIME = "on_time", _("on-time completion rate, %")
        SAT = "sat", _("exam participation rate, %")
        PASSED = "passed", _("pass rate, %")
        AVERAGE = "average", _("average grade")

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="goals", verbose_name=_("year"))
    title = models.CharField(_("title"), max_length=200)
    metric = models.CharField(_("metric"), max_length=12, choices=Metric.choices)
    number = models.DecimalField(_("number to reach"), max_digits=5, decimal_places=2,
                                 validators=[MinValueValidator(0), MaxValueValidator(100)])
    owner = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit that answers")
    )
    curriculum = models.ForeignKey(
        Curriculum, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("curriculum"),
        help_text=_("Counts the courses of this curriculum; left empty, every course of the year."),
    )
    from_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["year", "owner__path", "due_on", "pk"]
        constraints = [
            # A goal is not due before it begins.
            models.CheckConstraint(condition=Q(due_on__gte=F("from_on")), name="goal_due_after_start",
                                   violation_error_message=_("The due date is before the start.")),
            # Every metric is out of a hundred.
            models.CheckConstraint(condition=Q(number__gte=0, number__lte=100), name="goal_number_of_hundred"),
        ]

    def __str__(self) -> str:
        return self.title


class GoalMilestone(models.Model):
    """时序: how much of the number is planned to be reached by a day; linear between milestones."""

    goal = ParentalKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("by"))
    percent = models.PositiveSmallIntegerField(_("planned percent"))

    class Meta:
        verbose_name = _("milestone")
        ordering = ["on"]
        constraints = [
            # One planned percentage a day.
            models.UniqueConstraint(fields=["goal", "on"], name="goalmilestone_once_per_day"),
            # A plan asks for everything at most.
            models.CheckConstraint(condition=Q(percent__lte=100), name="goalmilestone_percent"),
        ]


class GoalRevision(models.Model):
    """What a goal asked for before a change, and why it was changed. Only ever added to."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="revisions")
    on = models.DateField(_("changed on"))
    reason = models.CharField(_("reason"), max_length=200)
    number = models.DecimalField(_("number before"), max_digits=5, decimal_places=2)
    due_on = models.DateField(_("due date before"))
    owner = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit before"))
    # What else the change replaced, as it was: metric, from_on, curriculum (its key), milestones [[day, percent], …].
    other = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("revision of a goal")
        verbose_name_plural = _("revisions of goals")
        ordering = ["at", "pk"]
        # A goal is never changed without a reason.
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="goalrevision_says_why")]

    @property
    def milestones(self) -> list[tuple[dt.date, int]]:
        """The schedule before, where this change replaced it."""
        return [(dt.date.fromisoformat(day), percent) for day, percent in self.other.get("milestones", ())]
