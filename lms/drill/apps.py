from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrillConfig(AppConfig):
    name = "lms.drill"
    label = "drill"
    verbose_name = _("Drill")
    default_auto_field = "django.db.models.BigAutoField"
