"""The lesson page, its beats, and its way without script."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.study import selectors, services, words
from lms.study.models import Enrolment
from lms.study.selectors.lessons import way_on
from lms.study.selectors.outlines import steps_for
from lms.study.services import BeatRefused, BeatResult, StartRefused
from lms.study.visits import open_visit, read_visit


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
    """One beat as JSON: {visit, seq, intervals, position} in seconds."""
    enrolment = _own(request, code)
    at = clock.now()
    try:
        sent = _sent(request)
        visit = read_visit(str(sent.get("visit")), enrolment_id=enrolment.pk, lesson_code=lesson_code, at=at)
        result = services.record_beat(
            enrolment=enrolment, lesson_code=lesson_code, visit=visit, seq=sent.get("seq", 0),
            intervals=sent.get("intervals"), position=sent.get("position", -1), at=at,
        )
    except (BeatRefused, StartRefused) as refusal:
        return JsonResponse({"message": str(refusal)}, status=400)
    return JsonResponse(_answer(enrolment, lesson_code, result))


@require_POST
def read(request: HttpRequest, code: str, lesson_code: str) -> HttpResponse:
    """I have read to the end: the button that works without script."""
    enrolment = _own(request, code)
    at = clock.now()
    try:
        token = request.POST.get("visit", "")
        visit = read_visit(token, enrolment_id=enrolment.pk, lesson_code=lesson_code, at=at)
        result = services.finish_reading(enrolment=enrolment, lesson_code=lesson_code, visit=visit, at=at)
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


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on.")) from error
    if not isinstance(sent, dict):
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))
    return sent


def _answer(enrolment: Enrolment, lesson_code: str, result: BeatResult) -> dict[str, Any]:
    way = way_on(enrolment) if result.passed else None
    return {
        "covered": result.covered, "needed": result.needed, "passed": result.passed, "flagged": result.flagged,
        "saved_at": date_format(localtime(result.saved_at), "H:i:s"),
        "message": _message(enrolment, lesson_code, result),
        "next": {"url": way.url, "label": way.label} if way else None,
    }


def _message(enrolment: Enrolment, lesson_code: str, result: BeatResult) -> str:
    if result.passed:
        return _("You have finished this lesson.")
    if result.flagged:
        return _("Part of this was not counted: it was more than the time that has passed. Simply go on from here.")
    steps = steps_for(enrolment, enrolment.version)
    return words.to_finish(next(step for step in steps if step.code == lesson_code))


def _tell(request: HttpRequest, result: BeatResult) -> None:
    if result.passed:
        messages.success(request, _("You have finished this lesson."))
        return
    left = words.duration(result.needed - result.covered)
    messages.info(request, _("Your reading has been saved. Please read on for %(left)s, then press again.")
                  % {"left": left})
