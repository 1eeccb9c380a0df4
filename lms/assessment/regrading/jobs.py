"""The long work of regrading: a preview of thousands, and carrying out what was confirmed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.assessment.regrading import carrying, services
from lms.assessment.regrading.finding import candidates
from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.refusals import RegradeRefused
from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.registry import JobCancelled, JobRefused, Outcome, Running, handles
from lms.jobs.services import start
from lms.people.models import User

PREVIEW, CARRY_OUT = "assessment.preview_regrade", "assessment.regrade"
AT_ONCE = 500  # attempts a request reckons while somebody waits


def preview_or_start(regrade: Regrade, by: User) -> Job | None:
    """The preview, made at once; where it takes longer, the job that makes it."""
    if candidates(regrade).order_by()[: AT_ONCE + 1].count() <= AT_ONCE:
        services.preview(regrade=regrade, at=clock.now())
        return None
    return _start(PREVIEW, regrade, by, _("Preview of a regrade: %(code)s"))


def start_carrying_out(regrade: Regrade, by: User) -> Job:
    """Queue it; while it waits or runs, the same job comes back."""
    return _start(CARRY_OUT, regrade, by, _("Regrading %(code)s"))


def _start(kind: str, regrade: Regrade, by: User, title: str) -> Job:
    return start(
        kind=kind, owner=by, title=title % {"code": regrade.code}, arguments={"regrade": regrade.pk},
        once=f"{kind}:{regrade.pk}", back_url=address(regrade),
    )


def address(regrade: Regrade) -> str:
    return reverse("assessment:regrade", args=[regrade.pk])


@handles(PREVIEW, resumable=True)
def make_preview(job: Running) -> Outcome:
    """Nothing is written before all is reckoned, so a killed preview is begun again."""
    regrade = _regrade(job)
    total = candidates(regrade).order_by().values("enrolment_id").distinct().count()
    try:
        made = services.preview(regrade=regrade, at=clock.now(), tell=lambda done: _told(job, done, total))
    except RegradeRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    count = made.counts["attempts"]
    note = ngettext("%(count)d attempt is concerned.", "%(count)d attempts are concerned.", count) % {"count": count}
    return Outcome(url=address(regrade), note=note)


@handles(CARRY_OUT, resumable=True)
def carry_out(job: Running) -> Outcome:
    """Killed, and begun again, it does what is left."""
    regrade, total = _regrade(job), candidates(_regrade(job)).order_by().count()
    try:
        done = carrying.carry_out(regrade=regrade, now=clock.now, tell=lambda done: _told(job, min(done, total), total))
    except RegradeRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    except JobCancelled as called_off:
        raise JobCancelled(_("It was called off half-way. What was regraded stays; open the regrade and go on with "
                             "it.")) from called_off
    job.tell(total, total)
    count = done.result["changed"]
    note = ngettext("%(count)d score was changed.", "%(count)d scores were changed.", count) % {"count": count}
    return Outcome({"changed": count}, address(regrade), note)


def _told(job: Running, done: int, total: int) -> None:
    job.tell(done, total)
    job.check()


def _regrade(job: Running) -> Regrade:
    return Regrade.objects.select_related("bank", "question").get(pk=job.arguments["regrade"])
