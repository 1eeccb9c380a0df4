"""The generic views of the bank, where the room's own services write and the newest version is what is edited."""

from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button
from wagtail.log_actions import log

from courses.authoring import question_columns
from courses.authoring.question_filters import QuestionFilterSet
from courses.exchange import showing
from courses.models import Question


class QuestionIndexView(generic.IndexView):
    base_filterset_class = QuestionFilterSet

    def get_base_queryset(self) -> QuerySet[Question]:
        return question_columns.annotated(Question.objects.newest().select_related("bank"))

    @cached_property
    def columns(self) -> list[Any]:
        return [*super().columns, *question_columns.columns()]

    @property
    def header_more_buttons(self) -> list[Button]:
        return [
            *super().header_more_buttons,
            Button(_("Read and approve"), reverse("question_review"), icon_name="check", priority=30),
            Button(_("Import questions"), reverse("question_import"), icon_name="upload", priority=40),
            Button(_("Export questions"), reverse("question_export"), icon_name="download", priority=50),
            Button(_("Statistics of questions"), reverse("assessment:statistics"), icon_name="history", priority=60),
        ]


class QuestionAddView(generic.CreateView):
    def save_instance(self) -> Question:
        return _saved_and_logged(self, "wagtail.create")


class QuestionEditView(generic.EditView):
    """Only the newest version is revised; an older one answers 404."""

    def save_instance(self) -> Question:
        return _saved_and_logged(self, "wagtail.edit")

    def get_queryset(self) -> QuerySet[Question]:
        return Question.objects.newest()

    def get_object(self, queryset=None) -> Question:
        return super().get_object(queryset or self.get_queryset())


def _saved_and_logged(view, action: str) -> Question:
    """The version written by the room's service; the generic view would write the row itself."""
    question = view.form.save()
    log(instance=question, action=action, user=view.request.user)
    return question


class QuestionInspectView(generic.InspectView):
    @property
    def header_more_buttons(self) -> list[Button]:
        """How it does in exams is known above, and linked by name."""
        address = f"{reverse('assessment:statistics')}?bank={quote(self.object.bank.code)}#q-{quote(self.object.code)}"
        button = Button(_("Statistics of questions"), address, icon_name="history", priority=60)
        return [*super().header_more_buttons, button]

    def get_field_label(self, field_name, field) -> str:
        return str(_("Versions")) if field_name == "versions" else super().get_field_label(field_name, field)

    def get_options_display_value(self) -> str:
        return "；".join(f"{option['key']} {option['text']}" for option in self.object.options)

    def get_targets_display_value(self) -> str:
        return "；".join(f"{target['key']} {target['text']}" for target in self.object.targets)

    def get_answer_display_value(self) -> str:
        return answer_words(self.object)

    def get_tags_display_value(self) -> str:
        return "、".join(sorted(self.object.tags.names()))

    def get_versions_display_value(self) -> str:
        """Every version, newest first, with its state and answer."""
        same = Question.objects.filter(bank_id=self.object.bank_id, code=self.object.code).order_by("-version")
        return "； ".join(
            f"v{one.version} {one.stem} [{answer_words(one)}] {one.get_state_display()}" for one in same)


def answer_words(question: Question) -> str:
    """The key in one line."""
    return showing.answer_words({name: getattr(question, name) for name in ("kind", "options", "answer")})
