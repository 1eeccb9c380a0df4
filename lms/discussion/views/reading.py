"""A lesson's discussion, one thread, and the threads a person wrote in."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.common import clock
from lms.discussion import selectors, services
from lms.discussion.forms import SayForm
from lms.discussion.models import Post
from lms.discussion.services.saying import Place
from lms.discussion.services.telling import address_of
from lms.discussion.views.finding import Found, find_board, find_post
from lms.people.models import User


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    page = selectors.my_threads(cast(User, request.user), request.GET.get("page", "1"))
    return render(request, "discussion/mine.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, code: str, lesson_code: str) -> HttpResponse:
    """The threads of a lesson, and a form to open one."""
    found = find_board(request, code, lesson_code)
    form = _form(request, found)
    if request.method == "POST" and (said := _said(request, form, found, None)):
        messages.success(request, _("Your post stands here."))
        return redirect(f"{request.path}#p{said.pk}")
    page = selectors.board_page(
        cast(User, request.user), found.seat, found.course.pk, lesson_code, at=clock.now(),
        page=request.GET.get("page", "1"),
    )
    return render(request, "discussion/board.html", {"found": found, "page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """What opened it, the answers, and a form for one more. An answer's own address leads to its thread."""
    found, post = find_post(request, pk)
    if post.thread:
        return redirect(address_of(post))
    form = _form(request, found, answering=True)
    if request.method == "POST" and (said := _said(request, form, found, post)):
        messages.success(request, _("Your answer stands here."))
        return redirect(_last_page(request, post, said))
    shown = selectors.thread_page(
        cast(User, request.user), found.seat, post, at=clock.now(), page=request.GET.get("page", "1")
    )
    writing = found.open and not shown.first.state
    context = {"found": found, "shown": shown, "form": form if writing else None}
    return render(request, "discussion/thread.html", context)


def _last_page(request: HttpRequest, thread: Post, said: Post) -> str:
    number = -(-Post.objects.filter(thread=thread).count() // selectors.ANSWERS)
    return f"{request.path}{f'?page={number}' if number > 1 else ''}#p{said.pk}"


def _form(request: HttpRequest, found: Found, *, answering: bool = False) -> SayForm:
    choosing = bool(found.seat.office) and found.seat.enrolled
    return SayForm(request.POST or None, choosing=choosing, answering=answering)


def _said(request: HttpRequest, form: SayForm, found: Found, thread: Post | None) -> Post | None:
    if not form.is_valid():
        return None
    values: dict[str, Any] = {"text": form.cleaned_data["text"], "once": form.token,
                              "as_office": form.cleaned_data.get("as_office", False)}
    try:
        return services.say(person=cast(User, request.user), place=Place(found.course, found.lesson_code, thread),
                            seat=found.seat, at=clock.now(), **values)
    except services.Refused as refusal:
        form.add_error(None, str(refusal))
        return None
