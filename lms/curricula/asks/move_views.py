"""HR moves due dates without being asked."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.curricula.access import MAY_ASSIGN
from lms.curricula.asks import moving, selectors
from lms.curricula.asks.forms import MoveForm
from lms.curricula.asks.models import CurriculaSettings
from lms.curricula.asks.open_tasks import Wanted, open_tasks, rows_of
from lms.curricula.asks.services import AskRefused
from lms.curricula.models import Assignment, Curriculum
from lms.people.access import require_role
from lms.people.models import User

PER_PAGE = 100
READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_role(*MAY_ASSIGN)
@require_http_methods(READ_OR_SEND)
def move_one(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assignment.objects.visible_to(request.user).exclude(person=request.user.pk)
    task = get_object_or_404(rows.select_related("person", "course", "curriculum"), pk=pk)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _moved(request, form, [task.pk]):
        return redirect("curricula:task", pk=pk)
    context = {"form": form, "story": selectors.story_of(task, clock.today()), "reasons": True}
    return render(request, "curricula/move_one.html", context)


@require_role(*MAY_ASSIGN)
@require_http_methods(READ_OR_SEND)
def move_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Open tasks of a curriculum, narrowed by course, unit and name: those ticked, or all that were found."""
    curriculum = get_object_or_404(Curriculum, pk=pk)
    sent, on = request.method == "POST", clock.today()
    wanted = Wanted.of(request.POST if sent else request.GET)
    found = open_tasks(curriculum, wanted, on).exclude(person=request.user.pk)
    form = MoveForm(request.POST or None, many=True)
    if sent and form.is_valid():
        chosen = found if form.cleaned_data["all"] else found.filter(pk__in=_ticked(request))
        if _moved(request, form, list(chosen.order_by().values_list("pk", flat=True))):
            return redirect("curricula:move_many", pk=pk)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "curricula/move_many.html", {
        "curriculum": curriculum, "form": form, "page": page, "rows": rows_of(page.object_list, on), "wanted": wanted,
        "courses": [item.course for item in curriculum.items.select_related("course")], "ticked": set(_ticked(request)),
        "units": list(wanted.units()),
    })


def _ticked(request: HttpRequest) -> list[int]:
    numbers = request.POST.getlist("task")
    return [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 19]


def _moved(request: HttpRequest, form: MoveForm, tasks: list[int]) -> bool:
    """Done and said; False with the reason on the form where nothing was moved."""
    data, longest = form.cleaned_data, CurriculaSettings.load().longest_extension
    try:
        done = moving.move_many(assignments=tasks, to_on=data["to_on"], why=data["why"], by=cast(User, request.user),
                                on=clock.today(), at=clock.now())
    except AskRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    lines = moving.said(done, longest) if tasks else [moving.nobody()]
    if not done.tasks:
        for line in lines:
            form.add_error(None, line)
        return False
    for line in lines:
        messages.success(request, line)
    return True
