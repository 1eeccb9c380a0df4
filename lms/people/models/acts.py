"""What an act of HR changed, fact by fact: so that it can be shown, and undone while nothing later depends on it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.models.users import User


class Act(models.Model):
    """One decision that took effect on a day: a transfer, a merger, a roster."""

    kind = models.CharField(_("kind"), max_length=40)
    on = models.DateField(_("from"))
    at = models.DateTimeField(_("recorded at"), default=clock.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.on}"


class ActChange(models.Model):
    """One fact the act made (`before` null), altered, or withdrew (`after` empty)."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("change of an act")
        verbose_name_plural = _("changes of acts")
        ordering = ["number"]
        # The changes of an act have an order, so that they can be taken back from the last to the first.
        constraints = [models.UniqueConstraint(fields=["act", "number"], name="actchange_in_order")]
        indexes = [models.Index(fields=["model", "object_id"], name="actchange_object")]

    def __str__(self) -> str:
        return f"{self.act_id}/{self.number} {self.model} {self.object_id}"
