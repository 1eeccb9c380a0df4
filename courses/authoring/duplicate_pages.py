"""A course like another one, under a code of its own."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from courses.authoring.course_pages import crumbs, editable_course
from courses.models import CoursePage
from courses.services.duplicating import duplicate_course, refuse_code


class DuplicateForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.CharField(label=_("Course code"), max_length=32, help_text=_(
        "A code of its own: it stays for ever once published, and the lessons' codes follow it."
    ))

    def __init__(self, course: CoursePage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.course = course

    def clean_code(self) -> str:
        refuse_code(self.cleaned_data["code"], self.course.get_parent())
        return self.cleaned_data["code"]


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, page_id: int) -> HttpResponse:
    page = editable_course(request, page_id)
    if not page.get_parent().permissions_for_user(request.user).can_add_subpage():
        raise Http404
    form = DuplicateForm(page, request.POST or None, initial={"title": page.draft_title})
    if request.method == "POST" and form.is_valid():
        made = duplicate_course(page=page, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("The copy is a draft: nobody studies it before it has been reviewed."))
        return redirect("wagtailadmin_pages:edit", made.pk)
    title = gettext("Duplicate the course")
    return render(request, "courses/admin/duplicate.html", {
        "header_title": title, "breadcrumbs_items": crumbs(page, title), "header_icon": "copy", "form": form,
    })


urlpatterns = [path("courses/<int:page_id>/duplicate/", duplicate, name="course_duplicate")]
