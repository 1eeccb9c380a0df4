"""The register of laws, and the questions it raises when one of them lapses."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.citations.rules import plain
from courses.models.questions import QuestionBank
from courses.models.versions import Course


class Law(models.Model):
    """A law, regulation or document that courses cite by its title. Kept once, so that a repeal is entered once."""

    title = models.CharField(_("title"), max_length=200, unique=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    effective_on = models.DateField(_("in force since"), null=True, blank=True)
    repealed_on = models.DateField(_("repealed on"), null=True, blank=True)
    successor = models.CharField(_("what takes its place"), max_length=200, blank=True)
    source = models.CharField(_("where to read it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("law")
        verbose_name_plural = _("laws")
        ordering = ["title"]
        constraints = [
            # A law is in force for a day at least.
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(repealed_on__isnull=True)
                | Q(repealed_on__gt=F("effective_on")), name="law_in_force_a_day",
                violation_error_message=_("It cannot be repealed before it is in force."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Citations find a law by its plain title."""
        if self.title and plain(self.title) != self.title:
            raise ValidationError({"title": gettext("Write the title without 《》, spaces and notes in brackets.")})


class CitationReviewQuerySet(models.QuerySet):
    def open(self) -> "CitationReviewQuerySet":
        return self.filter(closed_at__isnull=True)


class CitationReview(models.Model):
    """A course, or questions of a bank, cite what has lapsed or soon will: somebody has to look at it, once."""

    class Answer(models.TextChoices):
        STILL_VALID = "still_valid", _("the citation may stand")
        REPLACED = "replaced", _("no longer cited")

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="citation_reviews"
    )
    bank = models.ForeignKey(
        QuestionBank, on_delete=models.PROTECT, null=True, blank=True, related_name="citation_reviews"
    )
    law = models.CharField(_("law"), max_length=200)
    article = models.CharField(_("article"), max_length=200, blank=True)
    lapses_on = models.DateField(_("lapses on"))
    raised_at = models.DateTimeField(_("raised"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by_no = models.CharField(_("closed by"), max_length=20, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = CitationReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a citation")
        verbose_name_plural = _("reviews of citations")
        ordering = ["lapses_on", "pk"]
        constraints = [
            # A citation of a course is asked about once for each day it lapses on.
            models.UniqueConstraint(fields=["course", "law", "article", "lapses_on"], name="citationreview_once"),
            # So is one of the questions of a bank.
            models.UniqueConstraint(fields=["bank", "law", "article", "lapses_on"], name="citationreview_bank_once"),
            # It is about a course or about the questions of a bank.
            models.CheckConstraint(
                condition=Q(course__isnull=False, bank__isnull=True) | Q(course__isnull=True, bank__isnull=False),
                name="citationreview_of_one",
            ),
            # What is closed has an answer, what is open has none.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, answer="") | (Q(closed_at__isnull=False) & ~Q(answer="")),
                name="citationreview_closed_with_answer",
            ),
            # Whoever lets a lapsed citation stand says why.
            models.CheckConstraint(
                condition=~Q(answer="still_valid") | ~Q(reason=""), name="citationreview_valid_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cited_by.code} {self.law} {self.article}"

    @property
    def cited_by(self) -> Course | QuestionBank:
        return self.course or self.bank  # type: ignore[return-value]
