"""Who may play a video."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from courses.models import CourseVersion, VersionLesson
from lms.study.access import may_check
from lms.study.models import Enrolment


def may_play(user, media_id: int) -> bool:
    """Who is enrolled on a course whose version - his own, or the newest before he starts - shows it; or the
    people who check courses (two queries at most)."""
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    mine = Enrolment.objects.filter(person=user).annotate(reads=Coalesce("version_id", Subquery(newest)))
    lists = VersionLesson.objects.filter(version__in=mine.values("reads")).exclude(media_ids=[])
    shown = any(media_id in ids for ids in lists.values_list("media_ids", flat=True))
    return shown or may_check(user)
