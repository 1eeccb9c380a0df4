"""测验/考试: the recipe from which each attempt's paper is drawn."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.models.questions import Question, QuestionBank

HIGHEST_COUNT, HIGHEST_POINTS = 500, 1000
AT_LEAST_ONE = MinValueValidator(1)


class Assessment(ClusterableModel):
    """Copied into each CourseVersion on publish and into each attempt's paper at its start."""

    class Kind(models.TextChoices):
        EXAM = "exam", _("online exam")
        MARKED = "marked", _("marked by a person")

    class AnswersShown(models.TextChoices):
        NEVER = "never", _("never")
        AFTER_PASS = "after_pass", _("after passing or the last attempt")
        AFTER_EACH = "after_each", _("after each attempt")

    class Counting(models.TextChoices):
        """Which of several grades counts; frozen with the version and with each paper."""

        BEST = "best", _("the best")
        LAST = "last", _("the last")
        FIRST = "first", _("the first")
        AVERAGE = "average", _("the average")

    class Partial(models.TextChoices):
        """What some of the right options, and no wrong one, earn in a multiple choice."""

        NONE = "none", _("nothing: all or nothing")
        HALF = "half", _("half of the points")
        SHARE = "share", _("their share of the points")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EXAM)
    bank = models.ForeignKey(
        QuestionBank, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments",
        verbose_name=_("bank"),
    )
    pass_mark = models.PositiveIntegerField(
        _("pass mark (percent)"), default=60, validators=[AT_LEAST_ONE, MaxValueValidator(100)]
    )
    minutes = models.PositiveIntegerField(_("minutes"), default=30, validators=[AT_LEAST_ONE, MaxValueValidator(1440)])
    attempts = models.PositiveIntegerField(_("attempts"), default=2, validators=[AT_LEAST_ONE])
    counting = models.CharField(
        _("grade that counts"), max_length=10, choices=Counting.choices, default=Counting.BEST,
        help_text=_("Of several attempts. Whoever has passed has passed: a later attempt never takes that away. With "
                    "“the first”, further attempts are for practice; a make-up exam begins anew."),
    )
    partial = models.CharField(
        _("some of the right options"), max_length=10, choices=Partial.choices, default=Partial.NONE,
        help_text=_("Of a multiple choice, when nothing wrong is among what was chosen. A wrong option earns nothing."),
    )
    cooldown_hours = models.PositiveIntegerField(
        _("hours between attempts"), default=0, validators=[MaxValueValidator(8760)]
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    late_minutes = models.PositiveIntegerField(
        _("latest start (minutes after opening)"), null=True, blank=True, validators=[AT_LEAST_ONE]
    )
    shuffle = models.BooleanField(_("shuffle questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    answers_shown = models.CharField(
        _("answers are shown"), max_length=12, choices=AnswersShown.choices, default=AnswersShown.AFTER_PASS
    )
    pledge = models.TextField(_("pledge"), blank=True)
    two_markers = models.BooleanField(_("two people mark each text"), default=False)
    tolerance = models.PositiveSmallIntegerField(
        _("difference allowed between two markers (percent of the points)"), default=20,
        validators=[MaxValueValidator(100)],
    )

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
            # One of several grades counts, by a rule that is known.
            models.CheckConstraint(
                condition=Q(counting__in=("best", "last", "first", "average"), partial__in=("none", "half", "share")),
                name="assessment_counting_known",
            ),
            # A window closes after it opens.
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="assessment_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A window closes after it opens.")})
        if self.late_minutes and not self.opens_at:
            raise ValidationError({"late_minutes": _("A latest start needs a time of opening.")})


class AssessmentSection(models.Model):
    """A part of the paper: so many questions drawn by what they are, or named one by one.

    `tags` are names between commas, each of which a question must carry; `difficulty` is the number of one, as text, or
    empty for any; `codes` are questions by code, one a line, and then nothing is drawn. `lost` are the points a wrong
    answer takes away; an empty one takes none.
    """

    sort_order_field = "sort_order"  # the name by which the framework's forms know that rows may be moved

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=100, blank=True)
    instructions = models.TextField(_("instructions"), blank=True)
    bank = models.ForeignKey(
        QuestionBank, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("another bank"),
    )
    kind = models.CharField(_("kind"), max_length=12, blank=True)
    tags = models.CharField(_("tags"), max_length=200, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=10, blank=True)
    codes = models.TextField(_("questions by code"), blank=True)
    count = models.PositiveIntegerField(
        _("questions"), default=0, blank=True, validators=[MaxValueValidator(HIGHEST_COUNT)]
    )
    points = models.PositiveIntegerField(
        _("points each"), default=5, validators=[MaxValueValidator(HIGHEST_POINTS)]
    )
    lost = models.PositiveIntegerField(
        _("points lost by a wrong answer"), default=0, blank=True, validators=[MaxValueValidator(HIGHEST_POINTS)]
    )

    class Meta:
        verbose_name = _("section of a paper")
        verbose_name_plural = _("sections of a paper")
        ordering = ["sort_order", "pk"]
        constraints = [
            # A wrong answer never costs more than a right one earns.
            models.CheckConstraint(condition=Q(lost__lte=F("points")), name="section_lost_within_points"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def tag_names(self) -> list[str]:
        names = self.tags.replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    @property
    def code_list(self) -> list[str]:
        return list(dict.fromkeys(self.codes.replace(",", " ").replace("，", " ").split()))

    def clean(self) -> None:
        super().clean()
        if self.kind and self.kind not in Question.Kind.values:
            raise ValidationError({"kind": _("Choose a kind of question.")})
        if self.difficulty and self.difficulty not in map(str, Question.Difficulty.values):
            raise ValidationError({"difficulty": _("Choose a difficulty.")})
        if self.code_list and (self.tag_names or self.difficulty):
            raise ValidationError({"codes": _(
                "Questions named by code are not drawn by tags or difficulty: empty the one or the other.")})
        if not self.code_list and not self.count:
            raise ValidationError({"count": _("Say how many questions are drawn, or name them by code.")})
        if (self.lost or 0) > (self.points or 0):
            raise ValidationError({"lost": _("A wrong answer never costs more than a right one earns.")})
