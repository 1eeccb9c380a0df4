"""The room's long work: what takes long to count or to write is done outside the web process."""

import datetime as dt
from hashlib import sha256
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import MOST_ROWS, write_workbook_to
from lms.jobs.models import Job
from lms.jobs.registry import JobRefused, Outcome, Running, handles
from lms.jobs.services import start
from lms.people.models import Department, User
from lms.reports.access import reader_of
from lms.reports.exports import figures_file, figures_name, period_name, period_sheet, unit_sheets
from lms.reports.forms import AsOf, Period, period_of
from lms.reports.lists import file_name, plain_name, write_list
from lms.reports.selectors.counted import counted
from lms.reports.selectors.lists import Listed, rows_at_most
from lms.reports.selectors.period import period_page
from lms.reports.selectors.wanted import ALL, Wanted

EXPORT_LIST = "reports.export_list"


@handles(EXPORT_LIST, resumable=True)
def export_list(job: Running) -> Outcome:
    """Nothing but its file is written until it is done, so a killed export is begun again."""
    listed = _listed(job)
    total = _counted(listed)

    def tell(done: int) -> None:
        job.check()
        job.tell(done, total)

    with job.new_file() as path:
        if job.arguments.get("summary"):
            data = counted(listed.unit, listed.on, listed.cycle, listed.wanted)
            write_workbook_to(path, unit_sheets(data, by=job.owner, at=clock.now(), tell=tell))
        else:
            write_list(path, listed, by=job.owner, at=clock.now(), tell=tell)
    note = ngettext("%(count)d row is ready.", "%(count)d rows are ready.", total) % {"count": total}
    return Outcome(note=note, file=path, file_name=file_name(listed, ".xlsx"), write=lambda: _log(job, listed, total))


FIGURES = "reports.figures"


def start_figures(unit: Department, asked: AsOf, kind: str, *, by: User) -> Job:
    """Queue the file of a day's matrix; asking twice while it is being made leads to the same job."""
    arguments = {"unit": unit.code, "kind": kind, **asked.values}
    return start(
        kind=FIGURES, owner=by, title=_("Figures of %(unit)s as of %(day)s") % {"unit": unit.name, "day": asked.on},
        arguments=arguments, once=_key(FIGURES, by, arguments), back_url=reverse("reports:courses", args=[unit.code]),
    )


@handles(FIGURES, resumable=True)
def figures(job: Running) -> Outcome:
    """The matrix of units and courses on a day that takes long to count, as a file."""
    listed, kind = _listed(job), job.arguments["kind"]
    data = counted(listed.unit, listed.on, listed.cycle, listed.wanted)
    content = figures_file(data, kind, by=job.owner, at=clock.now())
    job.check()
    with job.new_file() as path:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Outcome(
        note=_("The file is ready."), file=path, file_name=plain_name(figures_name(data, kind)),
        write=lambda: _log_figures(job, listed, kind),
    )


def _log_figures(job: Running, listed: Listed, kind: str) -> None:
    record(action="reports.export", actor=job.owner, target=listed.unit.code, detail={
        "format": kind, "on": f"{listed.on}", "cycle": listed.cycle, "job": job.pk,
    })


PERIOD = "reports.period"


def start_period(asked: Period, *, by: User) -> Job:
    """Queue the workbook of a period; asking twice while it is being made leads to the same job."""
    return start(
        kind=PERIOD, owner=by, arguments=asked.values, once=_key(PERIOD, by, asked.values),
        title=_("Completions %(since)s to %(until)s") % {"since": asked.since, "until": asked.until},
        back_url=reverse("reports:period", query=asked.values),
    )


@handles(PERIOD, resumable=True)
def period(job: Running) -> Outcome:
    """The period report where it takes long to count."""
    reader, asked = reader_of(job.owner, clock.today()), period_of(job.arguments)
    units = reader.units_from(asked.unit) if reader.rights.reads_people else []
    if not units:
        raise JobRefused(_("You may no longer read these units, so no report was made."))
    page = period_page(units, asked.since, asked.until, asked.wanted)
    job.check()
    with job.new_file() as path:
        path.write_bytes(period_sheet(page, by=job.owner, at=clock.now()))
    return Outcome(
        note=_("The file is ready."), file=path, file_name=plain_name(period_name(page)),
        write=lambda: _log_period(job, asked),
    )


def _log_period(job: Running, asked: Period) -> None:
    record(action="reports.export", actor=job.owner, target="period", detail={**asked.values, "job": job.pk})


def _key(kind: str, by: User, asked: dict[str, str]) -> str:
    """The same asked again by the same person."""
    return f"{kind}:{by.pk}:{sha256(urlencode(asked).encode()).hexdigest()[:32]}"


def _listed(job: Running) -> Listed:
    """What the owner may read when his turn comes, not when he asked."""
    asked, reader = job.arguments, reader_of(job.owner, clock.today())
    unit: Department | None = None
    if reader.rights.reads_people:
        unit = reader.units().filter(code=asked["unit"]).first()
    if unit is None:
        raise JobRefused(_("You may no longer read this unit's people, so no list was made."))
    wanted = Wanted(**{name: asked.get(name, "") for name in vars(ALL)})
    return Listed(unit, dt.date.fromisoformat(asked["on"]), asked["cycle"], wanted)


def _counted(listed: Listed) -> int:
    total = rows_at_most(listed)
    if total > MOST_ROWS:
        raise JobRefused(
            _("The list would have %(rows)s rows, and a sheet holds %(most)s. Nothing was written: export a unit "
              "below this one, or one course.") % {"rows": f"{total:,}", "most": f"{MOST_ROWS:,}"}
        )
    return total


def _log(job: Running, listed: Listed, rows: int) -> None:
    record(action="reports.export_list", actor=job.owner, target=listed.unit.code, detail={
        "on": f"{listed.on}", "cycle": listed.cycle, "course": listed.wanted.course, "rows": rows, "job": job.pk,
    })
