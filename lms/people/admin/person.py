"""A person in the register, for HR: his story, and the acts on him, each a form on its own page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.people.access import scope_of
from lms.people.admin.furniture import page
from lms.people.admin.person_acts import ACTS, OFFERED, Doing, fact_of
from lms.people.admin.person_forms import NewPersonForm
from lms.people.admin.person_story import acts_of, story_of
from lms.people.admin.staff_rows import row_of, staff
from lms.people.models import Act, User
from lms.people.services.journal import UndoRefused
from lms.people.services.keys import recompute_keys
from lms.people.services.names import unknown_characters
from lms.people.services.posting_rules import PostingRefused, facts_of
from lms.people.services.sign_in import locked_until
from lms.people.services.staff import join_person, undo_person_act


def _list() -> tuple[str, str]:
    return reverse("staff:index"), _("Staff")


def _of(person: User) -> tuple[str, str]:
    return reverse("staff:person", args=[person.pk]), person.display_name


def _person(pk: int) -> User:
    return get_object_or_404(staff(), pk=pk)


@require_safe
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole dated story on one page."""
    found, today = _person(pk), clock.today()
    facts = facts_of([found.pk])[found.pk]
    left = facts.left()
    return page(
        request, "staff/person", found.display_name, _list(), person=found, row=row_of(found, facts, today),
        story=story_of(found, facts, today), acts=acts_of(found, facts), today=today,
        unknown=unknown_characters(found.full_name, found.stroke_key), locked=locked_until(found.staff_no, clock.now()),
        offered=[(name, ACTS[name]) for name in OFFERED if name in ("correct", "keys") or not left],
        gone=bool(left and left.from_on <= today), may_read=scope_of(request.user, today).everyone,
    )


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A joiner. The number is for ever: whoever had it before keeps it."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = join_person(by=request.user, **form.cleaned_data)  # type: ignore[misc, arg-type]
        except PostingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is in the register. Issue a one-time password for the first sign-in.")
                             % {"name": made.display_name})
            return redirect("staff:person", pk=made.pk)
    return page(request, "staff/form", _("New person"), _list(), form=form, button=_("Take on"),
                status=422 if form.errors else 200, back=reverse("staff:index"))


@never_cache
def act(request: HttpRequest, pk: int, name: str, fact: int | None = None) -> HttpResponse:
    """One act on a person: the form, and its refusal in words beside what was typed."""
    if name not in ACTS:
        raise Http404
    found, doing = _person(pk), ACTS[name]
    try:
        ended = fact_of(doing, found, fact)
    except PostingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:person", pk=pk)
    form = doing.form(request.POST or None, person=found, facts=facts_of([found.pk])[found.pk], fact=ended)
    if request.method == "POST" and form.is_valid() and _do(request, found, doing, form, ended):
        messages.success(request, doing.done)
        return redirect("staff:person", pk=pk)
    return page(request, "staff/form", str(doing.title), _list(), _of(found), form=form, button=doing.title,
                status=422 if form.errors else 200, person=found, ended=ended, grave=doing.grave,
                back=reverse("staff:person", args=[pk]), keys=name == "keys")


def _do(request: HttpRequest, found: User, doing: Doing, form: Any, ended: Any) -> bool:
    try:
        doing.verb(found, request.user, ended, form.cleaned_data)
    except PostingRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def recompute(request: HttpRequest, pk: int) -> HttpResponse:
    recompute_keys(person=_person(pk), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Pinyin and strokes follow the name again."))
    return redirect("staff:person", pk=pk)


@never_cache
def undo(request: HttpRequest, pk: int, act_pk: int) -> HttpResponse:
    """What the act did, then the button; a stale one is refused in words."""
    found = _person(pk)
    wanted = next((one for one in acts_of(found, facts_of([pk])[pk]) if one.act.pk == act_pk), None)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return page(request, "staff/undo", _("Undo"), _list(), _of(found), person=found, done=wanted,
                    back=reverse("staff:person", args=[pk]))
    if not wanted.may_undo and wanted.act.undone_at is None:
        messages.error(request, _("Something was recorded after this act. Undo the latest act first."))
        return redirect("staff:person", pk=pk)
    _undo(request, wanted.act)
    return redirect("staff:person", pk=pk) if staff().filter(pk=pk).exists() else redirect("staff:index")


def _undo(request: HttpRequest, act: Act) -> None:
    try:
        undo_person_act(act=act, by=request.user)  # type: ignore[arg-type]
    except UndoRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The act is undone."))
