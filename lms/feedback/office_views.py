"""The office that answers: its list, taking up, answering, the list as xlsx."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response
from lms.feedback import selectors, services
from lms.feedback.access import MAY_LIST, OFFICES
from lms.feedback.exports import cases_sheet
from lms.feedback.forms import AnswerForm
from lms.feedback.models import Case
from lms.feedback.selectors import Wanted
from lms.feedback.views import case_page
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User


@require_role(*MAY_LIST)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """By promised day. HR: feedback and corrections; supervision: complaints; an editor: feedback on his courses."""
    viewer, wanted = cast(User, request.user), Wanted.of(request.GET)
    return render(request, "feedback/queue.html", {
        "queue": selectors.queue_of(viewer, clock.today(), wanted, request.GET.get("page", "1")),
        "exporting": has_role(viewer, *OFFICES), "discussions": has_role(viewer, "hr"), "kinds": Case.Kind.choices,
        "states": Case.State.choices,
    })


@require_role(*OFFICES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the list shows, all pages; who took it is in the log."""
    viewer, wanted, on = cast(User, request.user), Wanted.of(request.POST), clock.today()
    cases = selectors.narrowed(selectors.office_cases(viewer, on), wanted, on)
    rows = selectors.rows_of(cases.select_related("person", "course", "follows", "answered_by"), viewer, on)
    record(action="feedback.export", request=request, target=f"{on}", detail=wanted.values() | {"rows": len(rows)})
    content = cases_sheet(rows, wanted, by=viewer, at=clock.now())
    return sheet_response(content, _("Feedback and complaints %(day)s.xlsx") % {"day": on})


def _answerable(request: HttpRequest, number: str) -> Case:
    cases = Case.objects.answerable_by(request.user, clock.today())
    return cases.filter(number=number).first() or refuse(request, number)


@require_POST
def take_up(request: HttpRequest, number: str) -> HttpResponse:
    if services.take_up(case=_answerable(request, number), by=cast(User, request.user), at=clock.now()):
        messages.success(request, _("Taken up: the person sees that it is being handled."))
    return redirect("feedback:case", number=number)


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    case, form = _answerable(request, number), AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer(case=case, by=cast(User, request.user), at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Answered; the person has been told."))
            return redirect("feedback:queue")
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return case_page(request, number, answering=form)
