"""Who may play a video, open a document or see a picture of a lesson: who reads the lesson, and who checks it."""

from collections.abc import Callable, Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from courses.models import CourseVersion, VersionLesson
from courses.rules import document_ids, image_ids, smaller_ids
from lms.study.access import may_check
from lms.study.models import Enrolment


def may_play(user, media_id: int) -> bool:
    """Who is enrolled on a course that shows it; or the people who check courses (three queries at most)."""
    lists = _lessons_of(user).exclude(media_ids=[]).values_list("media_ids", flat=True)
    return any(media_id in ids for ids in lists) or may_check(user) or _shows(user, media_id, _smaller, '"value": {}')


def may_open(user, document_id: int) -> bool:
    """The same for a document."""
    return may_check(user) or _shows(user, document_id, document_ids, '"document": {}', 'id=\\"{}\\"')


def may_see(user, image_id: int) -> bool:
    """The same for a picture in a lesson."""
    return may_check(user) or _shows(user, image_id, image_ids, '"image": {}')


def _smaller(body: Iterable) -> set[int]:
    return {pk for others in smaller_ids(body).values() for pk in others}


def _shows(user, pk: int, found_in: Callable[[Iterable], Iterable[int]], *spellings: str) -> bool:
    """Does a lesson he reads show it? The database looks for the number, and few bodies are read to be sure."""
    named = Q(*[("text__contains", spelling.format(pk)) for spelling in spellings], _connector=Q.OR)
    bodies = _lessons_of(user).annotate(text=Cast("body", TextField())).filter(named).values_list("body", flat=True)
    return any(pk in found_in(body) for body in bodies)


def _lessons_of(user) -> QuerySet[VersionLesson]:
    """Of the versions he reads: his own, or the newest before he starts."""
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    mine = Enrolment.objects.filter(person=user).annotate(reads=Coalesce("version_id", Subquery(newest)))
    return VersionLesson.objects.filter(version__in=mine.values("reads"))
