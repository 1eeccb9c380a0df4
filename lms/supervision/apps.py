from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "lms.supervision"
    label = "supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        # The framework's own signals are the one door that all ways of reviewing and publishing pass.
        from wagtail.signals import page_published, task_approved, task_rejected, task_submitted

        from lms.supervision import reviews

        task_submitted.connect(reviews.step_begins, dispatch_uid="supervision.step_begins")
        task_approved.connect(reviews.step_decided, dispatch_uid="supervision.step_approved")
        task_rejected.connect(reviews.step_decided, dispatch_uid="supervision.step_rejected")
        page_published.connect(reviews.goes_live, dispatch_uid="supervision.goes_live")
