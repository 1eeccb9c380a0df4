"""The pages editors write: catalogue → course → lesson."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses import rules
from courses.blocks import LessonBlocks
from courses.forms import CodedPageForm, LessonPageForm
from courses.models.assessments import Assessment
from courses.models.versions import Course, VersionLesson
from courses.panels import ReadinessPanel


class CodedPage(models.Model):
    """A page known by its code; its address follows the code, since Chinese titles make bad slugs."""

    code: models.CharField
    slug: models.SlugField
    base_form_class = CodedPageForm

    class Meta:
        abstract = True

    @staticmethod
    def slug_of(code: str) -> str:
        return rules.course_slug(code)

    def full_clean(self, *args, **kwargs) -> None:
        self.slug = self.slug or self.slug_of(self.code)
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.slug = self.slug or self.slug_of(self.code)
        super().minimal_clean()  # type: ignore[misc]  # Page's


class CourseTag(TaggedItemBase):
    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="tagged_items")


class CataloguePage(Page):
    """课程目录: every published course."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    template = "courses/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request, *args, **kwargs) -> dict:
        from courses.catalogue import catalogue_context  # it reads these models

        return super().get_context(request, *args, **kwargs) | catalogue_context(self, request)


class CoursePage(CodedPage, Page):
    """A course as its editors write it."""

    class Counter(models.TextChoices):
        ONLINE = "online", _("online study")
        CONCENTRATED = "concentrated", _("concentrated training")

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        BLENDED = "blended", _("blended")
        CLASSROOM = "classroom", _("classroom")

    code = models.CharField(_("course code"), max_length=32, unique=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "ol", "ul", "link"])
    cover = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("cover"),
    )
    category = models.CharField(_("category"), max_length=50, blank=True)
    line = models.CharField(_("line of business"), max_length=50, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.ONLINE)
    audience_note = models.CharField(_("meant for"), max_length=200, blank=True)
    keywords = models.CharField(_("search keywords"), max_length=200, blank=True)
    basis = models.CharField(_("basis document"), max_length=200, blank=True)
    counter = models.CharField(_("hours counter"), max_length=20, choices=Counter.choices, default=Counter.ONLINE)
    hours = models.DecimalField(
        _("credit hours"), max_digits=6, decimal_places=2, default=Decimal("1"),
        validators=[MinValueValidator(Decimal("0")), MaxValueValidator(Decimal("200"))],
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assessment")
    )
    without_assessment = models.CharField(_("why there is no assessment"), max_length=200, blank=True)
    change_note = models.TextField(_("what has changed"), max_length=1000, blank=True)
    tags = ClusterTaggableManager(through=CourseTag, blank=True, verbose_name=_("tags"))

    content_panels = [
        ReadinessPanel(),
        # Wagtail's own title panel looks for a slug field: there is none
        FieldPanel("title", help_text=_("What learners read in the catalogue, in their tasks and on certificates.")),
        FieldPanel("code", required_on_save=True, help_text=_(
            "For example CIP-01. It becomes the address and stays for ever once published."
        )),
        FieldPanel("introduction", help_text=_("What a learner can do afterwards, in two or three sentences.")),
        FieldPanel("cover", help_text=_("Optional; without a picture a cover is drawn from the category.")),
        MultiFieldPanel([
            FieldPanel("category", help_text=_("Courses with the same words here are filtered together.")),
            FieldPanel("line", help_text=_(
                "The business it serves, such as 社会保险; empty for what concerns everybody."
            )),
            FieldPanel("tags"),
            FieldPanel("keywords", help_text=_("Other words people search for, such as 年假 for 年休假.")),
        ], _("Finding it")),
        MultiFieldPanel([
            FieldPanel("mode"),
            FieldPanel("audience_note"),
            FieldPanel("basis", help_text=_("The document that asks for this course: title and number.")),
        ], _("For whom and why")),
        MultiFieldPanel([
            FieldPanel("counter", help_text=_("Online study and concentrated training are never added up.")),
            FieldPanel("hours", help_text=_("In steps of 0.25.")),
            FieldPanel("assessment", help_text=_("Empty: the course is complete when its lessons are.")),
            FieldPanel("without_assessment", help_text=_("Asked of a course that earns hours online without one.")),
        ], _("What it earns")),
        FieldPanel("change_note", help_text=_(
            "Needed from the second version on: learners under way and HR read it, with the list of differences."
        )),
    ]
    promote_panels: list = []
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("keywords")]
    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request, *args, **kwargs) -> dict:
        from courses.catalogue import course_context  # it reads these models

        return super().get_context(request, *args, **kwargs) | course_context(self, request)

    @staticmethod
    def code_is_published(code: str) -> bool:
        return Course.objects.filter(code=code).exists()

    @property
    def preview_modes(self) -> list[tuple]:
        return [("", _("As somebody enrolled")), ("visitor", _("As anybody"))]

    def serve_preview(self, request, mode_name):
        from courses.previews import as_learner  # it reads these models

        if mode_name != "visitor":
            request.my_course = as_learner(self)
        return super().serve_preview(request, mode_name)


