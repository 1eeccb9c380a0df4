"""What the editor sees beside the fields."""

from wagtail.admin.panels import Panel


class ReadinessPanel(Panel):
    """What keeps this course from its learners, in words; and its lessons, with what the next publication brings."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/panels/readiness.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None) -> dict:
            from courses import inspection, lessons, review  # they read the models, which hold this panel

            context = super().get_context_data(parent_context)
            rows = [(lesson, lessons.state_of(lesson)) for lesson in lessons.of_course(self.instance)]
            found = {"findings": inspection.findings_of(self.instance)}
            may_add = self.instance.permissions_for_user(self.request.user).can_add_subpage()
            sent_back = lessons.sent_back(self.instance)
            shown = {"lessons": rows, "course": self.instance, "may_add": may_add, "sent_back": sent_back}
            said = {"history": review.history_of(self.instance), "in_the_way": self._in_the_way()}
            return context | found | shown | said

        def _in_the_way(self) -> str:
            from courses import review

            step = self.instance.current_workflow_task
            return review.in_the_way(self.instance, step, self.request.user) if step else ""
