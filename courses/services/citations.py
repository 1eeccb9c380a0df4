"""Asking about citations that lapse, and answering."""

import datetime as dt

from django.db import transaction

from courses.citations.lapses import cited_now, horizon, lapses_of, register
from courses.models import CitationReview, Course


class AnswerRefused(ValueError):  # noqa: N818 - it names what happened
    """The review stays open; its text says why."""


@transaction.atomic
def raise_reviews(*, on: dt.date, at: dt.datetime) -> list[CitationReview]:
    """Ask once for each citation of a newest version that has lapsed on the day or soon will; the new reviews.

    Those that are open and whose citation is gone, by a new version or a corrected date, are closed. Twice a day
    changes nothing.
    """
    laws, found = register(), {}
    for course, citations in cited_now().items():
        for lapse in lapses_of(citations, laws, horizon(on)):
            found[(course.pk, lapse.citation.law, lapse.citation.article, lapse.on)] = course
    _close_gone(set(found), at)
    known = set(CitationReview.objects.values_list("course_id", "law", "article", "lapses_on"))
    made = [_asked(course, key, at) for key, course in found.items() if key not in known]
    CitationReview.objects.bulk_create(made, ignore_conflicts=True)
    return list(CitationReview.objects.open().filter(raised_at=at).select_related("course")) if made else []


def _asked(course: Course, key: tuple[int, str, str, dt.date], at: dt.datetime) -> CitationReview:
    return CitationReview(course=course, law=key[1], article=key[2], lapses_on=key[3], raised_at=at)


def _close_gone(cited: set[tuple[int, str, str, dt.date]], at: dt.datetime) -> None:
    rows = CitationReview.objects.open().values_list("pk", "course_id", "law", "article", "lapses_on")
    gone = [pk for pk, *key in rows if tuple(key) not in cited]
    CitationReview.objects.filter(pk__in=gone).update(closed_at=at, answer=CitationReview.Answer.REPLACED)


@transaction.atomic
def let_stand(*, review: CitationReview, reason: str, by_no: str, at: dt.datetime) -> CitationReview:
    """The citation may stand, for a reason. Raises AnswerRefused without one, and for a review closed before."""
    locked = CitationReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if locked.closed_at:
        raise AnswerRefused("closed")
    if not reason.strip():
        raise AnswerRefused("reason")
    locked.closed_at, locked.closed_by_no = at, by_no
    locked.answer, locked.reason = CitationReview.Answer.STILL_VALID, reason.strip()
    locked.save(update_fields=["closed_at", "closed_by_no", "answer", "reason"])
    return locked