class LessonPage(CodedPage, Page):
    """A lesson as its editors write it."""

    code = models.CharField(_("lesson code"), max_length=40)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    minutes = models.PositiveIntegerField(_("guide minutes"), default=10)
    offline = models.BooleanField(_("held in a classroom (attendance completes it)"), default=False)
    share_required = models.PositiveSmallIntegerField(
        _("percent of the video to be watched"), default=95, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    body = StreamField(LessonBlocks(), verbose_name=_("body"), blank=True)

    base_form_class = LessonPageForm
    content_panels = [
        FieldPanel("title", help_text=_("What learners read in the course's outline.")),
        FieldPanel("code", required_on_save=True, help_text=_(
            "Learners' progress is kept under it: it stays for ever once published."
        )),
        FieldPanel("summary", help_text=_("One sentence under the title.")),
        MultiFieldPanel([
            FieldPanel("minutes", help_text=_("A guide for planning; never counted or reported.")),
            FieldPanel("offline"),
            FieldPanel("share_required", help_text=_("Used only when the lesson has a video or a recording.")),
        ], _("Completion")),
        FieldPanel("body", help_text=_(
            "A video or recording is watched, a PDF or slides paged through, a task done; else the text is read."
        )),
    ]
    promote_panels: list = []
    settings_panels: list = []  # it goes live with its course, never by a clock of its own
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @staticmethod
    def slug_of(code: str) -> str:
        return rules.lesson_slug(code)

    @staticmethod
    def next_code(course: CoursePage) -> str:
        """The code proposed for a new lesson of `course`."""
        return rules.next_lesson_code(course.code, LessonPage.objects.child_of(course).values_list("code", flat=True))

    @staticmethod
    def code_is_published(code: str) -> bool:
        return VersionLesson.objects.filter(code=code).exists()

    @property
    def has_workflow(self) -> bool:
        """The course is reviewed, its lessons with it (decision 0006)."""
        return False

    def get_workflow(self) -> None:
        return None

    def get_lock(self):
        from courses.lessons import CourseInReview  # it reads these models

        own, course = super().get_lock(), self.get_parent()
        course_lock = course.specific.get_lock() if course and not own else None
        return own or (CourseInReview(self, course_lock) if course_lock else None)

    def serve(self, request, *args, **kwargs):
        """Only editors read a lesson here; learners read the version they started."""
        is_preview = getattr(request, "is_preview", False)
        if not is_preview and not self.permissions_for_user(request.user).can_edit():
            return redirect(self.get_parent().get_url(request))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs) -> dict:
        from courses.rendering import show_drafts  # it reads these models

        show_drafts(self.body)
        return super().get_context(request, *args, **kwargs) | {"course": self.get_parent()}

    @property
    def rule(self) -> str:
        """How it completes: attendance, else what it plays, its pages, its tasks, reading to the end."""
        return rules.lesson_rule(offline=self.offline, block_types=self.kinds)

    @property
    def kinds(self) -> set[str]:
        return rules.block_types(self.body.raw_data)
