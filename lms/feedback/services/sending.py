"""What the person does: sends, adds once, takes back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.models import Course
from lms.audit.services import record
from lms.common import clock
from lms.feedback import rules
from lms.feedback.models import Case, FeedbackSettings, Series
from lms.feedback.records import said_by, was_sent, why_too_late
from lms.feedback.services.telling import tell_office, tell_sent
from lms.people.models import User
from lms.workdays.selectors import working_day_after


class Refused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """It cannot be done so. Its text says why, and what was kept."""


@dataclass(frozen=True)
class About:
    """What a case is about: a course and a lesson of it, a record of one's own, the case it follows up, or nothing."""

    course: Course | None = None
    lesson_code: str = ""
    record_kind: str = ""
    record_ref: str = ""
    follows: Case | None = None


@transaction.atomic
def send(
    *, person: User, kind: str, text: str, at: dt.datetime, once: uuid.UUID, anonymous: bool = False,
    about: About | None = None,
) -> Case:
    """A case with its receipt number and promised working day; the same form (`once`) again returns the same case.

    A follow-up has a name where its case has one: either would give the other away. Raises Refused: nothing said, a
    record that is not the person's or whose correction waits for an answer or is too late, too many in a day, a case
    followed up before. The office's notice names nobody.
    """
    if known := Case.objects.filter(person=person, once=once).first():
        return known
    _check_anonymous(kind, anonymous)
    case = _case(person, Case.Kind(kind).value, text, about or About(), at=at)
    case.once, case.anonymous = once, case.follows.anonymous if case.follows else anonymous
    try:
        with transaction.atomic():
            case.number = _next_number(case.kind, clock.day_of(at).year)
            case.save()
    except IntegrityError as problem:  # a second click, at the same moment
        return _won(person, once, problem)
    was_sent(case)
    _log("feedback.send", case, {"kind": case.kind, "anonymous": case.anonymous})
    tell_sent(case, at)
    return case


def _won(person: User, once: uuid.UUID, problem: IntegrityError) -> Case:
    known = Case.objects.filter(person=person, once=once).first()
    if known is None:  # the case it follows up was followed up at the same moment
        raise Refused(_("Nothing was sent: this answer has been followed up already.")) from problem
    return known


def _check_anonymous(kind: str, wanted: bool) -> None:
    if wanted and not rules.may_be_anonymous(kind):
        raise Refused(_("Nothing was sent: a correction is about your own record and needs your name."))


def _case(person: User, kind: str, text: str, about: About, *, at: dt.datetime) -> Case:
    day = clock.day_of(at)
    if not (text := text.strip()[:rules.LONGEST]):
        raise Refused(_("Nothing was sent: please write what it is about."))
    _check_many(person, day)
    _check_follows(person, about.follows)
    return Case(
        kind=kind, person=person, course=about.course, text=text, sent_at=at,
        lesson_code=about.lesson_code[:40], follows=about.follows, **_record(person, kind, about, at),
        promised_on=working_day_after(day, FeedbackSettings.now().days_for(kind)),
    )


def _record(person: User, kind: str, about: About, at: dt.datetime) -> dict[str, str]:
    """The record of a correction, with what it says at this moment."""
    if kind != rules.CORRECTION:
        return {}
    with translation.override(settings.LANGUAGE_CODE):
        said = said_by(person, about.record_kind, about.record_ref)
    if not said:
        raise Refused(_("Nothing was sent: this is not a record of yours."))
    _check_waiting(person, about)
    if late := why_too_late(person, about.record_kind, about.record_ref, at):
        raise Refused(late)
    return {"record_kind": about.record_kind, "record_ref": about.record_ref[:80], "record_said": said[:500]}


def _check_waiting(person: User, about: About) -> None:
    """One record, one promised day, one answer: what is to be said besides is added to the case that waits."""
    same = Case.objects.open().filter(person=person, record_kind=about.record_kind, record_ref=about.record_ref[:80])
    if waiting := same.values_list("number", flat=True).first():
        raise Refused(_("Nothing was sent: %(number)s about the same record waits for its answer. You can add to it.")
                      % {"number": waiting})


def _check_many(person: User, day: dt.date) -> None:
    since = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    if Case.objects.filter(person=person, sent_at__gte=since).count() >= rules.MOST_A_DAY:
        raise Refused(_("Nothing was sent: you have sent %(count)d today. Please go on tomorrow, or add to one of "
                        "them.") % {"count": rules.MOST_A_DAY})


def _check_follows(person: User, earlier: Case | None) -> None:
    if earlier is None:
        return
    if earlier.person_id != person.pk or earlier.state != Case.State.ANSWERED:
        raise Refused(_("Nothing was sent: only an answer to you can be followed up."))
    if Case.objects.filter(follows=earlier).exists():
        raise Refused(_("Nothing was sent: this answer has been followed up already."))


def _next_number(kind: str, year: int) -> str:
    """In a transaction: whoever comes second waits for the first, and no number is given twice or left out."""
    Series.objects.get_or_create(kind=kind, year=year)
    Series.objects.filter(kind=kind, year=year).update(last=F("last") + 1)
    return rules.receipt_number(kind, year, Series.objects.get(kind=kind, year=year).last)


@transaction.atomic
def add(*, case: Case, text: str, at: dt.datetime) -> bool:
    """The one addition to what still waits. False when these very words were added before. Raises Refused."""
    if not (text := text.strip()[:rules.LONGEST]):
        raise Refused(_("Nothing was added: please write something."))
    won = Case.objects.open().filter(pk=case.pk, addition="").update(addition=text, added_at=at)
    case.refresh_from_db()
    if not won:
        if case.addition == text:
            return False
        raise Refused(_("Nothing was added: it has been answered or withdrawn, or something was added before."))
    _log("feedback.add", case, {})
    tell_office(case, at, added=True)
    return True


@transaction.atomic
def withdraw(*, case: Case, at: dt.datetime) -> bool:
    """Taken back by the person. False when it was before; Refused when it has been answered."""
    won = Case.objects.open().filter(pk=case.pk).update(state=Case.State.WITHDRAWN, withdrawn_at=at)
    case.refresh_from_db()
    if not won and case.state != Case.State.WITHDRAWN:
        raise Refused(_("It has been answered already; the answer stands."))
    if won:
        _log("feedback.withdraw", case, {})
    return bool(won)


def _log(action: str, case: Case, detail: dict) -> None:
    """Whoever gave no name has none in the log either: the supervision office reads it (decision 0017)."""
    record(action=action, actor=None if case.anonymous else case.person, target=case.number, detail=detail)
