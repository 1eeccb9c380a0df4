"""签收, 说明原因, and requests: asked, withdrawn, answered once."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.curricula.asks import rules, words
from lms.curricula.asks.deciders import deciders_of
from lms.curricula.asks.models import CurriculaSettings, DueChange, Explanation, Request
from lms.curricula.asks.selectors import standing_of
from lms.curricula.models import Assignment
from lms.curricula.services import close_assignment
from lms.notices.services import notify
from lms.people.models import User
from lms.workdays.selectors import working_day_after

MINE, QUEUE = "/curricula/requests/mine/", "/curricula/requests/"


class AskRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """It cannot be asked or answered so. Its text says why, what was kept and what to do."""


def acknowledge(*, assignment: Assignment, at: dt.datetime) -> bool:
    """签收: the person has seen that he owes it. Once; False when it was said before."""
    said = Assignment.objects.filter(pk=assignment.pk, acknowledged_at__isnull=True).update(acknowledged_at=at)
    return bool(said)


@transaction.atomic
def explain(*, assignment: Assignment, text: str, at: dt.datetime) -> Explanation:
    """Why it is late. Saying the same again adds nothing. Raises AskRefused when it is not late, or nothing is said."""
    standing = standing_of(assignment, clock.day_of(at))
    if not (text := text.strip()[:500]):
        raise AskRefused(_("Nothing was saved: please write the reason."))
    if standing.done or standing.closed or standing.paused or standing.due_on >= clock.day_of(at):
        raise AskRefused(_("This task is not overdue; nothing needs to be explained."))
    last = assignment.explanations.last()
    if last and last.text == text:
        return last
    return Explanation.objects.create(assignment=assignment, text=text, given_at=at)


@transaction.atomic
def ask(
    *, assignment: Assignment, kind: str, reason: str, at: dt.datetime, wanted_on: dt.date | None = None
) -> Request:
    """A request, to be answered by the promised working day; while one waits, the same kind returns that one.

    Raises AskRefused. Those who may answer get one notice each.
    """
    assignment = _locked(assignment.pk)
    if waiting := assignment.requests.pending().filter(kind=kind).first():
        return waiting
    day, options = clock.day_of(at), CurriculaSettings.load()
    if not (reason := reason.strip()[:500]):
        raise AskRefused(_("Nothing was sent: please write the reason."))
    _check(assignment, kind, wanted_on, day, options)
    wanted = wanted_on if kind == Request.Kind.EXTENSION else None
    made = Request(assignment=assignment, kind=Request.Kind(kind).value, reason=reason, asked_at=at, wanted_on=wanted,
                   promised_on=working_day_after(day, options.answer_days))
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # a second click, at the same moment
        return assignment.requests.pending().get(kind=kind)
    record(action="curricula.ask", actor=assignment.person, target=_target(made), detail={"kind": kind})
    _tell_deciders(made, day, at)
    return made


def _locked(pk: int) -> Assignment:
    """The task first, then its requests: whoever closes it takes them in the same order."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("person", "course")
    return rows.get(pk=pk)


def _check(assignment: Assignment, kind: str, day: dt.date | None, on: dt.date, options: CurriculaSettings) -> None:
    why = rules.refusal(kind, standing_of(assignment, on), day, on, options.longest_extension)
    if why:
        raise AskRefused(words.refusal(why, options.longest_extension))


@transaction.atomic
def withdraw(*, request: Request, at: dt.datetime) -> bool:
    """Taken back by the asker. False when it was taken back before; AskRefused when it has been answered."""
    taken = Request.objects.pending().filter(pk=request.pk).update(state=Request.State.WITHDRAWN, decided_at=at)
    request.refresh_from_db()
    if not taken and request.state != Request.State.WITHDRAWN:
        raise AskRefused(_("This request has been answered already; the answer stands."))
    if taken:
        record(action="curricula.withdraw", actor=request.assignment.person, target=_target(request), detail={})
    return bool(taken)


@transaction.atomic
def decide(
    *, request: Request, granted: bool, by: User, at: dt.datetime, answer: str = "", until: dt.date | None = None
) -> bool:
    """The one answer to a request; `until` is the new due date, the one asked for unless given.

    False when this very answer was given before; AskRefused when another was, when a refusal has no reason, or when
    the task changed so that it cannot be granted.
    """
    day, answer = clock.day_of(at), answer.strip()[:500]
    if not granted and not answer:
        raise AskRefused(_("Nothing was saved: a refusal needs its reason."))
    state = Request.State.GRANTED if granted else Request.State.REFUSED
    until = (until or request.wanted_on) if granted and request.kind == Request.Kind.EXTENSION else None
    task = _locked(request.assignment_id)
    won = Request.objects.pending().filter(pk=request.pk).update(
        state=state, decided_at=at, decided_by=by, answer=answer, granted_on=until
    )
    request.refresh_from_db()
    if not won:
        return _answered(request, state, by)
    if granted:
        _grant(task, request, day, by)
    record(action="curricula.decide", actor=by, target=_target(request), detail={"state": state, "until": f"{until}"})
    _tell_asker(request, at)
    return True


def _answered(request: Request, state: str, by: User) -> bool:
    if (request.state, request.decided_by_id) == (state, by.pk):
        return False
    raise AskRefused(_("This request is no longer waiting: %(state)s. Nothing was changed.")
                     % {"state": request.get_state_display()})


def _grant(task: Assignment, request: Request, day: dt.date, by: User) -> None:
    _check(task, request.kind, request.granted_on, day, CurriculaSettings.load())
    if request.kind == Request.Kind.EXEMPTION:
        close_assignment(assignment=task, on=day, reason=Assignment.Closed.EXEMPTED, by=by)
        return
    assert request.granted_on  # noqa: S101 - the constraint request_granted_until says so
    move_due(assignment=task, to_on=request.granted_on, why=request.reason, by=by, on=day, request=request)


@transaction.atomic
def move_due(
    *, assignment: Assignment, to_on: dt.date, why: str, by: User, on: dt.date, request: Request | None = None
) -> DueChange:
    """The due date in force on the day becomes `to_on`; the move is kept. Pauses count from the day on."""
    since = max(on, assignment.issued_on)
    change = DueChange.objects.create(
        assignment=assignment, from_on=assignment.due_on, to_on=to_on, on=since, why=why, by=by, request=request
    )
    Assignment.objects.filter(pk=assignment.pk).update(due_on=to_on, moved_on=since)
    assignment.refresh_from_db(fields=["due_on", "moved_on"])
    record(action="curricula.move_due", actor=by, target=f"{assignment.person.staff_no} {assignment.course.code}",
           detail={"from": f"{change.from_on}", "to": f"{to_on}", "cycle": assignment.cycle})
    return change


def _target(request: Request) -> str:
    return f"{request.assignment.person.staff_no} {request.assignment.course.code}"


def _tell_deciders(request: Request, day: dt.date, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(name)s asks for: %(kind)s, “%(course)s”") % {
            "name": request.assignment.person.display_name, "kind": request.get_kind_display(),
            "course": request.assignment.course.title,
        }
        body = _("Please answer by %(day)s.") % {"day": formats.date_format(request.promised_on, "DATE_FORMAT")}
    for person in deciders_of(request, day):
        notify(person=person, key=f"curricula.ask:{request.pk}:{person.pk}", subject=subject, body=body, url=QUEUE,
               at=at)


def _tell_asker(request: Request, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = words.answer(request)
    notify(person=request.assignment.person, key=f"curricula.decide:{request.pk}", subject=subject, body=body, at=at,
           url=MINE)
