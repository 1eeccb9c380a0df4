"""The question bank. A question is never edited in place: a new version is made."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.fields import StreamField

from courses.question_blocks import MaterialBlocks

LONGEST_ANSWER = 5000  # characters; what a save of an answer may hold


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


class QuestionTag(TagBase):
    """A topic questions are drawn by; apart from the tags of courses, which learners see."""

    class Meta:
        verbose_name = _("question tag")
        verbose_name_plural = _("question tags")


class TaggedQuestion(ItemBase):
    """A tag on one version; a new version takes over those of the one before."""

    tag = models.ForeignKey(QuestionTag, on_delete=models.CASCADE, related_name="items")
    content_object = models.ForeignKey("courses.Question", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        verbose_name = _("tag of a question")
        verbose_name_plural = _("tags of questions")
        constraints = [
            # A version has a tag once.
            models.UniqueConstraint(fields=["tag", "content_object"], name="question_tag_once"),
        ]


class QuestionQuerySet(models.QuerySet):
    def current(self) -> "QuestionQuerySet":
        """The standing version of each question that is approved and not retired: what papers are drawn from."""
        return self.filter(is_current=True, retired=False, state=Question.State.APPROVED)

    def newest(self) -> "QuestionQuerySet":
        """The last version of each question, drafts included: what editors work on."""
        drafts = Question.objects.unapproved().filter(bank=OuterRef("bank"), code=OuterRef("code"))
        return self.filter(~Q(state=Question.State.APPROVED) | Q(is_current=True) & ~Exists(drafts))

    def unapproved(self) -> "QuestionQuerySet":
        return self.exclude(state=Question.State.APPROVED)


class Question(models.Model):
    """One version of a question.

    `options` is [{"key": "A", "text": …}]; a true/false question has the options T and F. `answer` is, by kind:
    single, multi, judge: the sorted right keys · order: all keys in the right order · match: for each option, the
    key of its target · fill: for each blank, the list of its accepted forms · short, essay, checklist: none, a person
    marks by `rubric`; the options of a checklist are its criteria.

    Papers draw the standing version (`is_current`). An approved question that is revised stands until the new version,
    a draft beside it, is approved too. A row made without the services (the demo, a fixture) stands as it is.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("single choice")
        MULTI = "multi", _("multiple choice")
        JUDGE = "judge", _("true or false")
        FILL = "fill", _("fill-in")
        ORDER = "order", _("ordering")
        MATCH = "match", _("matching")
        SHORT = "short", _("short answer")
        ESSAY = "essay", _("essay")
        CHECKLIST = "checklist", _("practice checklist")

    class Difficulty(models.IntegerChoices):
        EASY = 1, _("easy")
        MEDIUM = 2, _("medium")
        HARD = 3, _("hard")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        APPROVED = "approved", _("approved")

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions", verbose_name=_("bank"))
    code = models.CharField(_("code"), max_length=32)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    stem = models.TextField(_("stem"))
    material = StreamField(MaterialBlocks(), verbose_name=_("material"), blank=True)
    options = models.JSONField(_("options"), default=list)
    targets = models.JSONField(_("right side"), default=list)
    answer = models.JSONField(pgettext_lazy("question", "answer"), default=list)
    any_order = models.BooleanField(_("the blanks may be filled in any order"), default=False)
    rubric = models.TextField(_("model answer or marking guide"), blank=True)
    max_length = models.PositiveIntegerField(
        _("longest answer (characters)"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ANSWER)],
    )
    two_markers = models.BooleanField(_("two people mark it"), default=False)
    explanation = models.TextField(_("explanation"), blank=True)
    article = models.CharField(_("law article"), max_length=200, blank=True)
    effective_on = models.DateField(_("in force since"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    tags = TaggableManager(_("tags"), through=TaggedQuestion, blank=True, help_text=_("Topics, divided by commas."))
    is_current = models.BooleanField(_("standing version"), default=True, editable=False)
    retired = models.BooleanField(_("no longer used"), default=False)
    state = models.CharField(
        pgettext_lazy("question", "state"), max_length=10, choices=State.choices, default=State.APPROVED, editable=False
    )
    state_at = models.DateTimeField(_("in this state since"), null=True, blank=True, editable=False)
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("put there by"),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("written by"),
    )
    returned_for = models.CharField(_("sent back because"), max_length=500, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "code", "-version"]
        constraints = [
            # Versions of a question are numbered once each.
            models.UniqueConstraint(fields=["bank", "code", "version"], name="question_version_once"),
            # One standing version each: what a draw may pick.
            models.UniqueConstraint(
                fields=["bank", "code"], condition=Q(is_current=True), name="question_one_current"
            ),
            # One version of each waits to be approved: what an editor goes on from.
            models.UniqueConstraint(fields=["bank", "code"], condition=~Q(state="approved"), name="question_one_draft"),
            # Whoever is asked to review something is told since when it waits.
            models.CheckConstraint(condition=~Q(state="review") | Q(state_at__isnull=False),
                                   name="question_review_has_a_time"),
        ]
        indexes = [
            models.Index(fields=["bank", "kind", "difficulty"], name="question_drawn",
                         condition=Q(is_current=True, retired=False, state="approved")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.stem[:40]}"
