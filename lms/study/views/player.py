"""The lesson page, its beats, and its way without script."""

import datetime as dt
import json
import re
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.people.models import User
from lms.study import selectors, services, words
from lms.study.models import Enrolment
from lms.study.selectors.lessons import way_on
from lms.study.services import Beat, BeatRefused, BeatResult, StartRefused
from lms.study.visits import VisitToken, open_visit, read_visit

TAB = re.compile(r"[0-9a-z]{1,32}")


@require_safe
def lesson(request: HttpRequest, code: str, lesson_code: str) -> HttpResponse:
    """The player. Showing it writes nothing: the visit begins in a signed token."""
    enrolment = _own(request, code)
    view = selectors.lesson_view(enrolment, lesson_code)
    visit = open_visit(enrolment_id=enrolment.pk, lesson_code=lesson_code, at=clock.now())
    context = {"view": view, "visit": visit, "position": words.clock(view.step.position)}
    return render(request, "study/lesson.html", context)


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin, and go to where the learner goes on."""
    enrolment = _own(request, code)
    try:
        services.start(enrolment=enrolment, at=clock.now())
    except StartRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("home:desk")
    way = way_on(enrolment)
    return redirect(way.url if way else "home:desk")


@require_POST
def newer(request: HttpRequest, code: str) -> HttpResponse:
    """Go over to the newest version; what equals stays passed."""
    enrolment = _own(request, code)
    if services.go_on_in_newest(enrolment=enrolment, at=clock.now()):
        messages.success(request, _("You go on in the new version. What you have passed stays passed."))
    return redirect(selectors.course_url(enrolment.course.code))


@require_POST
def beat(request: HttpRequest, code: str, lesson_code: str) -> JsonResponse:
    """One beat as JSON: {visit, seq, intervals, position} in seconds; and tab, take_over, late, left where they hold.

    409 with `code` "elsewhere" or "renew" when the page's visit is not, or no longer, the person's one visit.
    """
    at, me = clock.now(), cast(User, request.user)
    try:
        visit, sent = _sent(request, lesson_code, at)
        live = services.record_live_beat(person_id=me.pk, course_code=code, visit=visit, beat=sent, at=at)
        result = live or services.record_beat(enrolment=_own(request, code), visit=visit, beat=sent, at=at)
    except (BeatRefused, StartRefused) as refusal:
        _own(request, code)
        return JsonResponse({"message": str(refusal)}, status=400)
    answer = _answer(request, code, lesson_code, result, late=sent.late)
    return JsonResponse(answer, status=409 if result.code else 200)


@require_POST
def read(request: HttpRequest, code: str, lesson_code: str) -> HttpResponse:
    """I have read to the end: the button that works without script."""
    enrolment = _own(request, code)
    at = clock.now()
    try:
        visit = _visit_of(request.POST.get("visit", ""), lesson_code, at)
        result = services.finish_reading(enrolment=enrolment, visit=visit, at=at)
    except (BeatRefused, StartRefused) as refusal:
        messages.error(request, str(refusal))
        return redirect("study:lesson", code, lesson_code)
    _tell(request, result)
    return redirect("study:lesson", code, lesson_code)


def _own(request: HttpRequest, code: str) -> Enrolment:
    """The reader's enrolment; without one the address does not exist, and the log keeps the attempt."""
    enrolment = selectors.find_enrolment(request.user, code)
    if enrolment is None:
        record(action="study.refused", request=request, target=request.path, result="refused")
        raise Http404
    return enrolment


def _sent(request: HttpRequest, lesson_code: str, at: dt.datetime) -> tuple[VisitToken, Beat]:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on.")) from error
    if not isinstance(sent, dict):
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))
    flags = {name: sent.get(name) is True for name in ("take_over", "late", "left")}
    tab = sent.get("tab")
    beat = Beat(
        seq=sent.get("seq", 0), intervals=sent.get("intervals"), position=sent.get("position", -1),
        tab=tab if isinstance(tab, str) and TAB.fullmatch(tab) else "", **flags,
    )
    return _visit_of(sent.get("visit"), lesson_code, at), beat


def _visit_of(token: object, lesson_code: str, at: dt.datetime) -> VisitToken:
    visit = read_visit(token, at=at)
    if visit.lesson_code != lesson_code:
        raise BeatRefused(_("This page belongs to another lesson. Reload it and go on."))
    return visit


def _answer(
    request: HttpRequest, code: str, lesson_code: str, result: BeatResult, *, late: bool = False
) -> dict[str, Any]:
    answer = {
        "covered": result.covered, "needed": result.needed, "passed": result.passed, "flagged": result.flagged,
        "saved_at": date_format(localtime(result.saved_at), "H:i:s"), "message": _message(result), "next": None,
    }
    if result.flagged or result.code or late:
        answer |= {"code": result.code, "intervals": result.intervals}
    if result.passed:
        way = way_on(_own(request, code))
        answer["next"] = {"url": way.url, "label": way.label} if way else None
    if result.renewed_from:
        enrolment = _own(request, code)
        answer["visit"] = open_visit(enrolment_id=enrolment.pk, lesson_code=lesson_code, at=result.renewed_from)
    return answer


def _message(result: BeatResult) -> str:
    if result.passed:
        return _("You have finished this lesson.")
    if result.code == "elsewhere":
        return _("You are studying “%(lesson)s” on another page or device. One at a time counts.") % {
            "lesson": result.elsewhere}
    if result.flagged:
        return _("Part of this was not counted: it was more than the time that has passed. Simply go on from here.")
    return words.to_finish(result.step)


def _tell(request: HttpRequest, result: BeatResult) -> None:
    if result.passed:
        messages.success(request, _("You have finished this lesson."))
        return
    left = words.duration(result.needed - result.covered)
    messages.info(request, _("Your reading has been saved. Please read on for %(left)s, then press again.")
                  % {"left": left})
