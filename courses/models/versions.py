"""The stable record of a course, and what it said each time it was published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    """A course as records know it: a code for ever, whatever becomes of its pages."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CourseVersion(models.Model):
    """What was published, frozen: lessons, rule of completion, assessment recipe, hours, basis. Never edited."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    counter = models.CharField(_("hours counter"), max_length=20)
    hours = models.DecimalField(_("credit hours"), max_digits=6, decimal_places=2)
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    assessment = models.JSONField(_("assessment recipe"), null=True)
    change_note = models.TextField(_("what has changed"), blank=True)
    captions = models.JSONField(default=dict, help_text="By media file, the SHA-256 of its captions then.")
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"))
    published_by_no = models.CharField(_("published by"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("course version")
        verbose_name_plural = _("course versions")
        ordering = ["course", "-number"]
        constraints = [
            # Versions of a course are numbered once each.
            models.UniqueConstraint(fields=["course", "number"], name="courseversion_number_once"),
            # Hours are recorded in steps of 0.25 and never negative.
            models.CheckConstraint(condition=Q(hours__gte=0), name="courseversion_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.course.code} v{self.number}"


class VersionLesson(models.Model):
    """A lesson as it stood in a version. `code` is the lesson's own, the same in every version."""

    class Rule(models.TextChoices):
        READ = "read", _("read to the end")
        WATCH = "watch", _("watched in full")
        PAGES = "pages", _("every page seen")
        TASKS = "tasks", _("its tasks done")
        ATTEND = "attend", _("attended")

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="lessons")
    code = models.CharField(_("lesson code"), max_length=40)
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    minutes = models.PositiveIntegerField(_("guide minutes"), default=0)
    rule = models.CharField(_("completes when"), max_length=10, choices=Rule.choices)
    span_seconds = models.PositiveIntegerField(
        help_text="What must be covered: a video's length, a text's least reading time."
    )
    share_required = models.PositiveSmallIntegerField(default=100, help_text="Percent of the span.")
    media_ids = models.JSONField(default=list)
    body = models.JSONField(default=list, help_text="The StreamField's raw blocks.")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            # A version holds a lesson once.
            models.UniqueConstraint(fields=["version", "code"], name="versionlesson_code_once"),
            # Lessons of a version stand in one order.
            models.UniqueConstraint(fields=["version", "number"], name="versionlesson_number_once"),
            # A share is a percentage, and never nothing.
            models.CheckConstraint(
                condition=Q(share_required__gte=1) & Q(share_required__lte=100), name="versionlesson_share_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
