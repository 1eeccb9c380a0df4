"""One's own record, others' within scope, and the public check of a certificate."""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lms.audit.services import record
from lms.common import clock
from lms.people.access import refuse
from lms.people.selectors import posting_of
from lms.transcript import selectors
from lms.transcript.models import Certificate
from lms.transcript.rules import masked

YEARS = range(2000, 2101)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """培训档案: one's own, by year."""
    return _transcript(request, request.user)


@require_safe
def person(request: HttpRequest, staff_no: str) -> HttpResponse:
    """Another's record, through the viewer's scope; the reading is logged."""
    return _transcript(request, _in_scope(request, staff_no))


@require_safe
def form(request: HttpRequest, year: int) -> HttpResponse:
    """培训登记表 of one year, to be printed (公务员法 68)."""
    return _form(request, request.user, year)


@require_safe
def person_form(request: HttpRequest, staff_no: str, year: int) -> HttpResponse:
    """The same for a person within the viewer's scope."""
    return _form(request, _in_scope(request, staff_no), year)


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate itself: for its owner and for whoever may read his record."""
    people = get_user_model().objects.visible_to(request.user)
    found = Certificate.objects.filter(person__in=people, number=number).first() or refuse(request, number)
    address = request.build_absolute_uri(reverse("transcript:check", args=[found.number]))
    return render(request, "transcript/certificate.html", {"certificate": found, "address": address})


@login_not_required
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a certificate is genuine, for anyone who holds its number. The name is masked."""
    found = Certificate.objects.filter(number=number.strip().upper()).first()
    name = masked(found.full_name) if found else ""
    context = {"certificate": found, "masked_name": name, "number": number[:40]}
    response = render(request, "transcript/check.html", context, status=200 if found else 404)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _in_scope(request: HttpRequest, staff_no: str):
    """The person, or 404 with a line in the log: whoever looks where he may not is seen (design 1, scenario 14)."""
    found = get_user_model().objects.visible_to(request.user).filter(staff_no=staff_no).first()
    record(action="transcript.read", request=request, target=staff_no, result="ok" if found else "refused")
    if found is None:
        raise Http404
    return found


def _transcript(request: HttpRequest, whose) -> HttpResponse:
    years = selectors.record_of(whose)
    asked = request.GET.get("year", "")
    shown = next((year for year in years if str(year.year) == asked), years[0])
    context = {"whose": whose, "years": years, "shown": shown, "own": whose == request.user}
    return render(request, "transcript/transcript.html", context)


def _form(request: HttpRequest, whose, year: int) -> HttpResponse:
    if year not in YEARS:
        raise Http404
    day = min(clock.today(), clock.today().replace(year=year, month=12, day=31))
    context = {
        "whose": whose, "shown": selectors.year_of(whose, year), "posting": posting_of(whose, day),
        "printed_at": clock.now(), "own": whose == request.user,
    }
    return render(request, "transcript/form.html", context)
