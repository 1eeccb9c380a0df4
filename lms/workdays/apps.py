from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "lms.workdays"
    label = "workdays"
    verbose_name = _("working days")
    default_auto_field = "django.db.models.BigAutoField"
