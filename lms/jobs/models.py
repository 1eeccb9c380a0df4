"""Work too long for one request, and how far it is."""

from typing import Any, Self

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PrivateFiles(FileSystemStorage):
    """A folder no address leads to."""

    def url(self, name: str | None) -> str:
        raise ValueError("A job's file has no address.")


def private_files() -> PrivateFiles:
    """What jobs were given. Readable by the server's own account only."""
    return _private("input")


def made_files() -> PrivateFiles:
    """What jobs have made for their owners."""
    return _private("output")


def _private(folder: str) -> PrivateFiles:
    return PrivateFiles(
        location=settings.JOBS_ROOT / folder, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> Self:
        """A job is its owner's alone."""
        return self.filter(owner_id=user.pk)

    def live(self) -> Self:
        """Not finished, one way or another."""
        return self.filter(state__in=Job.LIVE)

    def run_of(self, job: "Job") -> Self:
        """The row while this very run holds it: a job taken from its worker and begun again is no longer his."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """One piece of long work someone asked for. The row stays; the files it was given and made go (sweeping.py)."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("job", "waiting for its turn")
        RUNNING = "running", pgettext_lazy("job", "running")
        DONE = "done", pgettext_lazy("job", "done")
        FAILED = "failed", pgettext_lazy("job", "not done")
        CANCELLED = "cancelled", pgettext_lazy("job", "called off")

    LIVE = (State.QUEUED, State.RUNNING)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    # "room.verb", the name its handler is registered by.
    kind = models.CharField(pgettext_lazy("job", "kind"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(max_length=10)  # the owner's when he asked: notes and errors are written in it
    once = models.CharField(max_length=120, blank=True)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    input = models.FileField(storage=private_files, max_length=100, blank=True)
    # A file it made for its owner, and what he finds it called; the name stays when the file has gone.
    output = models.FileField(storage=made_files, max_length=100, blank=True)
    output_name = models.CharField(max_length=200, blank=True)
    back_url = models.CharField(max_length=500, blank=True)
    state = models.CharField(pgettext_lazy("job", "state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    task_id = models.CharField(max_length=64, blank=True)  # the queue's own number for its latest turn
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: nobody knows yet
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result_url = models.CharField(max_length=500, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    created_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(pgettext_lazy("job", "started"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(pgettext_lazy("job", "finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_owner_newest"),
            models.Index(fields=["state"], name="job_live", condition=Q(state__in=["queued", "running"])),
        ]
        constraints = [
            # The same work is never waiting or running twice: see `once`.
            models.UniqueConstraint(
                fields=["once"], name="job_once_while_live",
                condition=Q(state__in=["queued", "running"]) & ~Q(once=""),
            ),
            # A finished job says when; one that is not finished has no such time.
            models.CheckConstraint(
                name="job_finished_says_when",
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state in Job.LIVE
