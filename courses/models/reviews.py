"""The three reviews of a course. Nothing is sent back without a reason, and nobody reviews his own work."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask


class ReasonForm(forms.Form):
    """Asked of whoever sends a course back (能办的立即办,不能立即办的,说明理由)."""

    comment = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 4}), help_text=_(
        "Say what is to be changed and where; the author reads it on the course's page."
    ))


class ReasonedReview:
    """What the three steps have in common, before the framework's own rules."""

    def get_actions(self, obj, user) -> list[tuple]:
        """Nothing for whom something stands in the way; courses.review says what."""
        from courses import review  # it reads the models

        return [] if review.in_the_way(obj, self, user) else super().get_actions(obj, user)  # type: ignore[misc]

    def get_form_for_action(self, action: str):
        return ReasonForm if action == "reject" else super().get_form_for_action(action)  # type: ignore[misc]

    def locked_for_user(self, obj, user) -> bool:
        from courses import review  # it reads the models

        locked = super().locked_for_user(obj, user)  # type: ignore[misc]
        return locked or bool(review.in_the_way(obj, self, user))

    def on_action(self, task_state, user, action_name: str, **kwargs):
        """The last word, whichever form or script asked. Raises PermissionDenied."""
        page = task_state.workflow_state.content_object.specific
        if action_name not in {action[0] for action in self.get_actions(page, user)}:
            raise PermissionDenied
        if action_name == "reject" and not str(kwargs.get("comment", "")).strip():
            raise PermissionDenied(gettext("A course is not sent back without a reason."))
        return super().on_action(task_state, user, action_name, **kwargs)  # type: ignore[misc]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """What he submitted himself does not wait for him."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)  # type: ignore[misc]
        return states if user.is_superuser else states.exclude(workflow_state__requested_by=user)


class CourseReviewTask(ReasonedReview, GroupApprovalTask):  # type: ignore[misc]
    """A group's approval, with reasons and by somebody else than the author."""

    class Meta:
        verbose_name = _("review of a course")
        verbose_name_plural = _("reviews of courses")


class FinalApprovalTask(ReasonedReview, GroupApprovalTask):  # type: ignore[misc]
    """A group's approval that is not offered while something stops the course (courses.inspection)."""

    class Meta:
        verbose_name = _("final approval of a course")
        verbose_name_plural = _("final approvals of courses")

    def get_actions(self, obj, user) -> list[tuple]:
        actions = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve"] if _is_unready(obj) else actions


def _is_unready(page) -> bool:
    """Judged on the draft that the approval would publish."""
    from courses import inspection  # it reads the models
    from courses.models.pages import CoursePage

    return isinstance(page, CoursePage) and bool(inspection.in_the_way_of(page.get_latest_revision_as_object()))
