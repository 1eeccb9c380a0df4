"""The question bank. A question is never edited in place: a new version is made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QuestionBank(models.Model):
    code = models.CharField(_("code"), max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=200)
    law = models.CharField(_("law"), max_length=300, blank=True)
    practice = models.BooleanField(
        _("open for practice"), default=False,
        help_text=_("Everyone may then drill its questions and sees each right answer at once. Exams that draw from "
                    "the bank ask questions people may know: keep a bank for practice and another for exams, or make "
                    "the bank so large that knowing it is knowing the subject."),
    )

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class QuestionQuerySet(models.QuerySet):
    def current(self) -> "QuestionQuerySet":
        """The newest version of each question not retired: what papers are drawn from."""
        return self.filter(is_current=True, retired=False)


class Question(models.Model):
    """One version of a question. `options` is [{"key": "A", "text": …}]; `answer` the sorted correct keys.

    A true/false question has the options T and F.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        MULTI = "multi", _("multiple choice")
        JUDGE = "judge", _("true or false")

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("bank"))
    code = models.CharField(_("code"), max_length=32)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    stem = models.TextField(_("stem"))
    options = models.JSONField(_("options"), default=list)
    answer = models.JSONField(_("answer"), default=list)
    explanation = models.TextField(_("explanation"), blank=True)
    article = models.CharField(_("law article"), max_length=200, blank=True)
    is_current = models.BooleanField(_("newest version"), default=True, editable=False)
    retired = models.BooleanField(_("no longer used"), default=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "code", "-version"]
        constraints = [
            # Versions of a question are numbered once each.
            models.UniqueConstraint(fields=["bank", "code", "version"], name="question_version_once"),
            # One newest version each: what a draw may pick.
            models.UniqueConstraint(
                fields=["bank", "code"], condition=Q(is_current=True), name="question_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.stem[:40]}"
