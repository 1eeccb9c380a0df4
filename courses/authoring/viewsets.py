"""Question bank: banks, questions and assessments. Who may is decided by the models' permissions."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from courses import recipes
from courses.authoring.assessment_form import assessment_panels
from courses.authoring.question_filters import QuestionFilterSet
from courses.authoring.question_form import question_panels
from courses.models import Assessment, Law, Question, QuestionBank


class NeverDeleted(ModelPermissionPolicy):
    """Versions are kept: nobody, whatever his permissions, deletes one."""

    def user_has_permission(self, user, action) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class BankViewSet(ModelViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    form_fields = ["code", "title", "law"]
    list_display = ["code", "title", "law"]
    search_fields = ["code", "title", "law"]
    search_backend_name = None
    copy_view_enabled = False
    name = "courses_banks"
    url_prefix = "question-banks"


class QuestionIndexView(generic.IndexView):
    base_filterset_class = QuestionFilterSet

    def get_base_queryset(self) -> QuerySet[Question]:
        return super().get_base_queryset().filter(is_current=True).select_related("bank")


class QuestionAddView(generic.CreateView):
    def save_instance(self) -> Question:
        return _saved_and_logged(self, "wagtail.create")


class QuestionEditView(generic.EditView):
    """Only the newest version is revised; an older one answers 404."""

    def save_instance(self) -> Question:
        return _saved_and_logged(self, "wagtail.edit")

    def get_queryset(self) -> QuerySet[Question]:
        return Question.objects.filter(is_current=True)

    def get_object(self, queryset=None) -> Question:
        return super().get_object(queryset or self.get_queryset())


def _saved_and_logged(view, action: str) -> Question:
    """The version written by the room's service; the generic view would write the row itself."""
    question = view.form.save()
    log(instance=question, action=action, user=view.request.user)
    return question


class QuestionInspectView(generic.InspectView):
    def get_field_label(self, field_name, field) -> str:
        return str(_("Versions")) if field_name == "versions" else super().get_field_label(field_name, field)

    def get_options_display_value(self) -> str:
        return "；".join(f"{option['key']} {option['text']}" for option in self.object.options)

    def get_answer_display_value(self) -> str:
        return "、".join(self.object.answer)

    def get_versions_display_value(self) -> str:
        """Every version, newest first, with its answer."""
        same = Question.objects.filter(bank_id=self.object.bank_id, code=self.object.code).order_by("-version")
        return "； ".join(f"v{one.version} {one.stem} [{'、'.join(one.answer)}]" for one in same)


class QuestionViewSet(ModelViewSet):
    model = Question
    icon = "help"
    edit_handler = question_panels()
    index_view_class = QuestionIndexView
    add_view_class = QuestionAddView
    edit_view_class = QuestionEditView
    inspect_view_class = QuestionInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["bank", "code", "kind", "stem", "options", "answer", "article", "explanation", "versions"]
    list_display = ["code", Column("stem", label=_("stem"), accessor="stem"), "kind", "bank", "version",
                    BooleanColumn("retired", label=_("no longer used"))]
    list_filter = ["bank", "kind", "retired"]
    search_fields = ["stem", "code", "article"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False
    name = "courses_questions"
    url_prefix = "questions"


class AssessmentViewSet(ModelViewSet):
    model = Assessment
    icon = "clipboard-list"
    edit_handler = assessment_panels()
    list_display = [
        "title", "kind", "bank", "pass_mark", "minutes", "attempts",
        Column("total", label=_("total points"), accessor=recipes.total_of),
    ]
    list_filter = ["kind", "bank"]
    search_fields = ["title"]
    search_backend_name = None
    name = "courses_assessments"
    url_prefix = "assessments"


class LawViewSet(ModelViewSet):
    """Kept once: a repeal entered here is shown beside every citation, and asks the editors of each course."""

    model = Law
    icon = "openquote"
    edit_handler = ObjectList([
        FieldPanel("title", help_text=_("In full, without 《》: citations in lessons find it by these words.")),
        FieldRowPanel([FieldPanel("document_number"), FieldPanel("source")]),
        FieldRowPanel([
            FieldPanel("effective_on"),
            FieldPanel("repealed_on", help_text=_("The first day it is no longer in force.")),
        ]),
        FieldPanel("successor", help_text=_("Shown to learners beside what was repealed.")),
    ])
    list_display = ["title", "document_number", "effective_on", "repealed_on", "successor"]
    search_fields = ["title", "document_number"]
    search_backend_name = None
    copy_view_enabled = False
    name = "courses_laws"
    url_prefix = "laws"


class QuestionBankGroup(ModelViewSetGroup):
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 250
    items = (QuestionViewSet, BankViewSet, AssessmentViewSet, LawViewSet)
