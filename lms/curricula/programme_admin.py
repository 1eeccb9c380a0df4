"""Tags, the programme and its goals in the content administration. HR only, by the models' permissions."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from lms.common import clock
from lms.curricula.forms import UnitField
from lms.curricula.models import Goal, Programme, Tag, Tagged
from lms.curricula.services import GoalChange, revise_goal, tag_people
from lms.people.models import Department, User

ASKED = frozenset({"number", "due_on", "owner", "metric", "from_on", "curriculum"})
BETWEEN = re.compile(r"[\s,，、;；]+")


class TagForm(WagtailAdminModelForm):
    """Who has the tag from today: staff numbers, as they are pasted from a sheet."""

    numbers = forms.CharField(
        label=gettext_lazy("Staff numbers"), required=False, widget=forms.Textarea,
        help_text=gettext_lazy("One a line, or with commas between. Who is taken out keeps the days he had it."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            held = Tagged.objects.filter(tag=self.instance, to_on__isnull=True).order_by("person__staff_no")
            self.initial["numbers"] = "\n".join(held.values_list("person__staff_no", flat=True))

    def clean_numbers(self) -> list[User]:
        asked = {number for number in BETWEEN.split(self.cleaned_data["numbers"]) if number}
        found = list(User.objects.filter(staff_no__in=asked))
        unknown = sorted(asked - {person.staff_no for person in found})
        if unknown:
            raise forms.ValidationError(_("Nobody has these staff numbers: %(numbers)s. Nothing was changed.")
                                        % {"numbers": "、".join(unknown[:20])})
        return found

    def save(self, commit: bool = True) -> Any:
        tag = super().save(commit)
        tag_people(tag=tag, people=self.cleaned_data["numbers"], by=self.for_user, on=clock.today())
        return tag


class GoalForm(WagtailAdminModelForm):
    """A goal already set is changed with a reason only."""

    owner = UnitField(queryset=Department.objects.order_by("path"), label=gettext_lazy("Unit that answers"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"), required=False, max_length=200,
        help_text=gettext_lazy("Needed for every change of a goal but its title."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and self._changes and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the goal is changed."))
        return cleaned

    @property
    def _changes(self) -> bool:
        return bool(ASKED & set(self.changed_data)) or self.formsets["milestones"].has_changed()

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk and self._changes:
            revise_goal(goal=self.instance, to=self._change(), reason=self.cleaned_data["reason"], by=self.for_user,
                        on=clock.today())
            del self.formsets["milestones"]  # they have been written with their revision
        return super().save(commit)

    def _change(self) -> GoalChange:
        asked = self.cleaned_data
        rows = [form.cleaned_data for form in self.formsets["milestones"].forms
                if form.cleaned_data.get("on") and not form.cleaned_data.get("DELETE")]
        return GoalChange(
            asked["number"], asked["due_on"], asked["owner"], asked["metric"], asked["from_on"], (asked["curriculum"],),
            [(row["on"], row["percent"]) for row in rows],
        )


class YearsFormSet(BaseChildFormSet):
    """A year whose goals are set stays: what was asked of units is never lost."""

    def clean(self) -> None:
        super().clean()
        going = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        if Goal.objects.filter(year__in=going).exists():
            raise forms.ValidationError(_("A year with goals cannot be taken out. Nothing was changed."))


class YearsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = YearsFormSet
        return options


class TagViewSet(ModelViewSet):
    model = Tag
    icon = "tag"
    name, url_prefix, url_namespace = "tags", "people-tags", "admin_tags"
    menu_label = gettext_lazy("Tags of people")
    menu_order = 213
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "note"]
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("note"), FieldPanel("numbers")],
                              base_form_class=TagForm)


class ProgrammeViewSet(ModelViewSet):
    model = Programme
    icon = "calendar-alt"
    name, url_prefix, url_namespace = "programmes", "programmes", "admin_programmes"
    menu_order = 211
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["code", "title", "basis"]
    edit_handler = ObjectList([
        FieldRowPanel([FieldPanel("code"), FieldPanel("title")]), FieldPanel("basis"),
        YearsPanel("years", [FieldRowPanel([FieldPanel("year"), FieldPanel("theme")])],
                   heading=gettext_lazy("Years"), label=gettext_lazy("Year")),
    ])


class GoalViewSet(ModelViewSet):
    model = Goal
    icon = "order"
    name, url_prefix, url_namespace = "goals", "goals", "admin_goals"
    menu_order = 212
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "year", "owner", "metric", "number", "due_on"]
    list_filter = ["year", "metric"]
    edit_handler = ObjectList([
        FieldPanel("year"), FieldPanel("title"),
        FieldRowPanel([FieldPanel("metric"), FieldPanel("number")]), FieldPanel("owner"), FieldPanel("curriculum"),
        FieldRowPanel([FieldPanel("from_on"), FieldPanel("due_on")]), FieldPanel("reason"),
        InlinePanel("milestones", [FieldRowPanel([FieldPanel("on"), FieldPanel("percent")])],
                    heading=gettext_lazy("Schedule"), label=gettext_lazy("Milestone")),
    ], base_form_class=GoalForm)
