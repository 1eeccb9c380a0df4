"""Who may play a video or open a document of a lesson."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import CourseVersion, VersionLesson
from courses.rules import document_ids
from lms.study.access import may_check
from lms.study.models import Enrolment


def may_play(user, media_id: int) -> bool:
    """Who is enrolled on a course that shows it; or the people who check courses (two queries at most)."""
    lists = _lessons_of(user).exclude(media_ids=[])
    shown = any(media_id in ids for ids in lists.values_list("media_ids", flat=True))
    return shown or may_check(user)


def may_open(user, document_id: int) -> bool:
    """The same for a document."""
    bodies = _lessons_of(user).values_list("body", flat=True)
    return may_check(user) or any(document_id in document_ids(body) for body in bodies)


def _lessons_of(user) -> QuerySet[VersionLesson]:
    """Of the versions he reads: his own, or the newest before he starts."""
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    mine = Enrolment.objects.filter(person=user).annotate(reads=Coalesce("version_id", Subquery(newest)))
    return VersionLesson.objects.filter(version__in=mine.values("reads"))
