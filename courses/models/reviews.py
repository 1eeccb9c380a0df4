"""The last of the three reviews."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask


class FinalApprovalTask(GroupApprovalTask):
    """A group's approval that is not offered while learners could not take the course."""

    class Meta:
        verbose_name = _("final approval of a course")
        verbose_name_plural = _("final approvals of courses")

    def get_actions(self, obj, user) -> list[tuple]:
        actions = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve"] if _is_unready(obj) else actions


def _is_unready(page) -> bool:
    from courses import checks  # it reads the models
    from courses.models.pages import CoursePage

    return isinstance(page, CoursePage) and bool(checks.problems_of(page))
