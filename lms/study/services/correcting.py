"""An assessment turns out otherwise than it was recorded: what followed from it is put right by superseding."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.forms.models import model_to_dict

from lms.common import clock
from lms.study.keys import source_key
from lms.study.models import Completion, Enrolment, SupersededCompletion
from lms.study.services.enrolling import pinned
from lms.study.services.passing import evidence_of, result_of, settle, stamp
from lms.transcript.selectors import certificate_for
from lms.transcript.services import correct_credit, issue_certificate, revoke_certificate, withdraw_credit


@dataclass(frozen=True)
class Corrected:
    """What followed: "" nothing, "completed", "withdrawn" or "corrected"; the number of a certificate it concerns."""

    effect: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class Cause:
    """Why, in words for the record; by what ("assessment.regrade:5"); the moment it is written."""

    why: str
    origin: str
    at: dt.datetime


@transaction.atomic
def correct_assessment(
    *, enrolment: Enrolment, grade: Decimal | None, passed_at: dt.datetime | None, why: str, origin: str,
    at: dt.datetime,
) -> Corrected:
    """Replace grade and pass by what the records of the assessment now say. Twice changes nothing.

    Whoever now has everything completes, as of the day he had it; a completion that no longer holds is superseded,
    its hours are reversed and its certificate is revoked; one with another grade is superseded by its correction.
    Tells nobody: the caller knows why.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course", "version")
    locked, cause = rows.get(pk=enrolment.pk), Cause(why[:200], origin, at)
    moved = locked.passed_at != passed_at
    locked.grade, locked.passed_at = grade, passed_at
    locked.save(update_fields=["grade", "passed_at"])
    done = Completion.objects.filter(enrolment=locked).first()
    if done is None:
        return _completed(locked)
    if passed_at is None and pinned(locked).assessment:
        return _withdrawn(done, locked, cause)
    if moved or done.grade != grade:
        return _corrected(done, locked, moved, cause)
    return Corrected()


def correct_grades(*, grades: Mapping[int, tuple[Decimal | None, dt.datetime | None]]) -> None:
    """Grade and pass of many tasks at once, by key, on which nothing rests: the caller has locked them, and knows that
    none is completed and none completes by it. One statement for each hundreds."""
    rows = [Enrolment(pk=pk, grade=grade, passed_at=passed_at) for pk, (grade, passed_at) in grades.items()]
    Enrolment.objects.bulk_update(rows, ["grade", "passed_at"], batch_size=500)


def _completed(enrolment: Enrolment) -> Corrected:
    if enrolment.passed_at is None:
        return Corrected()
    done = settle(enrolment=enrolment, at=_had_all_at(enrolment), tell=False)
    if done is None:
        return Corrected()
    return Corrected("completed", _certificate(done))


def _had_all_at(enrolment: Enrolment) -> dt.datetime:
    """When the last of lessons and assessment was passed."""
    lessons = enrolment.progress.filter(passed_at__isnull=False).values_list("passed_at", flat=True)
    return max(moment for moment in [enrolment.passed_at, *lessons] if moment)


def _withdrawn(done: Completion, enrolment: Enrolment, cause: Cause) -> Corrected:
    key = _key(done, enrolment)
    _supersede(done, cause)
    withdraw_credit(source_key=key, at=cause.at, reason=cause.why)
    revoked = revoke_certificate(source_key=key, at=cause.at, reason=cause.why)
    return Corrected("withdrawn", revoked.number if revoked else "")


def _corrected(done: Completion, enrolment: Enrolment, moved: bool, cause: Cause) -> Corrected:
    """The same completion with its new grade; where the pass is of another day, as of that day."""
    at = _had_all_at(enrolment) if moved else done.completed_at
    values = stamp(enrolment, at) if at != done.completed_at else _kept(done) | {
        "grade": enrolment.grade, "evidence": evidence_of(enrolment),
    }
    _supersede(done, cause)
    new = Completion.objects.create(**values)
    key = _key(new, enrolment)
    correct_credit(source_key=key, result=result_of(new), earned_at=at, at=cause.at, reason=cause.why)
    if clock.day_of(at) != clock.day_of(done.completed_at) and revoke_certificate(
        source_key=key, at=cause.at, reason=cause.why
    ):
        issue_certificate(
            person=enrolment.person, course_code=new.course_code, course_title=new.course_title, source_key=key,
            issued_at=at,
        )
    return Corrected("corrected", _certificate(new))


def _kept(done: Completion) -> dict:
    """Unit, post and category as they were stamped: they are no part of what is corrected."""
    columns = [field.attname for field in Completion._meta.concrete_fields if not field.primary_key]
    return {name: getattr(done, name) for name in columns}


def _supersede(done: Completion, cause: Cause) -> None:
    """Kept whole in its own table; readers of completions see what stands."""
    SupersededCompletion.objects.create(
        enrolment_id=done.enrolment_id, grade=done.grade, completed_at=done.completed_at,
        record=model_to_dict(done) | {"id": done.pk}, superseded_at=cause.at, why=cause.why, origin=cause.origin,
    )
    Completion.objects.filter(pk=done.pk).delete()


def _certificate(done: Completion) -> str:
    found = certificate_for(_key(done, done.enrolment))
    return found.number if found else ""


def _key(done: Completion, enrolment: Enrolment) -> str:
    return source_key(done.cycle, done.course_code, enrolment.person.staff_no)
