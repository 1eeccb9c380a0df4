from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculaConfig(AppConfig):
    name = "lms.curricula"
    label = "curricula"
    verbose_name = _("Curricula")

    def ready(self) -> None:
        from lms.curricula.asks.lapsing import lapse_exemption
        from lms.curricula.gates import earlier_courses
        from lms.curricula.renewals.validity import notes
        from lms.study.afterwards import afterwards
        from lms.study.gates import gate
        from lms.transcript.notes import note

        afterwards(lapse_exemption)
        gate(earlier_courses)
        note(notes)
