from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "lms.assessment"
    label = "assessment"
    verbose_name = _("Assessment")

    def ready(self) -> None:
        from lms.assessment import question_columns  # noqa: F401 - the list of questions learns how they do
        from lms.assessment.sheets import jobs  # noqa: F401 - the worker learns what it may be asked
