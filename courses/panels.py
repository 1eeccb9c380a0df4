"""What the editor sees beside the fields."""

from wagtail.admin.panels import Panel


class ReadinessPanel(Panel):
    """What keeps this course from its learners, in words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/panels/readiness.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None) -> dict:
            from courses import checks  # checks reads the models, which hold this panel

            context = super().get_context_data(parent_context)
            return context | {"problems": checks.problems_of(self.instance), "notes": checks.notes_of(self.instance)}
