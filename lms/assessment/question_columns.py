"""How a question does, as columns of the list of questions; courses never learns of attempts."""

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from courses.authoring.question_columns import Known, register
from lms.assessment.models import QuestionFigures


def _of_question(name: str) -> Any:
    return lambda: Subquery(QuestionFigures.objects.filter(question=OuterRef("pk")).values(name)[:1])


def _percent(value: Any) -> str:
    return "—" if value is None else f"{int(value * 100)}%"


def _two_places(value: Any) -> str:
    return "—" if value is None else f"{value:.2f}"


register(Known("facility", _("facility"), _of_question("facility"), _percent))
register(Known("discrimination", _("discrimination"), _of_question("discrimination"), _two_places))
