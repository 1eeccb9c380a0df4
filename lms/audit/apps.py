from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "lms.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from lms.audit.checks import keep_days

        checks.register(keep_days)
