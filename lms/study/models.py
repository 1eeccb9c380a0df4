"""学习任务, progress and completion."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course, CourseVersion
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.rules import ANSWERED, OPEN, WITHDRAWN
from lms.people.access import has_role
from lms.people.models import User


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        """Those of the people `viewer` may read."""
        return self.filter(person__in=User.objects.visible_to(viewer, on or clock.today()))

    def open(self) -> Self:
        return self.filter(completion__isnull=True)


class Enrolment(models.Model):
    """学习任务: one person takes one course in one cycle. The version is pinned when he starts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    cycle = models.CharField(_("cycle"), max_length=16)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    grade = models.DecimalField(_("grade"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed_at = models.DateTimeField(_("assessment passed"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            # One enrolment per person, course and cycle, ever.
            models.UniqueConstraint(fields=["person", "course", "cycle"], name="enrolment_once_per_cycle"),
            # Started means on a version.
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(version__isnull=False), name="enrolment_started_on_version"
            ),
        ]
        indexes = [models.Index(fields=["course", "cycle"], name="enrolment_course_cycle")]


class LessonProgress(models.Model):
    """How much of a lesson has been credited, as merged intervals of seconds. It only grows.

    One row a lesson, so that a beat is one update: it also holds the live visit's account, if this lesson has it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson_code = models.CharField(max_length=40)
    intervals = models.JSONField(default=list, help_text="[[from, to], …] in seconds, merged and sorted.")
    covered = models.FloatField(default=0, help_text="Seconds covered by the intervals.")
    position = models.FloatField(default=0, help_text="Where the learner stopped, in seconds.")
    passed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    visit = models.UUIDField(null=True, blank=True, help_text="The live visit, while this lesson has it.")
    visit_opened_at = models.DateTimeField(null=True, blank=True, help_text="Since when it counts.")
    visit_credited = models.FloatField(default=0, help_text="Seconds credited to this visit.")
    visit_seq = models.PositiveIntegerField(default=0, help_text="Its last beat.")
    visit_left = models.BooleanField(default=False, help_text="Its page said that it was being left.")
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            # One account of a lesson for each enrolment.
            models.UniqueConstraint(fields=["enrolment", "lesson_code"], name="lessonprogress_once"),
            # Progress begins at nothing.
            models.CheckConstraint(condition=Q(covered__gte=0), name="lessonprogress_not_negative"),
        ]


class Visit(models.Model):
    """One opening of a lesson that has begun to count: it owns the clock's time from `started_at` to `ended_at`.

    No two visits of one person own the same moment, so that an hour is earned once (`rules.owned_from`). Working
    state, not a record of hours: it is shown nowhere and dropped once no late beat can come any more.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    progress = models.ForeignKey(LessonProgress, on_delete=models.PROTECT, related_name="visits")
    tab = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0, help_text="Its last beat. While it is live the progress has it.")
    credited = models.FloatField(default=0, help_text="Seconds credited to it; the same holds.")

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            # One visit at a time: a person has at most one that has not ended.
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="visit_one_live_per_person"
            ),
            # A visit ends after it began.
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="visit_ends_after_start"
            ),
        ]


class AnomalyQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        """One's own, and HR's all: nobody else hears of them."""
        if has_role(viewer, "hr", on=on):
            return self
        return self.filter(enrolment__person=viewer)

    def waiting(self) -> Self:
        """Contested and not answered."""
        return self.filter(case__state__in=OPEN)

    def answered(self) -> Self:
        return self.filter(case__state=ANSWERED)

    def contestable(self) -> Self:
        """Never contested, or the objection was taken back."""
        return self.filter(Q(case__isnull=True) | Q(case__state=WITHDRAWN))


class Anomaly(models.Model):
    """异常: a beat that claimed more than the clock allows. It earns nothing and punishes nobody.

    Its learner may contest what was not counted of a lesson: a correction among the feedback, with its promised day and
    its one answer (decision 0031). Accepted, the seconds count after all.
    """

    class Reason(models.TextChoices):
        AHEAD = "ahead", _("more than the time that had passed")
        ELSEWHERE = "elsewhere", _("the same time was spent on another page or device")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="anomalies")
    lesson_code = models.CharField(max_length=40)
    at = models.DateTimeField(_("when"), db_index=True)
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices, default=Reason.AHEAD)
    claimed = models.FloatField(_("claimed"), help_text="Seconds of the lesson that were new in the beat.")
    credited = models.FloatField(_("credited"), help_text="Seconds of them that counted.")
    refused = models.JSONField(default=list, help_text="[[from, to], …] that did not count.")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="anomalies", verbose_name=_("objection")
    )

    objects = AnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = _("anomaly")
        verbose_name_plural = _("anomalies")
        ordering = ["-at", "-pk"]


class Completion(models.Model):
    """完成: a moment, stamped with what was true then. Superseded, never edited."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="completions")
    cycle = models.CharField(max_length=16)
    course_code = models.CharField(max_length=32)
    course_title = models.CharField(max_length=200)
    grade = models.DecimalField(_("grade"), max_digits=5, decimal_places=2, null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), db_index=True)
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="completions"
    )
    department_name = models.CharField(max_length=100, blank=True)
    post = models.CharField(max_length=50, blank=True)
    category = models.CharField(max_length=20, blank=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            # A course is completed once a cycle.
            models.UniqueConstraint(fields=["person", "course", "cycle"], name="completion_once_per_cycle"),
        ]
        indexes = [models.Index(fields=["department", "course", "cycle"], name="completion_unit_course")]


class SupersededCompletion(models.Model):
    """A completion as it stood before it was corrected or taken back. Append-only: the database refuses more.

    The table of completions holds what stands, so that whoever counts reads it alone; this one what stood (decision
    0040). `record` is the whole row as it was.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="superseded_completions")
    grade = models.DecimalField(_("grade"), max_digits=5, decimal_places=2, null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"))
    record = models.JSONField(encoder=DjangoJSONEncoder)
    superseded_at = models.DateTimeField(_("superseded"))
    why = models.CharField(_("reason"), max_length=200)
    origin = models.CharField(_("by what"), max_length=60, help_text="Such as assessment.regrade:5.")

    class Meta:
        verbose_name = _("superseded completion")
        verbose_name_plural = _("superseded completions")
        ordering = ["superseded_at", "pk"]
        # Nothing earned is taken back without saying why.
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="supersededcompletion_with_reason")]


from lms.study.tasks.models import FormAnswer, HandIn, PracticeEntry  # noqa: E402, F401 - this room's other nouns
