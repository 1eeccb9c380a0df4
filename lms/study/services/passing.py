"""A lesson passed, an assessment passed, a course completed: one transaction down the stairs."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.notices.services import notify
from lms.people.selectors import posting_of
from lms.study.afterwards import completed
from lms.study.keys import source_key
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.services.enrolling import pinned, start
from lms.transcript.services import award_credit, issue_certificate


@transaction.atomic
def pass_lesson(
    *, enrolment: Enrolment, lesson_code: str, at: dt.datetime, evidence: dict, by=None
) -> LessonProgress:
    """Passed, with what proves it; the first time counts. `by`: the person who vouches, for the log.

    Raises VersionLesson.DoesNotExist for a lesson that is not in the pinned version.
    """
    start(enrolment=enrolment, at=at, gated=False)
    lesson = pinned(enrolment).lessons.get(code=lesson_code)
    LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_code=lesson.code, defaults={"saved_at": at})
    progress = LessonProgress.objects.select_for_update().get(enrolment=enrolment, lesson_code=lesson.code)
    if progress.passed_at is None:
        progress.passed_at, progress.saved_at = at, at
        progress.evidence = {"rule": lesson.rule} | evidence
        progress.save(update_fields=["passed_at", "saved_at", "evidence"])
        if by is not None:
            _log("study.pass_lesson", enrolment, by, {"lesson": lesson.code} | evidence)
        settle(enrolment=enrolment, at=at)
    return progress


@transaction.atomic(savepoint=False)
def record_assessment(
    *, enrolment: Enrolment, grade: Decimal | None, passed: bool, at: dt.datetime
) -> Completion | None:
    """Keep the grade that counts, as the assessment room has it (none: nothing stands), and the first pass; then
    settle."""
    locked = _locked(enrolment)
    locked.grade = grade
    if passed and locked.passed_at is None:
        locked.passed_at = at
    locked.save(update_fields=["grade", "passed_at"])
    enrolment.grade, enrolment.passed_at = locked.grade, locked.passed_at
    return _settled(locked, at, tell=True)


@transaction.atomic(savepoint=False)
def settle(*, enrolment: Enrolment, at: dt.datetime, tell: bool = True) -> Completion | None:
    """The completion, once content and assessment are both done (design 1: 只问结果); None until then.

    Stamps the unit, post and category of that day, awards the hours, issues the certificate, tells the person, unless
    somebody above does (`tell`).
    """
    return _settled(_locked(enrolment), at, tell)


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("version", "course", "person")
    return rows.get(pk=enrolment.pk)


def _settled(locked: Enrolment, at: dt.datetime, tell: bool) -> Completion | None:
    done = Completion.objects.filter(enrolment=locked).first()
    if done or not _is_done(locked):
        return done
    completion = Completion.objects.create(**stamp(locked, at))
    _hand_over(completion, at, tell)
    completed(completion)
    return completion


def _is_done(enrolment: Enrolment) -> bool:
    version = enrolment.version
    if version is None or (version.assessment and enrolment.passed_at is None):
        return False
    passed = set(enrolment.progress.filter(passed_at__isnull=False).values_list("lesson_code", flat=True))
    lessons = set(version.lessons.values_list("code", flat=True))
    return lessons <= passed and bool(lessons or version.assessment)


def stamp(enrolment: Enrolment, at: dt.datetime) -> dict:
    """What was true at that moment: the record outlives pages, moves and mergers."""
    version, person = pinned(enrolment), enrolment.person
    posting = posting_of(person, clock.day_of(at))
    return {
        "enrolment": enrolment, "person": person, "course": enrolment.course, "version": version,
        "cycle": enrolment.cycle, "course_code": enrolment.course.code, "course_title": version.title,
        "grade": enrolment.grade, "completed_at": at, "evidence": evidence_of(enrolment),
        "department": posting.department if posting else None,
        "department_name": posting.department.name if posting else "",
        "post": posting.post if posting else "", "category": posting.category if posting else "",
    }


def evidence_of(enrolment: Enrolment) -> dict:
    rows = enrolment.progress.filter(passed_at__isnull=False).order_by("lesson_code")
    lessons = {
        row.lesson_code: {"passed_at": str(row.passed_at), "covered": round(row.covered, 2)} | row.evidence
        for row in rows
    }
    return {"version": pinned(enrolment).number, "lessons": lessons, "assessment": _assessed(enrolment)}


def _assessed(enrolment: Enrolment) -> dict | None:
    asked = pinned(enrolment).assessment
    if not asked or enrolment.passed_at is None:
        return None
    passed_at = enrolment.passed_at.isoformat()
    return {"grade": str(enrolment.grade), "passed_at": passed_at, "pass_mark": asked.get("pass_mark")}


def _hand_over(completion: Completion, at: dt.datetime, tell: bool) -> None:
    """Hours, certificate, log and notice of one completion."""
    key = source_key(completion.cycle, completion.course_code, completion.person.staff_no)
    version = completion.version
    award_credit(
        person=completion.person, hours=version.hours, counter=version.counter, source_key=key,
        title=version.title, earned_at=at, result=result_of(completion),
    )
    certificate = issue_certificate(
        person=completion.person, course_code=completion.course_code, course_title=version.title,
        source_key=key, issued_at=at,
    )
    _log("study.complete", completion.enrolment, completion.person, {"certificate": certificate.number})
    if tell:
        notify(
            person=completion.person, key=key, at=at, url=reverse("transcript:mine"),
            subject=_("Course completed: %(course)s") % {"course": version.title},
        )


def result_of(completion: Completion) -> str:
    """As the transcript keeps it."""
    return "" if completion.grade is None else f"{completion.grade:f}"


def _log(action: str, enrolment: Enrolment, actor, detail: dict) -> None:
    target = f"{enrolment.course.code} {enrolment.cycle} {enrolment.person.staff_no}"
    record(action=action, actor=actor, target=target, detail=detail)
