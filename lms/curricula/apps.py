from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculaConfig(AppConfig):
    name = "lms.curricula"
    label = "curricula"
    verbose_name = _("Curricula")

    def ready(self) -> None:
        from lms.curricula.gates import earlier_courses
        from lms.study.gates import gate

        gate(earlier_courses)
