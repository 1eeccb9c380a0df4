"""自查表, 实践清单 and 书面作业: what learners send, and what others say to it. Registered with the room's models."""

import datetime as dt
import uuid
from pathlib import PurePath
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.people.access import has_role
from lms.people.models import HeadOf, Posting


def file_name(_instance: Any, name: str) -> str:
    """A name of our own: what a learner called his file is only told, never used as a path."""
    return f"hand_ins/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class WorkQuerySet(models.QuerySet):
    """Rows with an enrolment."""

    def of_others(self, user) -> Self:
        """Nobody decides about his own."""
        return self.exclude(enrolment__person=user)

    def in_hands_of(self, user, on: dt.date) -> Self:
        """Of others: everybody's for HR, of the units he heads on the day for a section head."""
        rows = self.of_others(user)
        if has_role(user, "hr", on=on):
            return rows
        within = Q(pk__in=())
        for path in HeadOf.objects.on(on).filter(person=user).values_list("department__path", flat=True):
            within |= Q(department__path__startswith=path)
        posts = Posting.objects.main().on(on).filter(within, person=OuterRef("enrolment__person"))
        return rows.filter(Exists(posts))


class Work(models.Model):
    """What belongs to a task of a lesson; `task` is the block's own key."""

    enrolment = models.ForeignKey("study.Enrolment", on_delete=models.PROTECT, related_name="+")
    lesson_code = models.CharField(max_length=40)
    task = models.CharField(max_length=40)
    title = models.CharField(_("task"), max_length=120)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True


class Decided(models.Model):
    """What waits for somebody's word."""

    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.CharField(_("comment or reason"), max_length=2000, blank=True)

    class Meta:
        abstract = True


class FormAnswer(Work):
    """自查表 as it was sent. Sent again it is a new row: what was said before stays."""

    number = models.PositiveIntegerField()
    answers = models.JSONField(encoder=DjangoJSONEncoder, help_text="[{key, question, answer}, …] as asked then.")
    shared = models.BooleanField(default=False, help_text="Whether the section head and HR may read it.")
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            # The first, the second … of one person's answers to one form.
            models.UniqueConstraint(fields=["enrolment", "task", "number"], name="formanswer_number_once"),
        ]
        indexes = [models.Index(fields=["shared", "-sent_at"], name="formanswer_shared_sent")]

    @property
    def said(self) -> list[tuple[str, str]]:
        """(question, answer) as read: several choices in one line."""
        return [(row["question"], "；".join(row["answer"]) if isinstance(row["answer"], list) else row["answer"])
                for row in self.answers]


class PracticeEntry(Work, Decided):
    """An item of a checklist that its learner says he has done, and the word of who supervises him."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")

    item = models.CharField(max_length=40)
    text = models.CharField(_("item"), max_length=300)
    done_on = models.DateField(_("done on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    said_at = models.DateTimeField(_("said"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)

    class Meta:
        verbose_name = _("practice entry")
        verbose_name_plural = _("practice entries")
        ordering = ["said_at", "pk"]
        constraints = [
            # An item waits or is confirmed once; only a returned one is said again.
            models.UniqueConstraint(
                fields=["enrolment", "task", "item"], condition=~Q(state="returned"), name="practice_item_once"
            ),
            # What waits is undecided, what was decided says when and by whom.
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="practice_decided",
            ),
            # Nothing is returned without a reason.
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(comment=""), name="practice_returned_reason"),
        ]
        indexes = [models.Index(fields=["state", "said_at"], name="practice_state_said")]


class HandIn(Work, Decided):
    """书面作业: one version of a piece of work, and its mark."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be marked")
        MARKED = "marked", _("marked")
        RETURNED = "returned", _("returned")

    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), blank=True)
    file = models.FileField(_("file"), upload_to=file_name, blank=True)
    file_title = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(_("handed in"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    mark = models.PositiveSmallIntegerField(_("mark"), null=True, blank=True, help_text="Out of 100.")
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"))

    class Meta:
        verbose_name = _("work handed in")
        verbose_name_plural = _("work handed in")
        ordering = ["handed_at", "pk"]
        constraints = [
            # The first, the second … of one person's versions of one piece of work.
            models.UniqueConstraint(fields=["enrolment", "task", "number"], name="handin_number_once"),
            # One version at a time waits to be marked.
            models.UniqueConstraint(
                fields=["enrolment", "task"], condition=Q(state="waiting"), name="handin_one_waiting"
            ),
            # Something was handed in.
            models.CheckConstraint(condition=~Q(text="") | ~Q(file=""), name="handin_not_empty"),
            # A mark is out of 100, and only what is marked has one.
            models.CheckConstraint(
                condition=Q(state="marked", mark__gte=0, mark__lte=100) | (~Q(state="marked") & Q(mark__isnull=True)),
                name="handin_mark_of_100",
            ),
            # What waits is undecided, what was decided says when and by whom.
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="handin_decided",
            ),
            # Nothing is returned without a reason.
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(comment=""), name="handin_returned_reason"),
        ]
        indexes = [models.Index(fields=["state", "handed_at"], name="handin_state_handed")]

    @property
    def passed(self) -> bool:
        return self.mark is not None and self.mark >= self.pass_mark
