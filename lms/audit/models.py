"""The log of who did what: appended to, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act. Names are copied, so that the entry outlives the account."""

    at = models.DateTimeField(_("time"), db_index=True)
    action = models.CharField(_("action"), max_length=64, db_index=True)
    actor_no = models.CharField(_("staff number"), max_length=20, blank=True, db_index=True)
    actor_name = models.CharField(_("name"), max_length=50, blank=True)
    target = models.CharField(_("object"), max_length=200, blank=True)
    result = models.CharField(_("result"), max_length=20, default="ok")
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.actor_no}"
