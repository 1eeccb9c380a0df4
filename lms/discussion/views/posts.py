"""What a member does with one post: change or take back his own, report another's."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.common import clock
from lms.discussion import selectors, services
from lms.discussion.forms import EditForm, ReportForm
from lms.discussion.models import Report
from lms.discussion.services.telling import address_of
from lms.discussion.views.finding import find_own, find_post
from lms.people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, for a short time; the earlier words are kept."""
    found, post = find_own(request, pk)
    form = EditForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(post=post, text=form.cleaned_data["text"], at=clock.now())
            messages.success(request, _("Changed. The earlier text is kept for the editor and HR."))
            return redirect(address_of(post))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"found": found, "post": post, "form": form, "heading": _("Change your post"), "button": _("Save"),
               "back": address_of(post)}
    return render(request, "discussion/one.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    _found, post = find_own(request, pk)
    if services.withdraw(post=post, at=clock.now()):
        messages.success(request, _("Taken back. Others see that it was; the editor and HR can still read it."))
    return redirect(address_of(post))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Another's post, with the reason, once."""
    found, post = find_post(request, pk)
    if known := Report.objects.filter(post=post, person=cast(User, request.user)).first():
        messages.info(request, _said_before(known))
        return redirect(address_of(post))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.report(post=post, by=cast(User, request.user), reason=form.cleaned_data["reason"],
                                   at=clock.now())
            messages.success(request, _("Reported. By %(day)s you will read in your notices what became of it.")
                             % {"day": _day(made)})
            return redirect(address_of(post))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    row = selectors.one_post(cast(User, request.user), found.seat, post, at=clock.now())
    context = {"found": found, "post": post, "row": row, "form": form, "heading": _("Report a post"),
               "button": _("Send the report"), "back": address_of(post)}
    return render(request, "discussion/one.html", context)


def _day(report: Report) -> str:
    return formats.date_format(report.promised_on, "DATE_FORMAT")


def _said_before(report: Report) -> str:
    if report.closed_at:
        return _("You reported it before; it was decided: %(outcome)s.") % {"outcome": report.get_outcome_display()}
    return _("You reported it before; an answer is promised by %(day)s.") % {"day": _day(report)}
