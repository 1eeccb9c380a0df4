"""Asking for long work, calling it off, and putting right what a killed worker left."""

import datetime as dt
import logging
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.jobs.channel import Told, channel
from lms.jobs.models import Job
from lms.jobs.registry import Outcome, handler_for
from lms.jobs.tasks import run_job

MOST_ATTEMPTS = 3  # a job that kills its worker every time is not begun a fourth time

logger = logging.getLogger(__name__)


class JobLost(Exception):  # noqa: N818
    """This run no longer holds its job: it was taken for dead. Whatever it wrote must be rolled back."""


@transaction.atomic
def start(
    *,
    kind: str,
    owner: Any,
    title: str,
    arguments: dict[str, Any] | None = None,
    content: bytes | None = None,
    once: str = "",
    back_url: str = "",
) -> Job:
    """Queue a job; a worker takes it after this transaction. With `once`: the live job of that key, where there is one.

    The key counts across people: the job that comes back may be another owner's, and is then no business of `owner`.
    """
    handler_for(kind)
    live = Job.objects.live().filter(once=once).first() if once else None
    if live:
        return live
    job = Job(
        kind=kind, owner=owner, title=title[:200], arguments=arguments or {}, once=once, created_at=clock.now(),
        back_url=own_address(back_url), language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    return _queue(job, content)


def _queue(job: Job, content: bytes | None) -> Job:
    if not _inserted(job):  # somebody asked for the same in this very moment
        return Job.objects.live().get(once=job.once)
    if content is not None:
        job.input.save(uuid.uuid4().hex, ContentFile(content))
    record(action="jobs.start", actor=job.owner, target=job.title, detail={"job": job.pk, "kind": job.kind})
    transaction.on_commit(partial(enqueue, job.pk))
    return job


def _inserted(job: Job) -> bool:
    """False where a live job has its key."""
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        if not job.once:
            raise
        return False
    return True


def enqueue(pk: int) -> None:
    """Put a queued job before the workers. Twice does no harm: only one of them can take it."""
    given = run_job.enqueue(pk)
    Job.objects.filter(pk=pk).update(task_id=given.id)


def cancel(*, job: Job, by: Any, at: dt.datetime) -> bool:
    """Call it off: at once while it waits, at its next `check()` while it runs. False where it has already ended.

    No transaction here: the running job may hold SQLite's only writer's place, and this must not wait for it.
    """
    job.refresh_from_db()
    if job.state == Job.State.QUEUED and _take_from_queue(job, by, at):
        return True
    job.refresh_from_db()
    if job.state == Job.State.RUNNING:
        channel().ask_to_cancel(job)
    return job.state == Job.State.RUNNING


def claim(*, pk: int, at: dt.datetime) -> Job | None:
    """Take a queued job to run it; None where somebody else has, or it was called off."""
    taken = Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=at, heartbeat_at=at, attempts=F("attempts") + 1, done=0, total=0, note=""
    )
    if not taken:
        return None
    job = Job.objects.select_related("owner").get(pk=pk)
    channel().forget(job)  # a database put back from a copy may have had this run before
    return job


def finish_done(*, job: Job, outcome: Outcome, told: Told, at: dt.datetime) -> None:
    """Raises JobLost, and TypeError where the result is no JSON."""
    if outcome.note:
        told = Told(told.done, told.total, outcome.note[:300])
    made = {"output": outcome.file.name, "output_name": outcome.file_name[:200]} if outcome.file else {}
    _end(job, Job.State.DONE, told, at, result=outcome.result, result_url=own_address(outcome.url), **made)


def finish_failed(*, job: Job, error: str, told: Told, at: dt.datetime) -> None:
    """`error`: a sentence for the owner that says what to do. Raises JobLost."""
    _end(job, Job.State.FAILED, told, at, error=error)


def finish_cancelled(*, job: Job, told: Told, at: dt.datetime, error: str = "") -> None:
    """`error`: what was written all the same, in a sentence; nothing where nothing was. Raises JobLost."""
    _end(job, Job.State.CANCELLED, told, at, error=error)


@transaction.atomic
def interrupted(*, job: Job, at: dt.datetime) -> None:
    """Its worker was killed. Back to the queue where its handler may begin again, else not done, in words."""
    told = channel().read(job)
    if channel().is_cancelled(job):
        finish_cancelled(job=job, told=told, at=at)
    elif _may_begin_again(job):
        Job.objects.run_of(job).update(state=Job.State.QUEUED, heartbeat_at=None)
        transaction.on_commit(partial(enqueue, job.pk))
    else:
        with translation.override(job.language):
            finish_failed(job=job, error=_interrupted_sentence(job), told=told, at=at)


def own_address(url: str) -> str:
    """The address when it leads to a page of this site, else nothing."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


@transaction.atomic
def _end(job: Job, state: Job.State, told: Told, at: dt.datetime, **fields: Any) -> None:
    changed = Job.objects.run_of(job).update(
        state=state, done=told.done, total=told.total, note=told.note, finished_at=at, **fields
    )
    if not changed:
        raise JobLost
    action = "jobs.cancel" if state == Job.State.CANCELLED else "jobs.finish"
    result = "failed" if state == Job.State.FAILED else "ok"
    record(action=action, actor=job.owner, target=job.title, result=result, detail={"job": job.pk}, at=at)
    transaction.on_commit(partial(channel().forget, job))


@transaction.atomic
def _take_from_queue(job: Job, by: Any, at: dt.datetime) -> bool:
    """Whether it still waited."""
    ended = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, cancel_asked_at=at, finished_at=at
    )
    if ended:
        record(action="jobs.cancel", actor=by, target=job.title, detail={"job": job.pk}, at=at)
    return bool(ended)


def _may_begin_again(job: Job) -> bool:
    try:
        return handler_for(job.kind).resumable and job.attempts < MOST_ATTEMPTS
    except LookupError:
        return False


def _interrupted_sentence(job: Job) -> str:
    if job.attempts >= MOST_ATTEMPTS:
        return _(
            "The work was interrupted %(times)s times. Nothing was half-written. Tell the system administrator before "
            "you start it again."
        ) % {"times": job.attempts}
    return _("The work was interrupted. Nothing was half-written: start it again.")
