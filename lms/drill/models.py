"""练习: what somebody practised of his own will, and his wrong-question book. Nobody else's pages read a row of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Question, QuestionBank
from lms.assessment.models import Attempt
from lms.drill.rules import LAST_BOX


class Card(models.Model):
    """错题本: a question somebody once answered wrong, and when it comes again. It follows the question, not a version.

    `version` is the one last answered: from a bank that is not open for practice, only what was seen is asked again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards")
    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="cards")
    code = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    box = models.PositiveSmallIntegerField(_("box"), default=1)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    wrong = models.PositiveIntegerField(_("times wrong"), default=1)
    set_aside = models.BooleanField(_("not again"), default=False)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question in the book")
        verbose_name_plural = _("questions in the book")
        constraints = [
            # A question stands once in a book.
            models.UniqueConstraint(fields=["person", "bank", "code"], name="card_once"),
            # There are so many boxes.
            models.CheckConstraint(condition=Q(box__gte=1, box__lte=LAST_BOX), name="card_in_a_box"),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="card_due")]


class DrillAnswer(models.Model):
    """An answer given in practice, with the unit of that day. Its person may delete it; no other reads it by name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drill_answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="drill_answers")
    department = models.ForeignKey(
        "people.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="drill_answers"
    )
    response = models.JSONField(default=list)
    right = models.BooleanField()
    at = models.DateTimeField()
    once = models.UUIDField()

    class Meta:
        verbose_name = _("answer in practice")
        verbose_name_plural = _("answers in practice")
        constraints = [
            # A form sent twice is one answer.
            models.UniqueConstraint(fields=["person", "once"], name="drillanswer_once"),
        ]
        indexes = [
            models.Index(fields=["person", "question"], name="drillanswer_of_person"),
            models.Index(fields=["department", "at"], name="drillanswer_of_unit"),
        ]


class TakenIn(models.Model):
    """The wrong answers of this exam were taken into its person's book, once, when he asked for it."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="taken_in")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("exam taken into the book")
        verbose_name_plural = _("exams taken into the book")
