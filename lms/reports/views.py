"""Figures on pages. What is not yours does not exist, and asking for it is in the log."""

from dataclasses import dataclass
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
from lms.reports.exports import FILE_TYPES, figures_file, figures_name, period_name, period_sheet
from lms.reports.forms import AsOf, Period, RemindForm, as_of, period_of
from lms.reports.jobs import start_figures, start_period
from lms.reports.selectors.period import taken_over
from lms.reports.tables import XLSX
from lms.reports.wording import (
    MEASURES,
    OVERDUE_DEFINITIONS,
    PERIOD_DEFINITIONS,
    PERSON_DEFINITIONS,
    RATE,
    UNIT_DEFINITIONS,
    only_words,
    presets,
)


class Request(HttpRequest):
    """Somebody is signed in: LoginRequiredMiddleware sees to it."""

    user: User


@require_GET
def home(request: Request) -> HttpResponse:
    """Straight to the only unit; a leader with several sees how each of them stands."""
    units = home_units(request.user, clock.today())
    if not units:
        raise Http404
    if len(units) == 1:
        return redirect("reports:unit", code=units[0].code)
    asked = as_of(request.GET)
    return render(request, "reports/units.html", {
        "lines": selectors.unit_lines(units, asked.on, asked.cycle), "asked": asked, "definitions": UNIT_DEFINITIONS,
        "query": urlencode(asked.values),
    })


@dataclass(frozen=True)
class Door:
    """A unit's page as it was asked for, by somebody who may read it."""

    reader: Reader
    unit: Department
    asked: AsOf

    def context(self, **values: object) -> dict[str, object]:
        """What the head and the filters of every page of a unit need."""
        return {
            "unit": self.unit, "rights": self.reader.rights, "asked": self.asked, "now": clock.now(),
            "trail": _trail(self.reader, self.unit), "query": urlencode(self.asked.values),
            "only": only_words(self.asked.wanted), "units": self.reader.unit_choices(),
            "tabs": _tabs(self.reader, self.unit), "taken_over": taken_over(self.unit), "definitions": UNIT_DEFINITIONS,
            "reminding": self.reader.rights.reminds and self.asked.on == clock.today(),
        } | values

    def elsewhere(self, request: Request) -> str:
        """The address of the same page of the unit chosen in the filter; empty when it is this one."""
        chosen = request.GET.get("unit", self.unit.code)
        if chosen == self.unit.code or request.resolver_match is None:
            return ""
        return f"{reverse(request.resolver_match.view_name, args=[chosen])}?{urlencode(self.asked.values)}"


def _door(request: Request, code: str, *, names: bool = False) -> Door:
    """404 for who may not read the unit, or, with `names`, not the people in it; the try is in the log."""
    reader = reader_of(request.user, clock.today())
    department = _unit_or_404(request, reader, code)
    if names and not reader.rights.reads_people:
        _refuse(request, code)
    return Door(reader, department, as_of(request.POST if request.method == "POST" else request.GET))


@require_GET
def unit(request: Request, code: str) -> HttpResponse:
    door = _door(request, code)
    if address := door.elsewhere(request):
        return redirect(address)
    data, names = _count(door), door.reader.rights.reads_people
    if selectors.takes_long(data):
        return _as_job(request, door, data)
    page = selectors.picture_of(
        data, names, page=request.GET.get("page", 1), columns=request.GET.get("columns", 1), viewer=request.user,
    )
    if names:
        record(action="reports.read_unit", target=code, request=request, detail={"on": f"{data.on}"})
    return render(request, "reports/unit.html", door.context(page=page, choices=page.choices))


@require_GET
def courses(request: Request, code: str) -> HttpResponse:
    """Units × courses. Whoever reads everyone also sees who counts nowhere."""
    door = _door(request, code)
    if address := door.elsewhere(request):
        return redirect(address)
    data, rights = _count(door), door.reader.rights
    if selectors.takes_long(data):
        return _as_job(request, door, data)
    show = request.GET.get("show", "")
    everything = rights.reads_people and door.reader.scope.everyone and door.unit.is_root()
    return render(request, "reports/courses.html", door.context(
        grid=selectors.grid_of(data), choices=selectors.choices(data.cycles, data.all_courses),
        measures=MEASURES, show=show if show in MEASURES else RATE,
        unplaced=selectors.unplaced(data) if everything else None,
    ))


