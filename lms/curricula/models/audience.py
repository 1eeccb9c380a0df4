"""Who a curriculum is for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from lms.common.dated import Dated
from lms.curricula.models.curricula import Curriculum
from lms.people.models import Category, Department


class Tag(models.Model):
    """人员标签: a name HR gives to some people, so that a rule can name them together."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    note = models.CharField(_("what it means"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tagged(Dated):
    """A person has a tag from one day to another."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tagged")

    class Meta(Dated.Meta):
        verbose_name = _("tagged person")
        verbose_name_plural = _("tagged people")
        constraints = [
            *Dated.Meta.constraints,
            # A person has a tag once at a time.
            models.UniqueConstraint(
                fields=["tag", "person"], condition=Q(to_on__isnull=True), name="tagged_one_open"
            ),
        ]


class AudienceRule(models.Model):
    """适用人群: who a curriculum is for. What is left empty does not restrict; rules add up."""

    curriculum = ParentalKey(Curriculum, on_delete=models.CASCADE, related_name="rules")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    with_sub_units = models.BooleanField(_("with sub-units"), default=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, blank=True)
    post = models.CharField(
        _("post contains"), max_length=50, blank=True,
        help_text=_("Found inside a longer post as well; begin with = for exactly this post."),
    )
    rank = models.CharField(_("rank contains"), max_length=30, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("single person"),
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tag"),
    )
    min_months = models.PositiveSmallIntegerField(_("months in the post, at least"), null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(
        _("months in the post, at most"), null=True, blank=True,
        help_text=_("Asked when a task is given: it is not taken away because time passes."),
    )
    exclude = models.BooleanField(
        _("exception"), default=False, help_text=_("Whoever fits this rule gets nothing, whatever the others say."),
    )
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("audience rule")
        ordering = ["sort_order", "pk"]
        constraints = [
            # A rule with nothing set would be for nobody, and reads as if it were for everybody.
            models.CheckConstraint(
                condition=(
                    Q(department__isnull=False) | Q(person__isnull=False)
                    | Q(tag__isnull=False) | ~Q(category="") | ~Q(post="") | ~Q(rank="")
                ),
                name="audiencerule_names_someone",
                violation_error_message=_(
                    "This rule names nobody: choose a unit, a category, a post, a rank, a tag or a person. "
                    "For the whole bureau choose the bureau itself, with its sub-units."
                ),
            ),
            # The shortest time in a post is not longer than the longest.
            models.CheckConstraint(
                condition=Q(min_months__isnull=True) | Q(max_months__isnull=True)
                | Q(min_months__lte=F("max_months")),
                name="audiencerule_months_in_order",
                violation_error_message=_("“At least” is more months than “at most”."),
            ),
        ]
