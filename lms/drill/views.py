"""Doors of the room. Each is the person's own; only `topics` speaks of others, and names nobody."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Question
from lms.common import clock
from lms.drill import reading, selectors, services
from lms.drill import topics as unit_topics
from lms.drill.access import READERS, exam_is_on, may_be_asked
from lms.drill.models import Card, DrillAnswer
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User


def not_in_an_exam(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """While an exam of his is open nothing here is answered: right answers stand on these pages."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if exam_is_on(_person(request)):
            return render(request, "drill/waiting.html", status=200 if request.method in ("GET", "HEAD") else 409)
        return view(request, *args, **kwargs)

    return checked


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@not_in_an_exam
def home(request: HttpRequest) -> HttpResponse:
    person, today = _person(request), clock.today()
    reads_topics = has_role(person, *READERS, on=today)
    return render(request, "drill/home.html", {"home": selectors.home(person, today), "reads_topics": reads_topics})


@require_http_methods(["GET", "HEAD", "POST"])
@not_in_an_exam
def question(request: HttpRequest, pile: str) -> HttpResponse:
    """The next question of a bank ("bank-" and its code), of what is due, or of the book; and the answer to it."""
    name = _pile_or_404(pile)
    if request.method == "POST":
        return _answered(request, pile)
    found = selectors.next_question(_person(request), name, clock.today())
    if found is None:
        return render(request, "drill/nothing.html", {"pile": pile})
    return _ask(request, pile, found)


def _pile_or_404(pile: str) -> str:
    name = pile.removeprefix("bank-")
    if pile in selectors.PILES or (name != pile and selectors.open_bank(name)):
        return name
    raise Http404


def _ask(request: HttpRequest, pile: str, found: Question, status: int = 200) -> HttpResponse:
    shown = {"pile": pile, "bank": found.bank, "asked": reading.asked(found), "once": uuid.uuid4()}
    return render(request, "drill/question.html", shown, status=status)


def _answered(request: HttpRequest, pile: str) -> HttpResponse:
    person = _person(request)
    pk = _number(request.POST.get("question", ""))
    found = may_be_asked(person).select_related("bank").filter(pk=pk).first()
    if found is None:
        return _gone(request, pile, pk)
    try:
        made = services.answer(person=person, question=found, response=request.POST.getlist("a"),
                               once=_token(request.POST.get("once", "")), at=clock.now())
    except services.DrillRefused:
        messages.error(request, _("Choose or write an answer first. Nothing was counted."))
        return _ask(request, pile, found, status=422)
    return redirect(f"{reverse('drill:answer', args=[made.pk])}?{urlencode({'pile': pile})}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _token(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _gone(request: HttpRequest, pile: str, pk: int) -> HttpResponse:
    """A question that was open a moment ago was changed or set aside; any other does not exist."""
    known = Question.objects.filter(pk=pk, bank__practice=True).exists()
    if not known and not DrillAnswer.objects.filter(person=_person(request), question=pk).exists():
        raise Http404
    messages.warning(request, _("This question was changed or set aside in the meantime; here is the next one."))
    return redirect("drill:question", pile=pile)


@require_safe
@not_in_an_exam
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Right or wrong, the key, the explanation and the law, at once."""
    given = _own_answer(request, pk)
    pile = request.GET.get("pile", "")
    card = Card.objects.filter(person=_person(request), bank=given.question.bank_id, code=given.question.code).first()
    return render(request, "drill/answer.html", {
        "given": given, "judged": reading.judged(given), "card": card, "pile": pile if _is_pile(pile) else "book",
    })


def _own_answer(request: HttpRequest, pk: int) -> DrillAnswer:
    mine = DrillAnswer.objects.filter(person=_person(request)).select_related("question__bank")
    return get_object_or_404(mine, pk=pk)


def _is_pile(pile: str) -> bool:
    return pile in selectors.PILES or pile.startswith("bank-")


@require_POST
@not_in_an_exam
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    given = _own_answer(request, pk)
    services.leave_out(person=_person(request), question=given.question, at=clock.now())
    messages.success(request, _("This question is not asked again. You find it in your book under “not again”."))
    pile = request.POST.get("pile", "")
    return redirect("drill:question", pile=pile) if _is_pile(pile) else redirect("drill:home")


@require_safe
@not_in_an_exam
def book(request: HttpRequest) -> HttpResponse:
    shown = request.GET.get("shown", "")
    shown = shown if shown in ("learnt", "aside") else "open"
    person = _person(request)
    page, rows = selectors.book(person, shown, request.GET.get("page", "1"))
    exams = selectors.exams_to_take_in(person).count()
    return render(request, "drill/book.html", {"page": page, "rows": rows, "shown": shown, "exams": exams})


@require_POST
@not_in_an_exam
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    card = get_object_or_404(Card, pk=pk, person=request.user)
    services.set_aside(card=card, aside="again" not in request.POST)
    return redirect("drill:book")


@require_POST
@not_in_an_exam
def take_in(request: HttpRequest) -> HttpResponse:
    done = services.take_in_exams(person=_person(request), at=clock.now())
    if done.taken:
        messages.success(request, ngettext(
            "%(new)d question of your exams is new in the book.",
            "%(new)d questions of your exams are new in the book.", done.new) % {"new": done.new})
    if done.waiting:
        messages.info(request, ngettext(
            "%(number)d exam does not show its right answers yet, so it is not taken in.",
            "%(number)d exams do not show their right answers yet, so they are not taken in.",
            done.waiting) % {"number": done.waiting})
    return redirect("drill:book")


@require_POST
@not_in_an_exam
def reset(request: HttpRequest) -> HttpResponse:
    if "sure" not in request.POST:
        messages.error(request, _("Tick the box if you really want to forget everything. Nothing was changed."))
        return redirect("drill:book")
    services.reset(person=_person(request))
    text = _("Your book and all answers given in practice are deleted. Your exams stay as they are.")
    messages.success(request, text)
    return redirect("drill:home")


@require_safe
@never_cache
@require_role(*READERS)
def topics(request: HttpRequest) -> HttpResponse:
    """Topics of a unit in the viewer's scope; another unit does not exist."""
    units = unit_topics.units_of_viewer(_person(request), clock.today())
    code = request.GET.get("unit", "")
    unit = next((unit for unit in units if unit.code == code or not code), None)
    if unit is None:
        refuse(request, code)
    rows = unit_topics.weak_topics(unit, clock.now())
    return render(request, "drill/topics.html", {"units": units, "unit": unit, "rows": rows})
