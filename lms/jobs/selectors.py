"""A person's jobs, and how far one of them is."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lms.common import clock
from lms.jobs.channel import channel
from lms.jobs.models import Job
from lms.jobs.sweeping import OUTPUTS_STAY

PER_PAGE = 20
MARKS = {
    Job.State.QUEUED: "waiting", Job.State.RUNNING: "doing", Job.State.DONE: "done", Job.State.FAILED: "wrong",
    Job.State.CANCELLED: "none",
}


@dataclass(frozen=True)
class JobView:
    """One job as its page shows it. `percent` is None while nobody knows the total."""

    pk: int
    title: str
    state: str
    word: str
    mark: str
    live: bool
    stopping: bool
    done: int
    total: int
    percent: int | None
    text: str
    note: str
    took: str
    error: str
    result_url: str
    back_url: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    file_name: str  # of what it made for its owner
    file_until: dt.datetime | None  # None: there is none, or no longer


def view_of(job: Job) -> JobView:
    """No query: what a running job tells is in its row or, on SQLite, in its file."""
    running = job.state == Job.State.RUNNING
    told = channel().read(job) if running else None
    done, total, note = (told.done, told.total, told.note) if told else (job.done, job.total, job.note)
    return JobView(
        pk=job.pk, title=job.title, state=job.state, word=job.get_state_display(), mark=MARKS[Job.State(job.state)],
        live=job.is_live, stopping=running and channel().seems_cancelled(job),
        done=done, total=total, percent=percent_of(done, total), text=text_of(done, total), note=note,
        took=took_of(job.started_at, job.finished_at or clock.now()),
        error=job.error, result_url=job.result_url, back_url=job.back_url,
        created_at=job.created_at, started_at=job.started_at, finished_at=job.finished_at,
        file_name=job.output_name, file_until=_kept_until(job),
    )


def _kept_until(job: Job) -> dt.datetime | None:
    return job.finished_at + OUTPUTS_STAY if job.output and job.finished_at else None


def percent_of(done: int, total: int) -> int | None:
    """Whole percent, never 100 before the last one."""
    return min(done * 100 // total, 100) if total else None


def text_of(done: int, total: int) -> str:
    if total:
        return _("%(done)s of %(total)s") % {"done": _grouped(done), "total": _grouped(total)}
    return _grouped(done) if done else ""


def took_of(started_at: dt.datetime | None, until: dt.datetime) -> str:
    """How long it runs or ran, in words; nothing where it never began."""
    if started_at is None:
        return ""
    seconds = max(int((until - started_at).total_seconds()), 0)
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


@dataclass(frozen=True)
class MyJobs:
    """One page of a person's jobs, newest first."""

    page: Page
    rows: tuple[JobView, ...]


def jobs_of(person: Any, *, page: str = "1") -> MyJobs:
    """Two queries."""
    one = Paginator(Job.objects.visible_to(person), PER_PAGE).get_page(page)
    return MyJobs(one, tuple(view_of(job) for job in one.object_list))
