"""The desk's questions, each worded once. They are asked of a person's key."""

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from courses.models import CourseVersion, VersionLesson
from home.models import HomePage
from lms.common.prepared import Prepared
from lms.curricula.models import Assignment
from lms.curricula.renewals.validity import with_months
from lms.notices.models import Notice
from lms.study.models import Completion, Enrolment, LessonProgress

NOTICES_SHOWN = 5


def _enrolments(person: int) -> QuerySet:
    """Open ones. `reads`: the version he reads, or would; `assigned`: this cycle or once, somebody assigned it."""
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    assigned = Assignment.objects.filter(person=person, course=OuterRef("course"), cycle=OuterRef("cycle"))
    rows = Enrolment.objects.open().filter(person=person).order_by("cycle", "pk").annotate(
        reads=Coalesce("version_id", Subquery(newest)), assigned=Exists(assigned)
    )
    fields = ("pk", "course_id", "course__code", "course__title", "cycle", "started_at", "passed_at")
    return rows.values_list(*fields, "reads", "assigned", named=True)


def _reads(person: int) -> QuerySet:
    return _enrolments(person).order_by().values("reads")


def _versions(person: int) -> QuerySet:
    rows = CourseVersion.objects.filter(pk__in=_reads(person)).order_by()
    return rows.values_list("pk", "title", "assessment", named=True)


def _lessons(person: int) -> QuerySet:
    rows = VersionLesson.objects.filter(version__in=_reads(person)).order_by("version_id", "number")
    fields = ("version_id", "code", "number", "title", "minutes", "rule", "span_seconds", "share_required")
    return rows.values_list(*fields, named=True)


def _progress(person: int) -> QuerySet:
    rows = LessonProgress.objects.filter(enrolment__person=person, enrolment__completion__isnull=True)
    return rows.values_list(
        "enrolment_id", "lesson_code", "covered", "position", "passed_at", "saved_at", named=True
    )


def _completions(person: int) -> QuerySet:
    rows: QuerySet = with_months(Completion.objects.filter(person=person)).order_by("-completed_at", "-pk")
    return rows.values_list("course_code", "course_title", "completed_at", "grade", "version__hours", "months")


def _notices(person: int) -> QuerySet:
    """The newest, each with how many there are in all."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True).annotate(total=Window(Count("pk")))
    return unread.values_list("subject", "url", "created_at", "total")[:NOTICES_SHOWN]


def _announcement() -> QuerySet:
    return HomePage.objects.live().values_list("announcement", flat=True).order_by("path")[:1]


enrolments, versions, lessons = Prepared(_enrolments, int), Prepared(_versions, int), Prepared(_lessons, int)
progress, completions = Prepared(_progress, int), Prepared(_completions, int)
notices, announcement = Prepared(_notices, int), Prepared(_announcement)
