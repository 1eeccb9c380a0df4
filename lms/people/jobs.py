"""The room's long work: a roster is read, written and undone outside the web process."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.jobs.registry import JobRefused, Outcome, Running, handles
from lms.people.access import has_role
from lms.people.models import ImportRun
from lms.people.services.journal import UndoRefused
from lms.people.services.roster import RosterRefused, commit_roster, judge_roster, undo_roster

JUDGE, COMMIT, UNDO = "people.judge_roster", "people.commit_roster", "people.undo_roster"


def once(run: ImportRun) -> str:
    """One piece of work on a roster at a time, whoever asks for it."""
    return f"people.roster:{run.pk}"


@handles(JUDGE, resumable=True)
def judge(job: Running) -> Outcome:
    """The register is left alone, so a killed reading is begun again."""
    with _in_words():
        run = judge_roster(run=_run(job), tell=job.tell)
    job.tell(4, 4)
    if run.state == ImportRun.State.UNREADABLE:
        raise JobRefused(" ".join(run.notes))
    return Outcome(result={"run": run.pk}, url=_page(run), note=run.blocked or _("The preview is ready."))


@handles(COMMIT, atomic=True)
def commit(job: Running) -> Outcome:
    """All rows and the word “done” are one transaction."""
    run = _run(job)
    with _in_words():
        written = commit_roster(run=run, by=job.owner, seen=job.arguments["fingerprint"], tell=job.tell)
    job.tell(4, 4)
    note = _("The roster is written.") if written else _(
        "Nothing was written: the register has changed since the preview. Check the new preview and confirm again.")
    return Outcome(result={"run": run.pk, "written": written}, url=_page(run), note=note)


@handles(UNDO, atomic=True)
def undo(job: Running) -> Outcome:
    with _in_words():
        run = undo_roster(run=_run(job), by=job.owner, tell=job.tell)
    return Outcome(result={"run": run.pk}, url=_page(run), note=_("The register is as it was before this roster."))


def _run(job: Running) -> ImportRun:
    """Whoever is no HR officer any more when his turn comes does nothing."""
    if not has_role(job.owner, "hr"):
        raise JobRefused(_("Rosters are for HR officers only."))
    return ImportRun.objects.defer("content").get(pk=job.arguments["run"])


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (RosterRefused, UndoRefused) as refusal:
        raise JobRefused(str(refusal)) from refusal


def _page(run: ImportRun) -> str:
    return reverse("rosters:run", args=[run.pk])
