"""The log of who did what: appended to, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act, and its place in a chain. Names are copied, so that the entry outlives the account.

    Written by `services.record` only: an entry without a place in a chain is refused by the database.
    """

    at = models.DateTimeField(_("time"))
    action = models.CharField(_("action"), max_length=64)
    actor_no = models.CharField(_("staff number"), max_length=20, blank=True)
    actor_name = models.CharField(_("name"), max_length=50, blank=True)
    target = models.CharField(_("object"), max_length=200, blank=True)
    result = models.CharField(_("result"), max_length=20, default="ok")
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    chain = models.CharField(_("chain"), max_length=32)
    number = models.BigIntegerField(_("number in the chain"))
    previous = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            # A place in a chain is taken once: a chain cannot fork, whoever writes at the same time.
            models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_place_taken_once"),
            # Nothing is entered beside the chains.
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(chain="") & ~Q(hash=""), name="audit_entry_stands_in_a_chain"
            ),
        ]
        # What the auditor filters by, each with the time, so that the newest fifty are found without reading the rest.
        indexes = [
            models.Index(fields=["at", "id"], name="audit_entry_at"),
            models.Index(fields=["action", "at"], name="audit_entry_action"),
            models.Index(fields=["actor_no", "at"], name="audit_entry_actor"),
            models.Index(fields=["target", "at"], name="audit_entry_target"),
            models.Index(fields=["address", "at"], name="audit_entry_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.actor_no}"
