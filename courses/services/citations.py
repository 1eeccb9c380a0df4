"""Asking about citations that lapse, and answering."""

import datetime as dt
from itertools import chain

from django.db import transaction

from courses.citations.lapses import cited_by_questions, cited_now, horizon, lapses_of, register
from courses.models import CitationReview

Key = tuple[int | None, int | None, str, str, dt.date]  # course, bank, law, article, first day it no longer holds


class AnswerRefused(ValueError):  # noqa: N818 - it names what happened
    """The review stays open; its text says why."""


@transaction.atomic
def raise_reviews(*, on: dt.date, at: dt.datetime) -> list[CitationReview]:
    """Ask once for each citation, of a newest version or of a bank's questions, that has lapsed or soon will; the new
    reviews.

    Those that are open and whose citation is gone, by a new version or a corrected date, are closed. Twice a day
    changes nothing.
    """
    wanted = _wanted(horizon(on))
    _close_gone(set(wanted), at)
    known = set(CitationReview.objects.values_list("course_id", "bank_id", "law", "article", "lapses_on"))
    made = [_asked(key, at) for key in wanted if key not in known]
    CitationReview.objects.bulk_create(made, ignore_conflicts=True)
    new = CitationReview.objects.open().filter(raised_at=at).select_related("course", "bank")
    return list(new) if made else []


def _wanted(until: dt.date) -> list[Key]:
    """Each citation of a newest version, and of the current questions of a bank, that no longer holds on the day."""
    laws = register()
    courses = ((course.pk, None, lapse) for course, cited in cited_now().items()
               for lapse in lapses_of(cited, laws, until))
    banks = ((None, bank.pk, lapse) for bank, cited in cited_by_questions().items()
             for lapse in lapses_of(cited, laws, until))
    found = [(course, bank, lapse.citation.law, lapse.citation.article, lapse.on)
             for course, bank, lapse in chain(courses, banks)]
    return list(dict.fromkeys(found))


def _asked(key: Key, at: dt.datetime) -> CitationReview:
    names = ("course_id", "bank_id", "law", "article", "lapses_on")
    return CitationReview(raised_at=at, **dict(zip(names, key, strict=True)))


def _close_gone(cited: set[Key], at: dt.datetime) -> None:
    rows = CitationReview.objects.open().values_list("pk", "course_id", "bank_id", "law", "article", "lapses_on")
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
