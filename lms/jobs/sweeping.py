"""What the sweep puts right every minute: dead workers, lost turns, old files."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from lms.jobs.channel import channel
from lms.jobs.models import Job
from lms.jobs.services import JobLost, enqueue, interrupted

SILENCE = dt.timedelta(minutes=2)  # a heart that has not beaten for so long belongs to a dead worker
FILES_STAY = dt.timedelta(days=30)
OUTPUTS_STAY = dt.timedelta(days=7)  # people's results do not lie about
STRAYS_STAY = dt.timedelta(days=1)


def tidy(*, at: dt.datetime) -> None:
    """Safe to call again, and from several processes."""
    bury_the_dead(at=at)
    queue_the_lost(at=at)
    drop_old_inputs(at=at)
    drop_old_outputs(at=at)
    drop_strays(at=at)
    drop_old_turns(at=at)


def bury_the_dead(*, at: dt.datetime) -> int:
    """Running jobs nobody runs: how many."""
    silent = [job for job in _running_since(at - SILENCE) if (channel().heard_at(job) or at) < at - SILENCE]
    for job in silent:
        try:
            interrupted(job=job, at=at)
        except JobLost:
            continue  # it ended in this very moment
    return len(silent)


def _running_since(moment: dt.datetime) -> list[Job]:
    running = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=moment)
    return list(running.select_related("owner"))


def queue_the_lost(*, at: dt.datetime) -> int:
    """Queued jobs whose turn was lost between the commit and the queue, or between the queue and the worker."""
    waiting = dict(
        Job.objects.filter(state=Job.State.QUEUED, created_at__lt=at - SILENCE).values_list("pk", "task_id")
    )
    ready = {str(pk) for pk in DBTaskResult.objects.ready().values_list("pk", flat=True)} if waiting else set()
    lost = [pk for pk, task_id in waiting.items() if task_id not in ready]
    for pk in lost:
        enqueue(pk)
    return len(lost)


def drop_old_inputs(*, at: dt.datetime) -> int:
    """The files of jobs that ended 30 days ago; their rows stay."""
    old = Job.objects.filter(finished_at__lt=at - FILES_STAY).exclude(input="")
    for job in old:
        job.input.delete(save=False)
        Job.objects.filter(pk=job.pk).update(input="")
    return len(old)


def drop_old_outputs(*, at: dt.datetime) -> int:
    """What jobs made 7 days ago; the rows and the files' names stay."""
    old = Job.objects.filter(finished_at__lt=at - OUTPUTS_STAY).exclude(output="")
    for job in old:
        job.output.delete(save=False)
        Job.objects.filter(pk=job.pk).update(output="")
    return len(old)


def drop_strays(*, at: dt.datetime) -> int:
    """Files whose job was rolled back; those a day old, so that no transaction still open loses its own."""
    return sum(_drop_strays(field, (at - STRAYS_STAY).timestamp()) for field in ("input", "output"))


def _drop_strays(field: str, limit: float) -> int:
    folder = Path(settings.JOBS_ROOT) / field
    old = {path.name: path for path in folder.glob("*") if path.stat().st_mtime < limit}
    kept = set(Job.objects.exclude(**{field: ""}).values_list(field, flat=True)) if old else set()
    strays = [path for name, path in old.items() if name not in kept]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def drop_old_turns(*, at: dt.datetime) -> int:
    """The queue's own rows, once they are 30 days old."""
    old = DBTaskResult.objects.filter(backend_name="jobs", enqueued_at__lt=at - FILES_STAY)
    old = old.exclude(pk__in=DBTaskResult.objects.ready().values("pk"))
    return old.delete()[0] if old.exists() else 0
