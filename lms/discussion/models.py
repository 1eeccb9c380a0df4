"""讨论: what people say to each other under a lesson. Kept for good; what is taken back or hidden stays, unseen."""

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from courses.models import Course, CoursePage, CourseVersion
from lms.common import clock
from lms.discussion import members, rules
from lms.people.access import has_role


def courses_moderated_by(viewer, on: dt.date | None = None) -> Q:
    """A condition on `course`: HR all, the editor those whose page is his."""
    on = on or clock.today()
    if has_role(viewer, rules.HR, on=on):
        return ~Q(pk__in=())  # all of them, also beside an "or", where an empty condition would be none
    if has_role(viewer, rules.EDITOR, on=on):
        return Q(course__code__in=codes_edited_by(viewer))
    return Q(pk__in=())


def codes_edited_by(viewer) -> models.QuerySet:
    """Codes of the courses whose page is the viewer's."""
    return CoursePage.objects.filter(owner=viewer.pk).values("code")


class BoardQuerySet(models.QuerySet):
    def deciding(self, course: Any, lesson_code: Any) -> Self:
        """The lesson's own row before the course's: the first decides. None where the bureau has no discussions."""
        off = Exists(DiscussionSettings.objects.filter(enabled=False))
        rows = self.filter(course=course).filter(Q(lesson_code="") | Q(lesson_code=lesson_code))
        return rows.exclude(off).order_by("-lesson_code")[:1]


class Board(models.Model):
    """Whether a lesson is discussed. No lesson code: every lesson of the course that has no row of its own."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="boards")
    lesson_code = models.CharField(_("lesson"), max_length=40, blank=True)
    is_open = models.BooleanField(_("open to discussion"))
    changed_at = models.DateTimeField(_("set on"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion of a lesson")
        verbose_name_plural = _("discussions of lessons")
        constraints = [
            # A lesson is open or closed, not both.
            models.UniqueConstraint(fields=["course", "lesson_code"], name="board_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.lesson_code}"


class PostQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        """Of the courses one belongs to, and of those one moderates."""
        return self.filter(Q(course__in=members.courses_of(viewer)) | courses_moderated_by(viewer, on))

    def moderated_by(self, viewer, on: dt.date | None = None) -> Self:
        return self.filter(courses_moderated_by(viewer, on))

    def under(self, course: int, lesson_code: str) -> Self:
        return self.filter(course=course, lesson_code=lesson_code)

    def first_words(self) -> Self:
        """What opens a thread; the others answer it."""
        return self.filter(thread__isnull=True)

    def in_sight(self) -> Self:
        """Neither taken back nor hidden."""
        return self.filter(withdrawn_at__isnull=True, hidden_at__isnull=True)


class Post(models.Model):
    """发言: the first words of a thread, or an answer in one. Its lesson is known by code and version, not by page."""

    class Office(models.TextChoices):
        EDITOR = rules.EDITOR, _("answer of the course editor")
        HR = rules.HR, _("answer of the HR section")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="posts")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    lesson_code = models.CharField(_("lesson"), max_length=40)
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    unit_name = models.CharField(_("unit then"), max_length=100, blank=True)
    office = models.CharField(_("as an office"), max_length=8, choices=Office.choices, blank=True)
    text = models.TextField(_("text"), max_length=rules.LONGEST)
    created_at = models.DateTimeField(_("said on"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField(_("reason"), max_length=rules.LONGEST_REASON, blank=True)
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    once = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # A form sent twice makes one post.
            models.UniqueConstraint(fields=["author", "once"], name="post_form_once"),
            # Nobody says nothing.
            models.CheckConstraint(condition=~Q(text=""), name="post_with_text"),
            # What is hidden says when, by whom and why; the author reads it.
            models.CheckConstraint(
                condition=(Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason=""))
                | Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason=""),
                name="post_hidden_with_reason",
            ),
            # Nobody answers himself into a circle.
            models.CheckConstraint(condition=Q(thread__isnull=True) | ~Q(thread=F("id")), name="post_not_own_thread"),
            # What stands on top opens a thread.
            models.CheckConstraint(
                condition=Q(pinned_at__isnull=True) | Q(thread__isnull=True), name="post_pinned_opens_thread"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "lesson_code", "-created_at"], condition=Q(thread__isnull=True),
                         name="post_threads"),
            models.Index(fields=["course", "lesson_code"],
                         condition=Q(withdrawn_at__isnull=True, hidden_at__isnull=True), name="post_in_sight"),
            models.Index(fields=["thread", "created_at"], name="post_answers"),
            models.Index(fields=["author", "created_at"], name="post_author"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class PostRevision(models.Model):
    """What a post said until it was changed. Moderators read it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="revisions")
    text = models.TextField(_("text"), max_length=rules.LONGEST)
    replaced_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("earlier text of a post")
        verbose_name_plural = _("earlier texts of posts")
        ordering = ["replaced_at", "pk"]


class ReportQuerySet(models.QuerySet):
    def moderated_by(self, viewer, on: dt.date | None = None) -> Self:
        """Of the courses one moderates; nobody decides about what he wrote himself."""
        posts = Post.objects.moderated_by(viewer, on).exclude(author=viewer.pk)
        return self.filter(post__in=posts.order_by())

    def waiting(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Report(models.Model):
    """举报: somebody thinks that a post should not stand, and why. Answered once, by a promised working day."""

    class Outcome(models.TextChoices):
        HIDDEN = rules.HIDDEN, _("the post was hidden")
        KEPT = rules.KEPT, _("the post stands")
        GONE = rules.GONE, _("its author took it back")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=rules.LONGEST_REASON)
    reported_at = models.DateTimeField(_("reported"))
    promised_on = models.DateField(_("answer promised by"))
    closed_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=rules.LONGEST_REASON, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["promised_on", "reported_at", "pk"]
        constraints = [
            # Pressing twice reports once.
            models.UniqueConstraint(fields=["post", "person"], name="report_once_a_person"),
            # A report has its reason.
            models.CheckConstraint(condition=~Q(reason=""), name="report_with_reason"),
            # What is closed says how and in what words; what waits says nothing.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="", answer="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="report_closed_in_words",
            ),
        ]
        indexes = [models.Index(fields=["promised_on"], condition=Q(closed_at__isnull=True), name="report_waiting")]


@register_setting(icon="comment", order=345)
class DiscussionSettings(BaseGenericSetting):
    """Whether lessons are discussed in this bureau at all. Each course is opened by its editor besides."""

    enabled = models.BooleanField(
        _("lessons may be discussed"), default=True,
        help_text=_("Off: no discussion is shown anywhere; what was written is kept. On: each course and lesson is "
                    "opened by its editor or HR."),
    )
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which one may change one's own post"), default=15, validators=[MaxValueValidator(120)]
    )

    report_days = models.PositiveSmallIntegerField(
        _("working days in which a report of a post is answered"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    class Meta:
        verbose_name = _("discussion")

    @classmethod
    def now(cls) -> "DiscussionSettings":
        """As HR set them, else as shipped: reading a page writes nothing."""
        return cls.objects.first() or cls()
