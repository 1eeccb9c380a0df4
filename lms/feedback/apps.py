from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "lms.feedback"
    label = "feedback"
    verbose_name = _("Feedback and complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("records")  # every room's records.py says how its records are corrected
