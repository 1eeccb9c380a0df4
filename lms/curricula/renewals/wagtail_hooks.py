"""HR says until when an old version may be finished."""

from django import forms
from django.db.models import Max
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from courses.models import CourseVersion
from lms.curricula.renewals import pages
from lms.curricula.renewals.models import Changeover


class ChangeoverForm(WagtailAdminModelForm):
    version = forms.ModelChoiceField(CourseVersion.objects.none(), label=_("New version"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        newest = CourseVersion.objects.order_by().values("course").annotate(newest=Max("pk")).values("newest")
        self.fields["version"].queryset = CourseVersion.objects.filter(pk__in=newest, number__gt=1).select_related(
            "course").order_by("course__code")

    class Meta:
        model = Changeover
        fields = ["version", "finish_by", "reason"]


class AddView(generic.CreateView):
    def get_initial(self) -> dict:
        return super().get_initial() | {"version": self.request.GET.get("version")}

    def save_instance(self) -> Changeover:
        self.form.instance.made_by = self.request.user
        return super().save_instance()


class ChangeoverViewSet(ModelViewSet):
    model = Changeover
    name = url_prefix = url_namespace = "changeovers"
    icon = "history"
    menu_label = _("Changes of version")
    menu_order = 215
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["version", "finish_by", "reason", "moved_at"]
    add_view_class = AddView
    edit_handler = ObjectList([FieldPanel("version"), FieldPanel("finish_by"), FieldPanel("reason")],
                              base_form_class=ChangeoverForm)


@hooks.register("register_admin_viewset")
def register_changeovers() -> ChangeoverViewSet:
    return ChangeoverViewSet()


hooks.register("before_serve_page", pages.say_until_when, order=10)  # after study's


@hooks.register("register_admin_urls")
def versions_url() -> list:
    return [path("course-versions/", pages.versions, name="course_versions")]


class VersionsItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("curricula.view_changeover")


@hooks.register("register_admin_menu_item")
def versions_item() -> MenuItem:
    return VersionsItem(_("Versions of courses"), reverse("course_versions"), icon_name="history", order=214)
