"""异常: kept when a claim is cut; objected to and decided as a correction of the lesson (decision 0031)."""

import datetime as dt

from lms.audit.services import record
from lms.feedback.models import Case
from lms.people.models import User
from lms.study import rules
from lms.study.keys import lesson_of
from lms.study.models import Anomaly, LessonProgress
from lms.study.services.passing import pass_lesson

ONE_PER = dt.timedelta(minutes=1)


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


def attach(case: Case) -> None:
    """A correction of a lesson objects to everything of it that was not counted and not decided yet."""
    enrolment, code = lesson_of(case.record_ref)
    own = Anomaly.objects.contestable().filter(enrolment__person=case.person_id, enrolment=enrolment, lesson_code=code)
    Anomaly.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(case=case)


def count_accepted(case: Case, by: User, at: dt.datetime) -> None:
    """HR accepted the correction: what was cut counts after all; the lesson is passed when that is enough."""
    for anomaly in case.anomalies.select_related("enrolment__version", "enrolment__person", "enrolment__course"):
        _count(anomaly, at, by)
        enrolment = anomaly.enrolment
        record(
            action="study.count_anomaly", actor=by, detail={"anomaly": anomaly.pk, "case": case.number},
            target=f"{enrolment.course.code} {anomaly.lesson_code} {enrolment.person.staff_no}",
        )


def _count(anomaly: Anomaly, at: dt.datetime, by: User) -> None:
    """What was cut is added."""
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
