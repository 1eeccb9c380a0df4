"""One run of one job, in whatever process it is done: a worker, or the request itself where the queue is immediate."""

import logging
from contextlib import nullcontext

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lms.common import clock
from lms.jobs import services
from lms.jobs.models import Job
from lms.jobs.pulse import Pulse
from lms.jobs.registry import JobCancelled, JobRefused, Running, handler_for

logger = logging.getLogger(__name__)


def run(pk: int) -> None:
    """Do it, and say how it ended. Raises nothing but what ends the process."""
    job = services.claim(pk=pk, at=clock.now())
    if job is None:
        return
    with translation.override(job.language):
        pulse = Pulse(job)
        pulse.start()
        try:
            _attempt(job, pulse)
        except services.JobLost:
            logger.warning("job %s was taken for dead; what this run wrote is rolled back", pk)
        finally:
            pulse.end()


def _attempt(job: Job, pulse: Pulse) -> None:
    try:
        _work(job, pulse)
    except services.JobLost:
        raise
    except JobCancelled as called_off:
        _afterwards(pulse)
        services.finish_cancelled(job=job, told=pulse.told, at=clock.now(), error=str(called_off))
    except JobRefused as refusal:
        _afterwards(pulse)
        services.finish_failed(job=job, error=str(refusal), told=pulse.told, at=clock.now())
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _afterwards(pulse)
        services.finish_failed(job=job, error=_unexpected(job), told=pulse.told, at=clock.now())
    except BaseException:  # the process is told to end
        _afterwards(pulse)
        services.interrupted(job=job, at=clock.now())
        raise


def _work(job: Job, pulse: Pulse) -> None:
    """The handler, then the word "done": in one transaction where the handler is atomic."""
    handler = handler_for(job.kind)
    with transaction.atomic() if handler.atomic else nullcontext():
        outcome = handler.function(Running(job, pulse))
        with transaction.atomic():
            if outcome.write:
                outcome.write()
            pulse.end()  # before the row is written: a beat would wait for this transaction
            services.finish_done(job=job, outcome=outcome, told=pulse.told, at=clock.now())


def _afterwards(pulse: Pulse) -> None:
    """The handler has ended badly, and its connection may have too."""
    pulse.end()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _unexpected(job: Job) -> str:
    return _(
        "The work stopped because of a fault in the system. Start it again; if it stops again, tell the system "
        "administrator the number %(number)s."
    ) % {"number": job.pk}
