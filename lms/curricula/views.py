"""HR looks at who would get what and why, and sends it; supervision reads the list."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.curricula import services
from lms.curricula.access import MAY_ASSIGN, MAY_READ
from lms.curricula.listing import listing
from lms.curricula.models import Curriculum
from lms.curricula.selectors import curriculum_rows
from lms.curricula.selectors import preview as preview_of
from lms.people.access import has_role, require_role
from lms.people.models import User


@require_role(*MAY_READ)
@require_safe
def curricula(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    may_assign = has_role(request.user, *MAY_ASSIGN)
    return render(request, "curricula/list.html", {"rows": curriculum_rows(on), "on": on, "may_assign": may_assign})


@require_role(*MAY_ASSIGN)
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    curriculum = get_object_or_404(Curriculum, pk=pk)
    shown = preview_of(curriculum, clock.today())
    context = {
        "curriculum": curriculum, "preview": shown, "listing": listing(shown, request.GET),
        "counts": {name: len(shown.of(name)) for name in ("new", "owed", "left_out")},
    }
    return render(request, "curricula/preview.html", context)


@require_role(*MAY_ASSIGN)
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    curriculum = get_object_or_404(Curriculum, pk=pk)
    try:
        result = services.assign(curriculum=curriculum, by=cast(User, request.user), on=clock.today())
    except services.AssignRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(result))
    return redirect("curricula:preview", pk=pk)


@require_role(*MAY_ASSIGN)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    curriculum = get_object_or_404(Curriculum, pk=pk)
    closed = services.release(curriculum=curriculum, by=cast(User, request.user), on=clock.today())
    messages.success(request, ngettext("%(count)d task closed; records are kept.",
                                       "%(count)d tasks closed; records are kept.", closed) % {"count": closed})
    return redirect("curricula:preview", pk=pk)


def _said(result: services.AssignResult) -> str:
    if not result.created:
        return _("Nothing new: everyone the rules name has these courses already.")
    people = ngettext("%(count)d person", "%(count)d people", result.people) % {"count": result.people}
    tasks = ngettext("%(count)d task", "%(count)d tasks", result.created) % {"count": result.created}
    return _("Assigned: %(people)s, %(tasks)s. Each has been sent one notice.") % {"people": people, "tasks": tasks}
