"""What a roster would do, and did."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.models.acts import Act
from lms.people.models.users import User


class ImportRun(models.Model):
    """One roster: judged first, then all its rows are written or none."""

    class State(models.TextChoices):
        JUDGING = "judging", _("being read")
        PREVIEWED = "previewed", _("waits for confirmation")
        UNREADABLE = "unreadable", _("cannot be read")
        COMMITTED = "committed", _("written")
        DISCARDED = "discarded", _("discarded")
        UNDONE = "undone", _("undone")

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.JUDGING)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(default=b"", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whether the roster names everyone: then whoever it does not name has left.
    complete = models.BooleanField(_("names everyone"), default=False)
    drawn_up_on = models.DateField(_("drawn up on"), null=True, blank=True)
    joiners = models.PositiveIntegerField(_("joiners"), default=0)
    movers = models.PositiveIntegerField(_("movers"), default=0)
    leavers = models.PositiveIntegerField(_("leavers"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # What the reader should know of the file as a whole: columns left alone, hidden sheets, why it cannot be written.
    notes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    blocked = models.CharField(_("why it cannot be written"), max_length=300, blank=True)
    # What the preview said, hashed: written only while the register would still give the same.
    fingerprint = models.CharField(max_length=64, blank=True)
    committed_at = models.DateTimeField(_("written at"), null=True, blank=True)
    committed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    act = models.OneToOneField(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="import_run")

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.uploaded_at:%Y-%m-%d}"


class ImportRow(models.Model):
    """What one row of a roster says of one person, with the values before and after; or why it is refused."""

    class Kind(models.TextChoices):
        JOINER = "joiner", _("joiner")
        MOVER = "mover", _("mover")
        LEAVER = "leaver", _("leaver")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField(null=True, blank=True)  # null: not in the file, and so taken as left
    hidden = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    staff_no = models.CharField(max_length=50, blank=True)
    full_name = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # {column, value, reason} each

    class Meta:
        verbose_name = _("row of a roster")
        verbose_name_plural = _("rows of rosters")
        ordering = ["row", "pk"]
        # A row of a roster is judged once a run.
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="importrow_once_per_run")]
        indexes = [models.Index(fields=["run", "kind", "row"], name="importrow_run_kind")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.row} {self.staff_no}"
