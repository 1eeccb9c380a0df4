"""Until when an old version may be finished, on its learners' course page; and how many are in which, for HR."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Course, CoursePage, CourseVersion
from lms.curricula.renewals.models import Changeover
from lms.people.access import refuse
from lms.study.models import Completion, Enrolment

PER_PAGE = 20


def say_until_when(page, request: Any, serve_args, serve_kwargs) -> None:
    """A `before_serve_page` after study's, which knows of the newer version but not of the day."""
    mine = getattr(request, "my_course", None)
    if not isinstance(page, CoursePage) or mine is None or mine.newer is None:
        return
    days = Changeover.objects.filter(version__course__code=page.code, version__number=mine.newer.number)
    day = days.values_list("finish_by", flat=True).first()
    request.my_course = dataclasses.replace(mine, newer=dataclasses.replace(mine.newer, finish_by=day))


@dataclass(frozen=True)
class VersionRow:
    """One version of a course: who is under way in it, who finished it, until when it may be finished."""

    pk: int
    code: str
    title: str
    number: int
    published_at: dt.datetime
    note: str
    under_way: int
    finished: int
    changeover: Changeover | None
    newest: bool
    changes_url: str


def version_rows(courses: list[Course]) -> list[VersionRow]:
    """The versions of the courses, newest first (four queries, however many)."""
    versions = list(CourseVersion.objects.filter(course__in=courses).order_by("course__code", "-number")
                    .select_related("course"))
    open_ = _counts(Enrolment.objects.open().filter(started_at__isnull=False), versions)
    done = _counts(Completion.objects.all(), versions)
    changeovers = {row.version_id: row for row in Changeover.objects.filter(version__in=versions)}
    return list(_rows(versions, open_, done, changeovers))


def _counts(rows, versions: list[CourseVersion]) -> dict[int, int]:
    found = rows.filter(version__in=versions).order_by().values_list("version").annotate(people=Count("pk"))
    return dict(found)


def _rows(versions: list[CourseVersion], open_: dict, done: dict, changeovers: dict) -> Iterator[VersionRow]:
    seen: set[int] = set()
    for version in versions:
        url = reverse("course_version_changes", args=[version.course.code, version.number])
        yield VersionRow(
            pk=version.pk, code=version.course.code, title=version.title, number=version.number,
            published_at=version.published_at, note=version.change_note,
            under_way=open_.get(version.pk, 0), finished=done.get(version.pk, 0),
            changeover=changeovers.get(version.pk), newest=version.course_id not in seen,
            changes_url=url if version.number > 1 else "",
        )
        seen.add(version.course_id)


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Courses with more than one version: what changed, how many people are in which, until when."""
    if not request.user.has_perm("curricula.view_changeover"):
        refuse(request, "course versions")
    courses = Course.objects.annotate(published=Count("versions")).filter(published__gt=1).order_by("code")
    page = Paginator(courses, PER_PAGE).get_page(request.GET.get("p"))
    title = _("Versions of courses")
    return render(request, "curricula/admin/versions.html", {
        "page_title": title, "header_title": title, "header_icon": "history", "page_obj": page,
        "rows": version_rows(list(page)),
    })
