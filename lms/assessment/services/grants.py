"""What HR grants before an exam: extra time, a make-up exam, invigilators."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course
from lms.assessment.models import Allowance, Invigilator, MakeUp, MakeUpPlace
from lms.assessment.models.grants import MOST_MINUTES
from lms.assessment.services.refusals import GRANT, GrantRefused
from lms.audit import services as audit
from lms.notices.services import notify
from lms.people.access import has_role, roles_of
from lms.people.models import Department, User
from lms.study.models import Enrolment


@transaction.atomic
def grant_minutes(*, person: User, course: Course | None, minutes: int, reason: str, from_on: dt.date,
                  to_on: dt.date | None, by: User, at: dt.datetime) -> Allowance:
    """Extra time from a day to a day, in one course or in all; the same again is the one there is. Raises GrantRefused.
    """
    code = _why_not(by, reason) or ("own" if person.pk == by.pk else "") or _why_not_minutes(minutes, from_on, to_on)
    if code:
        raise GrantRefused(code, GRANT[code])
    User.objects.select_for_update().get(pk=person.pk)
    values = {"course": course, "minutes": minutes, "reason": reason.strip(), "from_on": from_on, "to_on": to_on}
    known = Allowance.objects.filter(person=person, withdrawn_at=None, **values).first()
    if known:
        return known
    made = Allowance.objects.create(person=person, by=by, at=at, **values)
    _log("assessment.extra_time", by, person.staff_no,
         {"minutes": minutes, "course": course.code if course else "", "allowance": made.pk})
    return made


def _why_not_minutes(minutes: int, from_on: dt.date, to_on: dt.date | None) -> str:
    if not 1 <= minutes <= MOST_MINUTES:
        return "minutes"
    return "days" if to_on and to_on < from_on else ""


@transaction.atomic
def withdraw_minutes(*, allowance: Allowance, by: User, at: dt.datetime) -> Allowance:
    """Attempts already begun keep theirs. Raises GrantRefused."""
    if not has_role(by, "hr"):
        raise GrantRefused("not_hr", GRANT["not_hr"])
    row = Allowance.objects.select_for_update().select_related("person").get(pk=allowance.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = at, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _log("assessment.extra_time_withdrawn", by, row.person.staff_no, {"allowance": row.pk})
    return row


@transaction.atomic
def hold_make_up(*, course: Course, cycle: str, opens_at: dt.datetime, closes_at: dt.datetime, attempts: int,
                 reason: str, places: Mapping[Enrolment, str], by: User, at: dt.datetime) -> MakeUp:
    """A make-up exam for these people, each with why he has a place; they are told. Raises GrantRefused.

    The same again is the one there is, with the places that were missing. Nobody sets one for himself alone.
    """
    own = "own" if {row.person_id for row in places} == {by.pk} else ""
    if code := _why_not(by, reason) or own or _why_not_window(opens_at, closes_at, attempts, places, at):
        raise GrantRefused(code, GRANT[code])
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    values = {"opens_at": opens_at, "closes_at": closes_at, "attempts": attempts, "reason": reason.strip()}
    made, new = MakeUp.objects.get_or_create(course=course, cycle=cycle, **values, defaults={"by": by, "at": at})
    for enrolment, why in places.items():
        _row, added = MakeUpPlace.objects.get_or_create(make_up=made, enrolment=enrolment, defaults={"why": why})
        if added:
            _invite(made, enrolment, at)
    if new:
        _log("assessment.make_up", by, course.code, {"make_up": made.pk, "places": len(places), "reason": made.reason})
    return made


def _why_not_window(opens_at: dt.datetime, closes_at: dt.datetime, attempts: int, places: Mapping, at: dt.datetime
                    ) -> str:
    if closes_at <= opens_at or closes_at <= at:
        return "window"
    if not 1 <= attempts <= 10:
        return "attempts"
    return "" if places else "nobody"


@transaction.atomic
def appoint_invigilator(*, course: Course, cycle: str, department: Department, person: User, by: User, at: dt.datetime
                        ) -> Invigilator:
    """Whoever watches holds a post; administrators and inspectors do not. Raises GrantRefused."""
    if not has_role(by, "hr"):
        raise GrantRefused("not_hr", GRANT["not_hr"])
    if not roles_of(person, at.date()) & {"learner", "head", "leader", "hr"}:
        raise GrantRefused("no_post", GRANT["no_post"])
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    made, new = Invigilator.objects.get_or_create(
        course=course, cycle=cycle, department=department, person=person, removed_at=None,
        defaults={"by": by, "at": at})
    if new:
        notify(person=person, key=f"invigilator-{made.pk}", at=at,
               url=reverse("assessment:watch", args=[course.code, cycle]),
               subject=_("You watch an exam: %(course)s") % {"course": course.title},
               body=_("For %(unit)s. You see who sits, may add minutes and open attempts again, with a reason.") % {
                   "unit": department.name})
        _log("assessment.invigilator", by, f"{course.code} {person.staff_no}",
             {"unit": department.code, "cycle": cycle})
    return made


@transaction.atomic
def dismiss_invigilator(*, invigilator: Invigilator, by: User, at: dt.datetime) -> Invigilator:
    if not has_role(by, "hr"):
        raise GrantRefused("not_hr", GRANT["not_hr"])
    row = Invigilator.objects.select_for_update(of=("self",)).select_related("course", "person", "department").get(
        pk=invigilator.pk)
    if row.removed_at is None:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        _log("assessment.invigilator_removed", by, f"{row.course.code} {row.person.staff_no}",
             {"unit": row.department.code})
    return row


def _invite(made: MakeUp, enrolment: Enrolment, at: dt.datetime) -> None:
    opens, closes = (date_format(timezone.localtime(moment), "DATETIME_FORMAT")
                     for moment in (made.opens_at, made.closes_at))
    notify(
        person=enrolment.person, key=f"make-up-{made.pk}-{enrolment.pk}", at=at,
        subject=_("Make-up exam: %(course)s") % {"course": enrolment.course.title},
        body=_("Open from %(opens)s to %(closes)s.") % {"opens": opens, "closes": closes},
        url=reverse("assessment:intro", args=[enrolment.course.code]),
    )


def _why_not(by: User, reason: str) -> str:
    if not has_role(by, "hr"):
        return "not_hr"
    return "" if reason.strip() else "reason"


def _log(act: str, by: User, target: str, detail: dict) -> None:
    audit.record(action=act, actor=by, target=target, detail=detail)
