"""Citations that lapse: the list for editors, and the answer that one may stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.components import Component

from courses.models import CitationReview, CoursePage
from courses.services import AnswerRefused, let_stand

PER_PAGE = 50
SHOWN_AT_HOME = 5


def may_answer(user) -> bool:
    """Who keeps the register of laws."""
    return user.has_perm("courses.change_law")


class LapsingPanel(Component):
    """The editor's first page says what is open, the most pressing first; nothing when nothing is."""

    name, order = "lapsing", 120
    template_name = "courses/admin/lapsing_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        rows = list(CitationReview.objects.open().select_related("course", "bank")[:SHOWN_AT_HOME])
        return {"rows": rows, "number": CitationReview.objects.open().count() if rows else 0,
                "today": timezone.localdate()}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why the citation may stand"), max_length=500,
                             widget=forms.Textarea({"rows": 3}))


@require_safe
def citations(request: HttpRequest) -> HttpResponse:
    """What is open, then what was answered."""
    if not may_answer(request.user):
        raise Http404
    rows = CitationReview.objects.select_related("course", "bank").order_by("closed_at", "lapses_on", "pk")
    open_first = rows.filter(closed_at__isnull=True).order_by("lapses_on", "pk")
    page = Paginator(rows.exclude(closed_at=None).order_by("-closed_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("p"))
    title = gettext("Citations that lapse")
    return render(request, "courses/admin/citations.html", {
        "page_title": title, "header_title": title, "header_icon": "openquote", "open": open_first, "page_obj": page,
        "pages": _pages([*open_first, *page]), "today": timezone.localdate(),
    })


def _pages(rows: list[CitationReview]) -> dict[str, int]:
    """By course code, the page to be mended (one query)."""
    codes = {row.course.code for row in rows if row.course}
    return dict(CoursePage.objects.filter(code__in=codes).values_list("code", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The citation may stand: with a reason, once."""
    if not may_answer(request.user):
        raise Http404
    review = get_object_or_404(CitationReview.objects.open().select_related("course", "bank"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            let_stand(review=review, reason=form.cleaned_data["reason"], by_no=request.user.get_username(),
                      at=timezone.now())
        except AnswerRefused:
            messages.error(request, gettext("Somebody else has answered in the meantime."))
        return redirect("course_citations")
    title = gettext("The citation may stand")
    return render(request, "courses/admin/citation_answer.html", {
        "page_title": title, "header_title": title, "header_icon": "openquote", "review": review, "form": form,
    })


urlpatterns = [
    path("citations/", citations, name="course_citations"),
    path("citations/<int:pk>/", answer, name="course_citation_answer"),
]
