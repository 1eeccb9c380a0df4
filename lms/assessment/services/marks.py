"""A mark a person gives: for assessments of the kind "marked"."""

import datetime as dt
from decimal import ROUND_DOWN, Decimal

from django.db import transaction

from courses import recipes
from lms.assessment import rules
from lms.assessment.models import GradeEvent
from lms.assessment.services.attempts import locked, settle_grade
from lms.assessment.services.refusals import MARK, MarkRefused
from lms.audit import services as audit
from lms.people.access import has_role
from lms.people.models import User
from lms.study import services as study
from lms.study.models import Enrolment


@transaction.atomic
def record_mark(*, enrolment: Enrolment, score: Decimal, by: User, note: str = "", at: dt.datetime) -> GradeEvent:
    """Enter a mark out of 100; the same mark again, as by a double click, changes nothing. Raises MarkRefused."""
    enrolment = locked(enrolment.pk)
    recipe = _recipe_of(enrolment)
    code = _why_not(enrolment, recipe, score, by)
    if code:
        raise MarkRefused(code, MARK[code])
    score = score.quantize(rules.CENT, rounding=ROUND_DOWN)
    last = enrolment.grade_events.order_by("-at", "-pk").first()
    if last and (last.by_id, last.score, last.note) == (by.pk, score, note):
        return last
    passed = rules.is_pass(score, recipe["pass_mark"])
    event = enrolment.grade_events.create(
        kind=GradeEvent.Kind.ENTERED, score=score, passed=passed, by=by, note=note, at=at,
        counting=recipes.setting(recipe, "counting"), pass_mark=recipe["pass_mark"],
    )
    _pass_down(event, enrolment)
    return event


def _recipe_of(enrolment: Enrolment) -> dict:
    """The pinned version's, or the newest's for a course held in a classroom and never opened online."""
    version = enrolment.version or enrolment.course.versions.first()
    return (version.assessment if version else None) or {}


def _why_not(enrolment: Enrolment, recipe: dict, score: Decimal, by: User) -> str:
    if not has_role(by, "hr"):
        return "not_hr"
    if by.pk == enrolment.person_id:
        return "own"
    if recipe.get("kind") != "marked":
        return "not_marked"
    return "" if score.is_finite() and 0 <= score <= 100 else "score"


def _pass_down(event: GradeEvent, enrolment: Enrolment) -> None:
    """Log it, and tell study."""
    target = f"{enrolment.course.code} {enrolment.person.staff_no}"
    audit.record(action="assessment.mark", actor=event.by, target=target,
                 detail={"score": str(event.score), "passed": event.passed, "note": event.note})
    if not enrolment.version_id:
        enrolment = study.start(enrolment=enrolment, at=event.at, gated=False)
    settle_grade(enrolment=enrolment, at=event.at)
