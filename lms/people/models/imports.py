"""What a roster did."""

from django.db import models

from lms.people.models.users import User


class ImportRun(models.Model):
    """One committed roster: all its rows or none."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    committed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()


class ImportRow(models.Model):
    """What one row of a committed roster did, with the values before and after."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        # A row of a roster is written once a run.
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="importrow_once_per_run")]
