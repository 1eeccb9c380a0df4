"""A person's enrolment on a course."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Upper
from django.http import Http404

from courses.models import CourseVersion, VersionLesson
from courses.selectors import latest_version
from lms.common.prepared import Prepared
from lms.study.models import Enrolment, LessonProgress


def find_enrolment(user, course_code: str) -> Enrolment | None:
    """The user's own newest enrolment on a course, with course, version and completion (one query)."""
    found = next(iter(_newest(user.pk, course_code.upper())), None)
    if found is not None:
        found.person = user
    return found


def _newest_on(person: int, code: str) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.annotate(code=Upper("course__code")).filter(person=person, code=code)
    return rows.select_related("course", "version", "completion").order_by("-cycle", "-pk")[:1]


_newest = Prepared(_newest_on, int, str)


def enrolment_of(user, course_code: str) -> Enrolment:
    """The same; raises Http404 when he has none."""
    enrolment = find_enrolment(user, course_code)
    if enrolment is None:
        raise Http404
    return enrolment


def version_for(enrolment: Enrolment) -> CourseVersion | None:
    """The pinned version, or the one a start would pin now."""
    return enrolment.version or latest_version(enrolment.course)


def versions_read_by(user) -> dict[int, int]:
    """By course, the version his newest enrolment reads: the pinned one, or the newest before he starts (one query)."""
    return {course: version for course, version in _reads(user.pk) if version}


def _reads_of(person: int) -> QuerySet:
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    rows = Enrolment.objects.filter(person=person).annotate(reads=Coalesce("version_id", Subquery(newest)))
    return rows.order_by("cycle", "pk").values_list("course_id", "reads")


_reads = Prepared(_reads_of, int)


def content_finished(enrolment: Enrolment) -> bool:
    """Every lesson of the pinned version is passed; False before the start."""
    if enrolment.version is None:
        return False
    passed = enrolment.progress.filter(passed_at__isnull=False).values("lesson_code")
    return not enrolment.version.lessons.exclude(code__in=passed).exists()


def finished_among(enrolments: Collection[Enrolment]) -> set[int]:
    """The keys of those whose every lesson of the pinned version is passed (two queries, whatever their number)."""
    asked: dict[int, set[str]] = defaultdict(set)
    versions = {row.version_id for row in enrolments}
    for version, code in VersionLesson.objects.filter(version__in=versions).values_list("version_id", "code"):
        asked[version].add(code)
    passed: dict[int, set[str]] = defaultdict(set)
    rows = LessonProgress.objects.filter(enrolment__in=[row.pk for row in enrolments], passed_at__isnull=False)
    for enrolment, code in rows.values_list("enrolment_id", "lesson_code"):
        passed[enrolment].add(code)
    return {row.pk for row in enrolments if row.version_id and asked[row.version_id] <= passed[row.pk]}
