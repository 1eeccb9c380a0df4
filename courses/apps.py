from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        # The framework's own signal is the one door that all three ways of publishing pass: the editor's
        # button, the last approval of the workflow, and the scheduled command. A call in a view would miss two.
        from wagtail.signals import page_published

        from courses.publishing import freeze_published

        page_published.connect(freeze_published, dispatch_uid="courses.freeze_published")
