"""What waits for whoever moderates, and which courses are discussed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from courses.models import Course
from lms.common import clock
from lms.discussion import rules
from lms.discussion.models import DiscussionSettings, Report, codes_edited_by
from lms.discussion.rules import HR
from lms.people.access import has_role
from lms.people.models import User

MOST = 100  # reports on the page; the next come up as these are answered


@dataclass(frozen=True)
class Reported:
    """A post with reports that wait: how many, since when, the first reasons, and by when an answer is promised."""

    report: Report
    number: int
    since: dt.datetime
    promised_on: dt.date
    late: bool


@dataclass(frozen=True)
class Office:
    """The moderator's page. Courses: (code, title, lessons open, posts)."""

    reported: tuple[Reported, ...]
    courses: tuple[Course, ...]
    enabled: bool


def office_of_viewer(viewer: User) -> Office:
    """Reports by promised day, one line a post (three queries)."""
    waiting = Report.objects.moderated_by(viewer).waiting().select_related("post__course", "post__author")
    by_post: dict[int, list[Report]] = {}
    for report in waiting[:MOST]:
        by_post.setdefault(report.post_id, []).append(report)
    reported = tuple(_reported(rows) for rows in by_post.values())
    return Office(reported, tuple(_courses(viewer)), DiscussionSettings.now().enabled)


def _reported(rows: list[Report]) -> Reported:
    first = rows[0]
    late = rules.is_late(first.promised_on, clock.today())
    return Reported(first, len(rows), min(row.reported_at for row in rows), first.promised_on, late)


def moderated_courses(viewer: User) -> QuerySet[Course]:
    """HR every published course, an editor those whose page is his."""
    courses = Course.objects.filter(versions__isnull=False).distinct()
    return courses if has_role(viewer, HR) else courses.filter(code__in=codes_edited_by(viewer))


def _courses(viewer: User) -> QuerySet[Course]:
    return moderated_courses(viewer).annotate(
        opened=Count("boards", filter=Q(boards__is_open=True), distinct=True)
    ).order_by("code")
