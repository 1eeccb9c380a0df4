"""Question bank: banks, questions and assessments. Who may is decided by the models' permissions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from courses import recipes
from courses.authoring.assessment_form import assessment_panels
from courses.authoring.question_panels import question_panels
from courses.authoring.question_views import (
    QuestionAddView,
    QuestionEditView,
    QuestionIndexView,
    QuestionInspectView,
)
from courses.models import Assessment, Law, Question, QuestionBank


class NeverDeleted(ModelPermissionPolicy):
    """Versions are kept: nobody, whatever his permissions, deletes one."""

    def user_has_permission(self, user, action) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class BankViewSet(ModelViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    form_fields = ["code", "title", "law", "practice"]
    list_display = ["code", "title", "law", BooleanColumn("practice", label=_("open for practice"))]
    list_filter = ["practice"]
    search_fields = ["code", "title", "law"]
    search_backend_name = None
    copy_view_enabled = False
    name = "courses_banks"
    url_prefix = "question-banks"


def _retired_word(question: Question) -> str:
    """Words, for a red cross beside every question in use reads as if something were wrong with it."""
    return pgettext("question", "retired") if question.retired else ""


class QuestionViewSet(ModelViewSet):
    model = Question
    icon = "help"
    edit_handler = question_panels()
    index_view_class = QuestionIndexView
    add_view_class = QuestionAddView
    edit_view_class = QuestionEditView
    inspect_view_class = QuestionInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["bank", "code", "kind", "difficulty", "state", "state_by", "state_at", "returned_for",
                           "stem", "material", "options", "targets", "answer", "rubric", "article", "effective_on",
                           "explanation", "tags", "versions"]
    list_display = ["code", Column("stem", label=_("stem"), accessor="stem"), "kind", "difficulty", "bank", "version",
                    "state", Column("retired", label=_("no longer used"), accessor=_retired_word)]
    list_filter = ["bank", "kind", "difficulty", "state", "retired"]
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
