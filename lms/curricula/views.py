"""HR looks at who would get what and why, and sends it; supervision reads the list."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.curricula import jobs
from lms.curricula.access import MAY_ASSIGN, MAY_READ
from lms.curricula.listing import listing
from lms.curricula.models import Curriculum
from lms.curricula.selectors import curriculum_rows
from lms.curricula.selectors import preview as preview_of
from lms.curricula.stories import duties_of
from lms.jobs.services import start
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User


@require_role(*MAY_READ)
@require_safe
def curricula(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    may_assign = has_role(request.user, *MAY_ASSIGN)
    return render(request, "curricula/list.html", {"rows": curriculum_rows(on), "on": on, "may_assign": may_assign})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _duties(request, cast(User, request.user))


@require_safe
def person(request: HttpRequest, staff_no: str) -> HttpResponse:
    """Why each task of a person is his, for whoever may read his record."""
    someone = User.objects.visible_to(cast(User, request.user)).filter(staff_no=staff_no).first()
    return _duties(request, someone or refuse(request, staff_no))


def _duties(request: HttpRequest, person: User) -> HttpResponse:
    return render(request, "curricula/duties.html", {"person": person, "duties": duties_of(person, clock.today())})


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
    return _start(request, pk, jobs.ASSIGN, _("Assigning %(curriculum)s"))


@require_role(*MAY_ASSIGN)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    return _start(request, pk, jobs.RELEASE, _("Closing tasks of %(curriculum)s"))


@require_role(*MAY_ASSIGN)
@require_POST
def reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    return _start(request, pk, jobs.RECONCILE, _("Bringing %(curriculum)s into line"))


def _start(request: HttpRequest, pk: int, kind: str, title: str) -> HttpResponse:
    """One piece of work on a curriculum at a time, whoever asks: the second is told of the first."""
    curriculum = get_object_or_404(Curriculum, pk=pk)
    address = reverse("curricula:preview", args=[pk])
    job = start(kind=kind, owner=request.user, title=title % {"curriculum": curriculum}, once=jobs.once(curriculum),
                arguments={"curriculum": pk, "on": f"{clock.today()}"}, back_url=address)
    if job.owner_id != request.user.pk or job.kind != kind:
        messages.warning(request, _("%(person)s is at work on this curriculum at this moment; nothing was started "
                                    "twice.") % {"person": job.owner.full_name})
        return redirect(address)
    return redirect("jobs:detail", pk=job.pk)
