"""Figures on pages. What is not yours does not exist, and asking for it is in the log."""

from typing import NoReturn
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response
from lms.people.models import Department, User
from lms.reports import selectors, services
from lms.reports.access import Reader, home_units, reader_of, rights_of
from lms.reports.exports import period_sheet, unit_workbook
from lms.reports.forms import AsOf, RemindForm, as_of, period_of
from lms.reports.wording import PERIOD_DEFINITIONS, PERSON_DEFINITIONS, UNIT_DEFINITIONS, presets


class Request(HttpRequest):
    """Somebody is signed in: LoginRequiredMiddleware sees to it."""

    user: User


@require_GET
def home(request: Request) -> HttpResponse:
    """Straight to the only unit; a leader with several sees how each of them stands."""
    today = clock.today()
    units = home_units(request.user, today)
    if not units:
        raise Http404
    if len(units) == 1:
        return redirect("reports:unit", code=units[0].code)
    lines = selectors.unit_lines(units, today, clock.cycle_of(today))
    return render(request, "reports/units.html", {"lines": lines, "today": today, "definitions": UNIT_DEFINITIONS})


@require_GET
def unit(request: Request, code: str) -> HttpResponse:
    reader, asked = reader_of(request.user, clock.today()), as_of(request.GET)
    department, rights = _unit_or_404(request, reader, code), reader.rights
    page = selectors.unit_page(
        department, asked.on, asked.cycle, course=asked.course, page=request.GET.get("page", 1),
        viewer=request.user, names=rights.reads_people,
    )
    if rights.reads_people:
        record(action="reports.read_unit", target=code, request=request, detail={"on": f"{asked.on}"})
    return render(request, "reports/unit.html", {
        "page": page, "rights": rights, "asked": asked, "trail": _trail(reader, department),
        "query": _query(asked), "reminding": rights.reminds and asked.on == clock.today(), "now": clock.now(),
        "definitions": UNIT_DEFINITIONS,
    })


@require_POST
def unit_export(request: Request, code: str) -> HttpResponse:
    reader = reader_of(request.user, clock.today())
    department = _unit_or_404(request, reader, code)
    if not reader.rights.reads_people:
        _refuse(request, code)
    asked = as_of(request.POST)
    content = unit_workbook(department, asked.on, asked.cycle, by=request.user, at=clock.now())
    record(action="reports.export", target=code, request=request, detail={"on": f"{asked.on}", "cycle": asked.cycle})
    name = _("%(unit)s completion %(day)s") % {"unit": department.name, "day": asked.on}
    return sheet_response(content, f"{name}.xlsx")


@require_GET
def period(request: Request) -> HttpResponse:
    reader, asked = _reader_or_404(request), period_of(request.GET)
    page = selectors.period_page(reader.units(), asked.since, asked.until, asked.course)
    return render(request, "reports/period.html", {
        "page": page, "asked": asked, "definitions": PERIOD_DEFINITIONS, "now": clock.now(),
        "presets": presets(clock.today()),
    })


@require_POST
def period_export(request: Request) -> HttpResponse:
    reader, asked = _reader_or_404(request), period_of(request.POST)
    page = selectors.period_page(reader.units(), asked.since, asked.until, asked.course)
    record(action="reports.export", target="period", request=request,
           detail={"since": f"{asked.since}", "until": f"{asked.until}"})
    name = _("Completions %(since)s to %(until)s") % {"since": asked.since, "until": asked.until}
    return sheet_response(period_sheet(page, by=request.user, at=clock.now()), f"{name}.xlsx")


@require_GET
def person(request: Request, staff_no: str) -> HttpResponse:
    someone = _person_or_404(request, staff_no)
    rights, asked = rights_of(request.user, clock.today()), as_of(request.GET)
    if someone != request.user:
        record(action="reports.read_person", target=staff_no, request=request)
    return render(request, "reports/person.html", {
        "page": selectors.person_page(someone, asked.on, asked.cycle), "rights": rights, "asked": asked,
        "reminding": rights.reminds and someone != request.user and asked.on == clock.today(),
        "definitions": PERSON_DEFINITIONS, "today": clock.today(),
    })


@require_POST
def remind(request: Request) -> HttpResponse:
    form = RemindForm(request.POST)
    form.is_valid()
    staff_no = form.cleaned_data.get("staff_no", "")
    if not rights_of(request.user, clock.today()).reminds:
        _refuse(request, staff_no)
    someone = _person_or_404(request, staff_no)
    course = form.cleaned_data.get("course", "")
    _say(request, someone, services.remind(person=someone, by=request.user, at=clock.now(), course_code=course))
    back = form.cleaned_data.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("reports:person", args=[someone.staff_no]))


def _say(request: Request, someone: User, done: services.Reminded) -> None:
    name = {"name": someone.display_name, "number": done.sent}
    if done.paused:
        messages.warning(request, _("%(name)s is paused; no reminder was sent.") % name)
    elif not done.open:
        messages.info(request, _("%(name)s has nothing left to finish; no reminder was sent.") % name)
    elif not done.sent:
        messages.info(request, _("%(name)s was already reminded today.") % name)
    else:
        text = ngettext("A reminder was sent to %(name)s.", "%(number)d reminders were sent to %(name)s.", done.sent)
        messages.success(request, text % name)


def _reader_or_404(request: Request) -> Reader:
    reader = reader_of(request.user, clock.today())
    if not reader.rights.reads_totals:
        raise Http404
    return reader


def _unit_or_404(request: Request, reader: Reader, code: str) -> Department:
    department = reader.units().filter(code=code).first()
    return department or _refuse(request, code)


def _person_or_404(request: Request, staff_no: str) -> User:
    someone = User.objects.visible_to(request.user).filter(staff_no=staff_no).first()
    return someone or _refuse(request, staff_no)


def _refuse(request: Request, target: str) -> NoReturn:
    record(action="reports.refused", target=target, result="refused", request=request, detail={"path": request.path})
    raise Http404


def _trail(reader: Reader, department: Department) -> list[tuple[str, str]]:
    """From the top of the viewer's own tree down to here."""
    paths = [department.path[:end] for end in range(4, len(department.path) + 1, 4)]
    above = reader.units().filter(path__in=paths)
    return [(row.name, reverse("reports:unit", args=[row.code])) for row in above]


def _query(asked: AsOf) -> str:
    """The address's own parameters, for links that turn the page or go down a level."""
    values = {"on": f"{asked.on}", "cycle": asked.cycle, "course": asked.course}
    return urlencode({key: value for key, value in values.items() if value})
