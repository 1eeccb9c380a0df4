"""Curricula in the content administration. HR only, by the model's permissions; rows are not checked there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.messages import button as message_button
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button, HeaderButton

from lms.curricula.forms import AudienceRuleForm
from lms.curricula.models import Curriculum
from lms.curricula.programme_admin import GoalViewSet, ProgrammeViewSet, TagViewSet
from lms.curricula.renewals import wagtail_hooks as _renewals  # noqa: F401 - its screens are registered with ours


class RulesPanel(InlinePanel):
    """Rules with the fields of our own form."""

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = AudienceRuleForm
        return options


PANELS = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("cycle")]),
            FieldPanel("title"),
            FieldPanel("basis"),
            FieldRowPanel([FieldPanel("issued_on"), FieldPanel("due_on")]),
            FieldRowPanel([FieldPanel("required"), FieldPanel("retired_on")]),
        ],
        heading=gettext_lazy("Curriculum"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("due_days"), FieldPanel("in_order")]),
            FieldRowPanel([FieldPanel("electives"), FieldPanel("hours")]),
        ],
        heading=gettext_lazy("What it takes"),
    ),
    InlinePanel("items", [FieldRowPanel([FieldPanel("course"), FieldPanel("required")])],
                heading=gettext_lazy("Courses"), label=gettext_lazy("Course"), min_num=1),
    RulesPanel(
        "rules",
        [
            FieldRowPanel([FieldPanel("department"), FieldPanel("with_sub_units")]),
            FieldPanel("category"),
            FieldRowPanel([FieldPanel("post"), FieldPanel("rank")]),
            FieldRowPanel([FieldPanel("min_months"), FieldPanel("max_months")]),
            FieldRowPanel([FieldPanel("tag"), FieldPanel("person")]),
            FieldPanel("exclude"),
        ],
        heading=gettext_lazy("Who it is for"), label=gettext_lazy("Audience rule"),
        help_text=gettext_lazy("Within a rule every part that is set must hold; several rules add up; exceptions take "
                               "people out again."),
    ),
    InlinePanel(
        "milestones", [FieldRowPanel([FieldPanel("on"), FieldPanel("percent")])], heading=gettext_lazy("Schedule"),
        label=gettext_lazy("Milestone"),
        help_text=gettext_lazy("Planned percent by a day; without milestones the plan runs straight to the due date."),
    ),
    InlinePanel(
        "recurrences", [FieldRowPanel([FieldPanel("every_months"), FieldPanel("until_on")])], max_num=1,
        heading=gettext_lazy("Comes round again"), label=gettext_lazy("Recurrence"),
    ),
]


def preview_url(curriculum: Curriculum) -> str:
    return reverse("curricula:preview", args=[curriculum.pk])


class IndexView(generic.IndexView):
    def get_list_more_buttons(self, instance: Curriculum) -> list:
        preview = Button(_("Preview and assign"), url=preview_url(instance), icon_name="view", priority=5)
        return [preview, *super().get_list_more_buttons(instance)]


def preview_button(curriculum: Curriculum) -> tuple:
    """What to do next, right under “saved”."""
    return message_button(preview_url(curriculum), _("Preview and assign"))


class AddView(generic.CreateView):
    def get_success_buttons(self) -> list:
        return [preview_button(self.object), *super().get_success_buttons()]


class EditView(generic.EditView):
    def get_success_buttons(self) -> list:
        return [preview_button(self.object), *super().get_success_buttons()]

    @property
    def header_buttons(self) -> list:
        return [HeaderButton(_("Preview and assign"), url=preview_url(self.object), icon_name="view")]


class DeleteView(generic.DeleteView):
    """A curriculum somebody was given is retired, never deleted."""

    def form_valid(self, form) -> HttpResponse:
        if self.object.assignments.exists():
            messages.error(self.request, _("This curriculum has been assigned: retire it instead of deleting it."))
            return redirect(self.get_success_url())
        return super().form_valid(form)


class CurriculumViewSet(ModelViewSet):
    model = Curriculum
    name = "curricula"
    url_prefix, url_namespace = "curricula", "admin_curricula"  # our own pages hold the name "curricula"
    icon = "list-ul"
    menu_label = gettext_lazy("Curricula")
    menu_order = 210
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["code", "title", "cycle", "issued_on", "due_on"]
    list_filter = ["cycle", "required"]
    search_fields = ["code", "title", "basis"]
    search_backend_name = None
    edit_handler = ObjectList(PANELS)
    index_view_class, add_view_class = IndexView, AddView
    edit_view_class, delete_view_class = EditView, DeleteView


@hooks.register("register_admin_viewset")
def register_curricula() -> list[ModelViewSet]:
    return [CurriculumViewSet(), ProgrammeViewSet(), GoalViewSet(), TagViewSet()]
