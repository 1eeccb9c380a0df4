"""投诉建议: what people say about courses, the system and their own records, and the one answer to each."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from courses.models import Course, CoursePage
from lms.common import clock
from lms.feedback import rules
from lms.people.access import has_role
from lms.people.models import HeadOf, Posting


class CaseQuerySet(models.QuerySet):
    def visible_to(self, viewer, on: dt.date | None = None) -> Self:
        """One's own; what one's office answers; feedback on the courses one edits."""
        on = on or clock.today()
        edited = Q(kind=rules.FEEDBACK, course__code__in=_edited_by(viewer)) if has_role(viewer, "editor", on=on) \
            else Q(pk__in=())
        return self.filter(Q(person=viewer.pk) | edited | self._office(viewer, on))

    def answerable_by(self, viewer, on: dt.date | None = None) -> Self:
        """What waits in the viewer's office; nobody answers himself."""
        return self.filter(self._office(viewer, on or clock.today())).exclude(person=viewer.pk)

    def open(self) -> Self:
        return self.filter(state__in=rules.OPEN)

    def late(self, on: dt.date) -> Self:
        return self.open().filter(promised_on__lt=on)

    @staticmethod
    def _office(viewer, on: dt.date) -> Q:
        """By kind and role. A complaint is neither for the person's own head nor for the editor of the course."""
        kinds = [kind for kind, role in rules.ANSWERS.items() if has_role(viewer, role, on=on)]
        barred = Q(Exists(_posts_under(viewer))) | Q(course__code__in=_edited_by(viewer))
        return Q(kind__in=kinds) & ~(Q(kind=rules.COMPLAINT) & barred)


def _edited_by(viewer) -> models.QuerySet:
    """Codes of the courses whose page is the viewer's."""
    return CoursePage.objects.filter(owner=viewer.pk).values("code")


def _posts_under(viewer) -> models.QuerySet:
    """Main posts of the case's person in a unit the viewer heads or has headed: whom it is about may have moved on."""
    within = Q(pk__in=())
    for path in HeadOf.objects.filter(person=viewer.pk).values_list("department__path", flat=True):
        within |= Q(department__path__startswith=path)
    return Posting.objects.main().filter(within, person=OuterRef("person"))


class Case(models.Model):
    """件: something a person said, with a receipt number, a promised day and one answer. Never deleted."""

    class Kind(models.TextChoices):
        FEEDBACK = rules.FEEDBACK, _("feedback")
        COMPLAINT = rules.COMPLAINT, _("complaint")
        CORRECTION = rules.CORRECTION, _("request for a correction")

    class State(models.TextChoices):
        RECEIVED = rules.RECEIVED, _("received")
        HANDLING = rules.HANDLING, _("being handled")
        ANSWERED = rules.ANSWERED, _("has been answered")
        WITHDRAWN = rules.WITHDRAWN, _("withdrawn")

    class Verdict(models.TextChoices):
        DONE = rules.DONE, _("accepted")
        REFUSED = rules.REFUSED, _("not accepted")

    # One receipt is one case.
    number = models.CharField(_("receipt number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    anonymous = models.BooleanField(_("without my name"), default=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    lesson_code = models.CharField(_("lesson"), max_length=40, blank=True)
    record_kind = models.CharField(_("kind of record"), max_length=20, blank=True)
    record_ref = models.CharField(_("reference"), max_length=80, blank=True)
    record_said = models.CharField(_("what the record said"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=rules.LONGEST)
    addition = models.TextField(_("addition"), max_length=rules.LONGEST, blank=True)
    added_at = models.DateTimeField(_("added"), null=True, blank=True)
    # A case follows up one that was answered, once.
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    sent_at = models.DateTimeField(_("sent"))
    promised_on = models.DateField(_("answer promised by"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    taken_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    verdict = models.CharField(_("outcome"), max_length=8, choices=Verdict.choices, blank=True)
    answer = models.TextField(_("answer"), max_length=rules.LONGEST, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    once = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["promised_on", "pk"]
        constraints = [
            # A form sent twice makes one case.
            models.UniqueConstraint(fields=["person", "once"], name="case_form_once"),
            # Nobody says nothing.
            models.CheckConstraint(condition=~Q(text=""), name="case_with_text"),
            # A correction names the record and what it said, and whose it is; nothing else does.
            models.CheckConstraint(
                condition=(Q(kind="correction", anonymous=False) & ~Q(record_kind="") & ~Q(record_said=""))
                | (~Q(kind="correction") & Q(record_kind="", record_ref="", record_said="")),
                name="case_correction_of_record",
            ),
            # An answer has its words, its outcome, its author and its moment; nothing unanswered has any. A refusal's
            # words are its reason.
            models.CheckConstraint(
                condition=(Q(state="answered", answered_at__isnull=False, answered_by__isnull=False)
                           & ~Q(answer="") & ~Q(verdict=""))
                | (~Q(state="answered") & Q(answered_at__isnull=True, answered_by__isnull=True, answer="", verdict="")),
                name="case_answered_in_words",
            ),
            # What was taken back says when.
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="case_withdrawn_says_when",
            ),
            # Nobody answers himself.
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")), name="case_answered_by_another"
            ),
            # What is added says when.
            models.CheckConstraint(
                condition=Q(addition="", added_at__isnull=True) | (~Q(addition="") & Q(added_at__isnull=False)),
                name="case_added_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["promised_on"], condition=Q(state__in=("received", "handling")), name="case_open"),
            models.Index(fields=["person", "-sent_at"], name="case_person_sent"),
        ]

    def __str__(self) -> str:
        return self.number


class Series(models.Model):
    """The last receipt number given out, by kind and year."""

    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        # Each kind counts from one in a year.
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="series_once_a_year")]


def _days(label, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )


@register_setting(icon="comment", order=340)
class FeedbackSettings(BaseGenericSetting):
    """The bureau's promises to whoever speaks up."""

    feedback_days = _days(_("working days in which feedback is answered"), 10)
    complaint_days = _days(_("working days in which a complaint is answered"), 15)
    correction_days = _days(_("working days in which a correction is answered"), 5)

    class Meta:
        verbose_name = _("feedback and complaints")

    @classmethod
    def now(cls) -> "FeedbackSettings":
        """As HR set them, else as shipped. `load` would write a row, and reading a page writes nothing."""
        return cls.objects.first() or cls()

    def days_for(self, kind: str) -> int:
        return int(getattr(self, f"{kind}_days"))
