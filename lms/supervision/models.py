"""Reminders and how far they went up; what the daily run did; figures frozen for good."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms.curricula.models import Assignment
from lms.supervision import rules

DAYS_LIST = RegexValidator(r"^\s*(\d{1,3}([\s,，、]+\d{1,3})*)?\s*$", _("Write whole days with commas, such as 7, 1."))


class Reminder(models.Model):
    """Somebody was told of one unfinished task: the person himself at a step, his head, or the leader in charge."""

    class Level(models.TextChoices):
        LEARNER = rules.LEARNER, _("the person")
        HEAD = rules.HEAD, _("the section head")
        LEADER = rules.LEADER, _("the leader in charge")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due on"))
    level = models.CharField(_("told"), max_length=8, choices=Level.choices)
    # Days from the due date to the step: -7 a week before, 0 on the day, 1 the day after. 0 for the levels above.
    step = models.SmallIntegerField(_("step"), default=0)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    sent_on = models.DateField(_("sent"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_on", "-pk"]
        # A step is taken once for a due date, at each level; a moved due date begins anew.
        constraints = [
            models.UniqueConstraint(fields=["assignment", "due_on", "level", "step"], name="reminder_once_a_step"),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="reminder_due"), models.Index(fields=["sent_on"], name="reminder_sent")
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.level} {self.step} {self.sent_on}"


class DailyRun(models.Model):
    """One step of the daily run for one day, and what came of it."""

    on = models.DateField(_("day"))
    step = models.CharField(_("step"), max_length=12)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("daily run")
        verbose_name_plural = _("daily runs")
        ordering = ["-on", "pk"]
        # A step is done once for a day.
        constraints = [models.UniqueConstraint(fields=["on", "step"], name="dailyrun_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.step}"


class Snapshot(models.Model):
    """快照: the bureau's figures at the end of a day, frozen: the database refuses to change or delete them."""

    on = models.DateField(_("as of the end of"))
    cycle = models.CharField(_("cycle"), max_length=16)
    definitions = models.JSONField(_("definitions"))
    units = models.JSONField(default=list)  # [path, code, name] of every unit there was that day, in the bureau's order
    lines = models.PositiveIntegerField()
    digest = models.CharField("SHA-256", max_length=64)
    frozen_at = models.DateTimeField(_("frozen"))
    # Null: the daily run froze it, at the end of the month.
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-on", "-cycle"]
        # A day is frozen once: there are no two truths about it.
        constraints = [models.UniqueConstraint(fields=["on", "cycle"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.cycle}"


class SnapshotLine(models.Model):
    """One unit without its sub-units, one course, as counted that day; names as they were."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="frozen")
    # 1 to `snapshot.lines`: the database refuses a further one (migration 0002).
    number = models.PositiveIntegerField()
    unit_path = models.CharField(max_length=255)
    unit_code = models.CharField(max_length=20)
    unit_name = models.CharField(max_length=100)
    course_code = models.CharField(max_length=32)
    course_title = models.CharField(max_length=200)
    owed = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    to_sit = models.PositiveIntegerField()
    sat = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    score_total = models.DecimalField(max_digits=14, decimal_places=2)
    # Planned percent × people who owe it, that day (时序应达). Null: frozen before plans were.
    planned_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("line of a snapshot")
        verbose_name_plural = _("lines of snapshots")
        ordering = ["number"]
        constraints = [
            # Each place in a snapshot is taken once.
            models.UniqueConstraint(fields=["snapshot", "number"], name="snapshotline_place_once"),
            # A unit and a course stand in a snapshot once.
            models.UniqueConstraint(fields=["snapshot", "unit_code", "course_code"], name="snapshotline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.course_code}"


@register_setting(icon="warning", order=330)
class SupervisionSettings(BaseGenericSetting):
    """When people are reminded, and when it goes a level up."""

    before = models.CharField(
        _("reminders, days before the due date"), max_length=40, default="7, 1", blank=True, validators=[DAYS_LIST],
        help_text=_("A step on a day off is taken on the working day before."),
    )
    after = models.CharField(
        _("reminders, days after the due date"), max_length=40, default="1, 7", blank=True, validators=[DAYS_LIST],
        help_text=_("A step on a day off is taken on the next working day."),
    )
    apart = models.PositiveSmallIntegerField(
        _("working days before it goes a level up"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("The person is told first, then the section head, then the leader in charge."),
    )
    stops = models.PositiveSmallIntegerField(
        _("no more reminders so many days after the due date"), default=60,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    monthly = models.BooleanField(_("freeze the figures of every month"), default=True)

    class Meta:
        verbose_name = _("reminders and snapshots")

    def plan(self) -> rules.Plan:
        return rules.Plan(rules.days(self.before), rules.days(self.after), self.apart, self.stops)
