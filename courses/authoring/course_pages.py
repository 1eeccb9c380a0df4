"""Pages of one course in the content administration: what is checked before publishing, what a version changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.permissions import page_permission_policy

from courses import changes, inspection
from courses.inspection import Weight
from courses.models import CoursePage, CourseVersion

WRITES_OR_REVIEWS = {"add", "change", "publish"}


def editable_course(request: HttpRequest, page_id: int) -> CoursePage:
    """The course, for who writes or reviews it. Raises Http404 for anybody else."""
    page = get_object_or_404(CoursePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page


def crumbs(page: CoursePage, title: str) -> list[dict]:
    return [
        {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Courses")},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.draft_title},
        {"url": "", "label": title},
    ]


@require_safe
def check(request: HttpRequest, page_id: int) -> HttpResponse:
    """发布前检查, on the latest draft."""
    page = editable_course(request, page_id)
    found = inspection.findings_of(page.get_latest_revision_as_object())
    title = _("Checks before publishing")
    sections = [(weight.value, [finding for finding in found if finding.weight == weight]) for weight in Weight]
    return render(request, "courses/admin/check.html", {
        "header_title": title, "breadcrumbs_items": crumbs(page, title), "header_icon": "circle-check",
        "course": page, "sections": sections, "found": found,
        "next_version": changes.draft_differs(page.get_latest_revision_as_object()),
    })


@require_safe
def coming(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the next publication would change for learners."""
    page = editable_course(request, page_id)
    draft = page.get_latest_revision_as_object()
    title = _("What the next version changes")
    return render(request, "courses/admin/changes.html", {
        "header_title": title, "breadcrumbs_items": crumbs(page, title), "header_icon": "history",
        "changes": changes.changes_of_draft(draft), "note": draft.change_note, "code": page.code,
    })


@require_safe
def version_changes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What a published version changed against the one before."""
    if not page_permission_policy.user_has_any_permission(request.user, WRITES_OR_REVIEWS):
        raise Http404
    versions = CourseVersion.objects.select_related("course")
    new = get_object_or_404(versions, course__code=code, number=number)
    old = get_object_or_404(versions, course__code=code, number=number - 1)
    title = _("%(course)s: what version %(number)d changed") % {"course": new.title, "number": number}
    return render(request, "courses/admin/changes.html", {
        "page_title": title, "header_title": title, "header_icon": "history", "code": code, "version": new,
        "changes": changes.changes_of_version(old, new), "note": new.change_note,
    })


urlpatterns = [
    path("courses/<int:page_id>/check/", check, name="course_check"),
    path("courses/<int:page_id>/coming/", coming, name="course_coming"),
    path("course-versions/<str:code>/<int:number>/", version_changes, name="course_version_changes"),
]
