"""What the list of questions is narrowed by, besides its own fields."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.citations.lapses import horizon, lapsed_questions
from courses.models import Question

LAPSED, COMING = "lapsed", "coming"


class QuestionFilterSet(WagtailFilterSet):
    """`law`: those whose law has lapsed, or will within the time in which editors are told (decision 0025)."""

    law = django_filters.ChoiceFilter(label=_("Law cited"), method="by_law", choices=[
        (LAPSED, _("law lapsed")), (COMING, _("law lapsed or soon will"))])

    def by_law(self, questions: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        today = timezone.localdate()
        found = Q(pk__in=())
        for bank, codes in lapsed_questions(today if value == LAPSED else horizon(today)).items():
            found |= Q(bank=bank, code__in=codes)
        return questions.current().filter(found)  # type: ignore[attr-defined]