@require_GET
def overdue(request: Request, code: str) -> HttpResponse:
    door = _door(request, code, names=True)
    if address := door.elsewhere(request):
        return redirect(address)
    data = _count(door)
    if selectors.takes_long(data):
        return _as_job(request, door, data)
    page = selectors.overdue_page(data, page=request.GET.get("page", 1), viewer=request.user)
    record(action="reports.read_unit", target=code, request=request, detail={"on": f"{data.on}", "overdue": page.tasks})
    return render(request, "reports/overdue.html", door.context(
        page=page, choices=selectors.choices(data.cycles, data.all_courses), definitions=OVERDUE_DEFINITIONS,
    ))


def _as_job(request: Request, door: Door, data: selectors.Counted) -> HttpResponse:
    """A past day of a great unit would hold a worker for half a minute: a job makes it, or he goes further down."""
    below = [unit for unit in data.units if unit.depth == door.unit.depth + 1]
    return render(request, "reports/long.html", door.context(
        below=below, choices=selectors.choices(data.cycles, data.all_courses),
    ))


def _count(door: Door) -> selectors.Counted:
    return selectors.counted(door.unit, door.asked.on, door.asked.cycle, door.asked.wanted)


@require_POST
def figures(request: Request, code: str) -> HttpResponse:
    """What the matrix shows, as xlsx, CSV or JSON."""
    door = _door(request, code, names=True)
    kind = request.POST.get("format", XLSX)
    if kind not in FILE_TYPES:
        raise Http404
    data = _count(door)
    if selectors.takes_long(data):
        return redirect("jobs:detail", pk=start_figures(door.unit, door.asked, kind, by=request.user).pk)
    content = figures_file(data, kind, by=request.user, at=clock.now())
    record(action="reports.export", target=code, request=request, detail={"format": kind, **door.asked.values})
    response = sheet_response(content, figures_name(data, kind))
    response["Content-Type"] = FILE_TYPES[kind]
    return response


@require_GET
def period(request: Request) -> HttpResponse:
    reader, asked = _reader_or_404(request), period_of(request.GET)
    units = _units_of_period(request, reader, asked)
    long = selectors.period_takes_long(units, asked.since, asked.until, asked.wanted)
    return render(request, "reports/period.html", {
        "page": None if long else selectors.period_page(units, asked.since, asked.until, asked.wanted),
        "choices": selectors.offered(), "asked": asked, "definitions": PERIOD_DEFINITIONS,
        "exporting": reader.rights.reads_people, "now": clock.now(), "presets": presets(clock.today()),
        "units": reader.unit_choices(), "only": only_words(asked.wanted), "narrowed": urlencode(asked.narrowed),
    })


@require_POST
def period_export(request: Request) -> HttpResponse:
    reader, asked = _reader_or_404(request), period_of(request.POST)
    if not reader.rights.reads_people:
        _refuse(request, "period")  # an inspector reads totals and exports nothing (docs/roles.md)
    units = _units_of_period(request, reader, asked)
    if selectors.period_takes_long(units, asked.since, asked.until, asked.wanted):
        return redirect("jobs:detail", pk=start_period(asked, by=request.user).pk)
    page = selectors.period_page(units, asked.since, asked.until, asked.wanted)
    record(action="reports.export", target="period", request=request, detail=asked.values)
    return sheet_response(period_sheet(page, by=request.user, at=clock.now()), period_name(page))


def _units_of_period(request: Request, reader: Reader, asked: Period) -> list[Department]:
    """Every unit he may read, or one with what is below it."""
    return reader.units_from(asked.unit) or _refuse(request, asked.unit or "period")


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


def _tabs(reader: Reader, department: Department) -> list[tuple[str, str, str]]:
    """The pages of a unit: (name of the address, words, address)."""
    ways = [("reports:unit", _("Overview")), ("reports:courses", _("Units × courses"))]
    if reader.rights.reads_people:
        ways.append(("reports:overdue", _("Overdue")))
    return [(name, words, reverse(name, args=[department.code])) for name, words in ways]
