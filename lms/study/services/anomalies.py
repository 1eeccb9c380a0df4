"""异常: kept when a claim is cut, contested by its learner, answered by HR."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.notices.services import notify
from lms.study import rules
from lms.study.models import Anomaly, LessonProgress
from lms.study.services.passing import pass_lesson

ONE_PER = dt.timedelta(minutes=1)


class ContestRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """What cannot be contested or answered, in words for whoever tried."""


def flag(*, progress: LessonProgress, earned: rules.Credit, reason: str, at: dt.datetime) -> None:
    """Once a minute and lesson at most: it earns nothing and punishes nobody."""
    same = Anomaly.objects.filter(enrolment=progress.enrolment_id, lesson_code=progress.lesson_code)
    if same.filter(at__gt=at - ONE_PER).exists():
        return
    Anomaly.objects.create(
        enrolment_id=progress.enrolment_id, lesson_code=progress.lesson_code, at=at, reason=reason,
        claimed=round(earned.credited + earned.refused, 2), credited=round(earned.credited, 2),
        refused=[list(interval) for interval in earned.cut],
    )


@transaction.atomic
def contest(*, anomaly: Anomaly, words: str, at: dt.datetime) -> Anomaly:
    """Its learner says why it is wrong, once; HR will answer. Raises ContestRefused."""
    locked = Anomaly.objects.select_for_update().get(pk=anomaly.pk)
    if locked.contested_at:
        raise ContestRefused(_("You have objected already; the answer is shown here."))
    if not words.strip():
        raise ContestRefused(_("Please say in a sentence why this is wrong."))
    locked.contest, locked.contested_at = words.strip()[:500], at
    locked.save(update_fields=["contest", "contested_at"])
    return locked


@transaction.atomic
def answer_contest(*, anomaly: Anomaly, upheld: bool, words: str, by, at: dt.datetime) -> Anomaly:
    """HR answers with a reason, once. `upheld`: the seconds count after all. Never one's own. Raises ContestRefused."""
    rows = Anomaly.objects.select_for_update(of=("self",)).select_related("enrolment__person", "enrolment__course")
    locked = rows.get(pk=anomaly.pk)
    _check(locked, words, by)
    locked.upheld, locked.answer, locked.answered_by, locked.answered_at = upheld, words.strip()[:500], by, at
    locked.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    if upheld:
        _count(locked, at, by)
    _tell(locked, by, at)
    return locked


def _check(anomaly: Anomaly, words: str, by) -> None:
    if anomaly.contested_at is None or anomaly.answered_at:
        raise ContestRefused(_("Nothing waits for an answer here."))
    if anomaly.enrolment.person_id == by.pk:
        raise ContestRefused(_("Nobody answers his own objection; ask a colleague in the HR office."))
    if not words.strip():
        raise ContestRefused(_("An answer needs its reason."))


def _count(anomaly: Anomaly, at: dt.datetime, by) -> None:
    """What was cut is added; the lesson is passed when that is enough."""
    enrolment = anomaly.enrolment
    lesson = enrolment.version.lessons.filter(code=anomaly.lesson_code).first() if enrolment.version else None
    rows = LessonProgress.objects.select_for_update().filter(enrolment=enrolment, lesson_code=anomaly.lesson_code)
    row = rows.first()
    if lesson is None or row is None:
        return
    merged = rules.credit(row.intervals, _within(anomaly.refused, lesson.span_seconds), rules.MOST_SECONDS,
                          lesson.span_seconds)
    row.intervals = [list(interval) for interval in merged.intervals]
    row.covered = rules.length(merged.intervals)
    row.save(update_fields=["intervals", "covered"])
    if rules.is_covered(row.covered, lesson.span_seconds, lesson.share_required):
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=at, evidence={"anomaly": anomaly.pk}, by=by)


def _within(intervals: list, span: float) -> list:
    """A newer version may be shorter."""
    return [[start, min(end, span)] for start, end in intervals if start < span]


def _tell(anomaly: Anomaly, by, at: dt.datetime) -> None:
    person, course = anomaly.enrolment.person, anomaly.enrolment.course
    record(
        action="study.answer_contest", actor=by, target=f"{course.code} {anomaly.lesson_code} {person.staff_no}",
        detail={"anomaly": anomaly.pk, "upheld": anomaly.upheld, "answer": anomaly.answer},
    )
    notify(
        person=person, key=f"study.anomaly:{anomaly.pk}", at=at, url=reverse("study:anomaly", args=[anomaly.pk]),
        subject=_("Your objection has been answered"), body=anomaly.answer,
    )
