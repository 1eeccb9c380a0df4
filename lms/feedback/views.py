"""投诉建议 of the person himself: what he has said, a form to say more, one case."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Course
from lms.common import clock
from lms.feedback import records, rules, selectors, services
from lms.feedback.forms import AddForm, AnswerForm, SendForm
from lms.feedback.models import Case, FeedbackSettings
from lms.feedback.services.sending import About
from lms.people.access import refuse
from lms.people.models import User


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rows = selectors.mine(cast(User, request.user), clock.today())
    return render(request, "feedback/home.html", {"rows": rows, "days": FeedbackSettings.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A form about a course, a lesson, a record of one's own, an answer, or the system as a whole."""
    if kind not in Case.Kind.values:
        raise Http404
    about = _about(request, kind)
    form = SendForm(request.POST or None, kind=kind, follows=about.follows)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, kind, form, about)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    said = records.said_by(cast(User, request.user), about.record_kind, about.record_ref)
    return render(request, "feedback/new.html", {
        "form": form, "kind": kind, "label": Case.Kind(kind).label, "about": about, "said": said,
        "days": FeedbackSettings.now().days_for(kind), "record": records.label_of(about.record_kind),
    })


def _about(request: HttpRequest, kind: str) -> About:
    """From the address; a course or a record that is not there, or not his, does not exist."""
    asked = request.GET
    if kind == rules.CORRECTION:
        record, ref = asked.get("record", ""), asked.get("ref", "")
        if records.said_by(cast(User, request.user), record, ref) is None:
            refuse(request, f"{record} {ref}")
        return About(record_kind=record, record_ref=ref)
    course = get_object_or_404(Course, code=asked["course"]) if asked.get("course") else None
    earlier = None
    if asked.get("follows"):
        earlier = _own(request, asked["follows"])
    return About(course, asked.get("lesson", "") if course else "", follows=earlier)


def _sent(request: HttpRequest, kind: str, form: SendForm, about: About) -> HttpResponse:
    case = services.send(
        person=cast(User, request.user), kind=kind, text=form.cleaned_data["text"], at=clock.now(), once=form.token,
        anonymous=form.cleaned_data.get("anonymous", False), about=about,
    )
    day = formats.date_format(case.promised_on, "DATE_FORMAT")
    messages.success(request, _("Received. Your receipt number is %(number)s; you will be answered by %(day)s.")
                     % {"number": case.number, "day": day})
    return redirect("feedback:case", number=case.number)


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """For its author, and for the office that answers it."""
    return case_page(request, number)


def case_page(
    request: HttpRequest, number: str, *, answering: AnswerForm | None = None, adding: AddForm | None = None
) -> HttpResponse:
    viewer, on = cast(User, request.user), clock.today()
    row = selectors.shown_to(viewer, number, on) or refuse(request, number)
    mine = row.case.person_id == viewer.pk
    waits = row.case.state in rules.OPEN
    may_answer = waits and not mine and Case.objects.answerable_by(viewer, on).filter(pk=row.case.pk).exists()
    return render(request, "feedback/case.html", {
        "row": row, "case": row.case, "mine": mine, "waits": waits, "may_answer": may_answer,
        "answering": answering or AnswerForm(), "adding": adding or AddForm(), "filled": answering or adding,
        "followed": getattr(row.case, "followed_by", None), "effect": records.effect_of(row.case.record_kind),
        "way": None if mine else records.way_of(row.case),
    })


def _own(request: HttpRequest, number: str) -> Case:
    return Case.objects.filter(number=number, person=request.user.pk).first() or refuse(request, number)


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    case, form = _own(request, number), AddForm(request.POST)
    if form.is_valid():
        try:
            services.add(case=case, text=form.cleaned_data["text"], at=clock.now())
            messages.success(request, _("Added."))
            return redirect("feedback:case", number=number)
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    return case_page(request, number, adding=form)


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    try:
        services.withdraw(case=_own(request, number), at=clock.now())
        messages.success(request, _("Taken back: %(number)s.") % {"number": number})
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("feedback:case", number=number)
