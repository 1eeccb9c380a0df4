"""The room's long work: a curriculum is given to thousands, and tasks are closed, outside the web process."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.curricula import wording
from lms.curricula.access import MAY_ASSIGN
from lms.curricula.models import Curriculum
from lms.curricula.services import AssignRefused, assign, reconcile, release
from lms.jobs.registry import JobCancelled, JobRefused, Outcome, Running, handles
from lms.people.access import has_role

T = TypeVar("T")
ASSIGN, RELEASE, RECONCILE = "curricula.assign", "curricula.release", "curricula.reconcile"


def once(curriculum: Curriculum) -> str:
    """One piece of work on a curriculum at a time, whoever asks for it."""
    return f"curricula:{curriculum.pk}"


@handles(ASSIGN, resumable=True)
def assign_to_all(job: Running) -> Outcome:
    """Killed and begun again, it gives what is still to be given."""
    curriculum = _curriculum(job)
    result = _done(job, lambda tell: assign(curriculum=curriculum, by=job.owner, on=_day(job), tell=tell))
    job.tell(result.people, result.people)
    return Outcome({"created": result.created, "people": result.people}, _page(curriculum), wording.assigned(result))


@handles(RELEASE, resumable=True)
def release_all(job: Running) -> Outcome:
    curriculum = _curriculum(job)
    closed = _done(job, lambda tell: release(curriculum=curriculum, by=job.owner, on=_day(job), tell=tell))
    return Outcome({"closed": closed}, _page(curriculum), wording.released(closed))


@handles(RECONCILE, resumable=True)
def reconcile_all(job: Running) -> Outcome:
    """What the night does, now."""
    curriculum = _curriculum(job)
    result = _done(job, lambda tell: reconcile(curriculum=curriculum, by=job.owner, on=_day(job), tell=tell))
    counts = {"created": result.assigned.created, "reopened": result.reopened, "closed": result.closed}
    note = _("New tasks: %(created)d, owed again: %(reopened)d, closed: %(closed)d.") % counts
    return Outcome(counts, _page(curriculum), note)


def _done(job: Running, work: Callable[[Callable[[int, int], None]], T]) -> T:
    """People by people, so that calling it off leaves nobody with half of his tasks."""
    reached = 0

    def tell(done: int, total: int) -> None:
        nonlocal reached
        reached = done
        job.tell(done, total)
        job.check()

    try:
        return work(tell)
    except JobCancelled as called_off:
        sentence = _("It was called off. %(people)d people had been reached and keep what was written; starting again "
                     "does the rest.") % {"people": reached}
        raise JobCancelled(sentence) from called_off
    except AssignRefused as refusal:
        raise JobRefused(str(refusal)) from refusal


def _curriculum(job: Running) -> Curriculum:
    """Whoever is no HR officer any more when his turn comes does nothing."""
    if not has_role(job.owner, *MAY_ASSIGN):
        raise JobRefused(_("Assigning is for HR officers only."))
    return Curriculum.objects.get(pk=job.arguments["curriculum"])


def _day(job: Running) -> dt.date:
    """The day it was asked for, also when it is begun again after midnight."""
    return dt.date.fromisoformat(job.arguments["on"])


def _page(curriculum: Curriculum) -> str:
    return reverse("curricula:preview", args=[curriculum.pk])
