from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculaConfig(AppConfig):
    name = "lms.curricula"
    label = "curricula"
    verbose_name = _("Curricula")

    def ready(self) -> None:
        from lms.curricula.gates import earlier_courses
        from lms.curricula.renewals.validity import notes
        from lms.study.gates import gate
        from lms.transcript.notes import note

        gate(earlier_courses)
        note(notes)
