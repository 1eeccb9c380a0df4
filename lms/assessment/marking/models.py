"""阅卷: who marks, what is to be marked, every mark given, the review of a grade. Registered with the room's models."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from courses.models import Course
from lms.assessment.marking import rules
from lms.feedback.models import Case
from lms.people.models import Department

PERSON = settings.AUTH_USER_MODEL


class MarkerQuerySet(models.QuerySet["Marker"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day, removed_at__isnull=True)


class Marker(models.Model):
    """阅卷人: who marks the answers of one course's exam, of one unit's people or of all, from a day to a day.

    An arbiter also decides where two markers differ too much.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    cycle = models.CharField(max_length=16)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    arbiter = models.BooleanField(_("arbiter"), default=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MarkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        ordering = ["course", "cycle", "pk"]
        constraints = [
            # Appointed once for an exam and a unit, while it lasts; for everybody's answers likewise.
            models.UniqueConstraint(
                fields=["course", "cycle", "department", "person"],
                condition=Q(removed_at__isnull=True, department__isnull=False), name="marker_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["course", "cycle", "person"], condition=Q(removed_at__isnull=True, department__isnull=True),
                name="marker_once_for_all",
            ),
            # It ends no earlier than it begins.
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="marker_to_not_before_from"
            ),
        ]


class MarkingTaskQuerySet(models.QuerySet["MarkingTask"]):
    def waiting(self) -> Self:
        return self.filter(state__in=(rules.OPEN, rules.DISPUTED))

    def settled(self) -> Self:
        return self.filter(state=rules.SETTLED)


class MarkingTask(models.Model):
    """One answer to be marked by people. `round` rises when the attempt was opened again, or its grade is reviewed.

    `question` tells all answers to one question, so that one marks them in a row; `place` is their order, drawn by lot
    once. `markers` and `tolerance` are those of the paper. A claim holds until `claimed_until`; then others may take
    it.
    """

    class State(models.TextChoices):
        OPEN = rules.OPEN, _("waits for a mark")
        DISPUTED = rules.DISPUTED, _("waits for the arbiter")
        SETTLED = rules.SETTLED, _("marked")
        WITHDRAWN = rules.WITHDRAWN, _("taken back")

    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.PROTECT, related_name="marking_tasks")
    item = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(max_length=80)
    place = models.BigIntegerField()
    points = models.PositiveIntegerField(_("points"))
    markers = models.PositiveSmallIntegerField(default=1)
    tolerance = models.PositiveSmallIntegerField(default=rules.TOLERANCE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    earned = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    opened_at = models.DateTimeField()
    claimed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = MarkingTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to mark")
        verbose_name_plural = _("answers to mark")
        ordering = ["question", "place", "pk"]
        constraints = [
            # An answer waits once in a round.
            models.UniqueConstraint(fields=["attempt", "item", "round"], name="markingtask_once_a_round"),
            # One or two mark it.
            models.CheckConstraint(condition=Q(markers__in=(1, 2)), name="markingtask_one_or_two"),
            # What is marked has its points; what waits has none.
            models.CheckConstraint(
                condition=Q(state="withdrawn") | Q(state="settled", earned__isnull=False)
                | Q(state__in=("open", "disputed"), earned__isnull=True), name="markingtask_settled_has_points",
            ),
            # Nobody earns less than nothing or more than there is.
            models.CheckConstraint(
                condition=Q(earned__isnull=True) | Q(earned__gte=0, earned__lte=F("points")),
                name="markingtask_earned_within",
            ),
            # A claim has its end.
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False), name="markingtask_claim_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["question", "place"], condition=Q(state__in=("open", "disputed")),
                         name="markingtask_waiting"),
        ]


class ItemMark(models.Model):
    """One mark one person gave to one answer; kept for good. One taken back says when, and no longer stands.

    `most` are the points there were to give. The comment is for the learner.
    """

    task = models.ForeignKey(MarkingTask, on_delete=models.PROTECT, related_name="marks")
    marker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="Which mark of the answer: 1, 2, or 3, the arbiter's.")
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2)
    most = models.PositiveIntegerField()
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mark of an answer")
        verbose_name_plural = _("marks of answers")
        ordering = ["task", "number", "pk"]
        constraints = [
            # A marker marks an answer once a round.
            models.UniqueConstraint(
                fields=["task", "marker"], condition=Q(undone_at__isnull=True), name="itemmark_once_a_marker"
            ),
            # One first, one second, one third mark.
            models.UniqueConstraint(
                fields=["task", "number"], condition=Q(undone_at__isnull=True), name="itemmark_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="itemmark_number"),
            # From nothing to all points there are.
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("most")), name="itemmark_within"),
        ]
        indexes = [models.Index(fields=["marker", "-at"], name="itemmark_marker_at")]


class Review(models.Model):
    """成绩复核: an attempt's answers are marked anew, blind and by others, because its learner asked (`case`)."""

    attempt = models.ForeignKey("assessment.Attempt", on_delete=models.PROTECT, related_name="reviews")
    # A request leads to one review.
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="grade_review")
    round = models.PositiveSmallIntegerField()
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    old_score = models.DecimalField(max_digits=6, decimal_places=2)
    finished_at = models.DateTimeField(null=True, blank=True)
    event = models.OneToOneField(
        "assessment.GradeEvent", on_delete=models.PROTECT, null=True, blank=True, related_name="review"
    )

    class Meta:
        verbose_name = _("review of a grade")
        verbose_name_plural = _("reviews of grades")
        ordering = ["opened_at", "pk"]
        constraints = [
            # One review of an attempt goes on at a time.
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(finished_at__isnull=True), name="review_one_open"
            ),
            # What is finished has its grade.
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, event__isnull=True)
                | Q(finished_at__isnull=False, event__isnull=False), name="review_finished_has_grade",
            ),
        ]


@register_setting(icon="edit", order=350)
class MarkingSettings(BaseGenericSetting):
    """The bureau's terms of marking by people."""

    review_days = models.PositiveSmallIntegerField(
        _("working days in which a review of a grade may be asked for"), default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    lease_minutes = models.PositiveSmallIntegerField(
        _("minutes for which an answer is kept for the marker who opened it"), default=20,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )

    class Meta:
        verbose_name = _("marking by people")

    @classmethod
    def now(cls) -> "MarkingSettings":
        """As HR set them, else as shipped. `load` would write a row, and reading a page writes nothing."""
        return cls.objects.first() or cls()
