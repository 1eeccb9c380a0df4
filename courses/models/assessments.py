"""测验/考试: the recipe from which each attempt's paper is drawn."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.questions import QuestionBank


class Assessment(models.Model):
    """Copied into each CourseVersion on publish and into each attempt's paper at its start."""

    class Kind(models.TextChoices):
        EXAM = "exam", _("online exam")
        MARKED = "marked", _("marked by a person")

    class AnswersShown(models.TextChoices):
        NEVER = "never", _("never")
        AFTER_PASS = "after_pass", _("after passing or the last attempt")
        AFTER_EACH = "after_each", _("after each attempt")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EXAM)
    bank = models.ForeignKey(
        QuestionBank, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments",
        verbose_name=_("bank"),
    )
    single_count = models.PositiveIntegerField(_("single choice: questions"), default=4)
    single_points = models.PositiveIntegerField(_("single choice: points each"), default=12)
    multi_count = models.PositiveIntegerField(_("multiple choice: questions"), default=2)
    multi_points = models.PositiveIntegerField(_("multiple choice: points each"), default=16)
    judge_count = models.PositiveIntegerField(_("true or false: questions"), default=2)
    judge_points = models.PositiveIntegerField(_("true or false: points each"), default=10)
    pass_mark = models.PositiveIntegerField(
        _("pass mark (percent)"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    minutes = models.PositiveIntegerField(_("minutes"), default=30, validators=[MinValueValidator(1)])
    attempts = models.PositiveIntegerField(_("attempts"), default=2, validators=[MinValueValidator(1)])
    shuffle = models.BooleanField(_("shuffle questions and options"), default=True)
    answers_shown = models.CharField(
        _("answers are shown"), max_length=12, choices=AnswersShown.choices, default=AnswersShown.AFTER_PASS
    )
    pledge = models.TextField(_("pledge"), blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["title"]
        constraints = [
            # An online exam draws from a bank.
            models.CheckConstraint(
                condition=~Q(kind="exam") | Q(bank__isnull=False), name="assessment_exam_has_bank"
            ),
            # A pass mark is a percentage, and never nothing.
            models.CheckConstraint(
                condition=Q(pass_mark__gte=1) & Q(pass_mark__lte=100), name="assessment_pass_mark_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title
