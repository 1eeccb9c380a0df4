"""Does the course cite what no longer holds."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.citations.lapses import Lapse, answered, horizon, lapses_of, register
from courses.citations.rules import Citation, citations_in, laws_in
from courses.inspection.findings import Finding, Weight, at_page
from courses.inspection.media import Bodies
from courses.models import CoursePage


def findings_of_laws(course: CoursePage, bodies: Bodies) -> list[Finding]:
    """In lessons, and by the question bank; two queries when something is cited, none otherwise."""
    cited: dict[Page, list[Citation]] = {lesson: citations_in(body) for lesson, body in bodies.items()}
    cited[course] = _of_bank(course)
    if not any(cited.values()):
        return []
    today, laws, let_stand = timezone.localdate(), register(), answered(course.code)
    lapses = [(page, lapse) for page, found in cited.items() for lapse in lapses_of(found, laws, horizon(today))]
    return [at_page(_weight(lapse, today, let_stand), _words(lapse, today), page) for page, lapse in lapses]


def _of_bank(course: CoursePage) -> list[Citation]:
    bank = course.assessment.bank if course.assessment else None
    return [Citation(law, "") for law in laws_in(bank.law)] if bank else []


def _weight(lapse: Lapse, today, let_stand: set) -> Weight:
    if (lapse.citation.law, lapse.citation.article, lapse.on) in let_stand:
        return Weight.NOTES
    return Weight.STOPS if lapse.on <= today else Weight.WARNS


def _words(lapse: Lapse, today) -> str:
    text = (_("It cites %(law)s %(article)s, which was repealed on %(day)s.") if lapse.on <= today else
            _("It cites %(law)s %(article)s, which will be repealed on %(day)s."))
    return text % {"law": f"《{lapse.citation.law}》", "article": lapse.citation.article,
                   "day": date_format(lapse.on, "SHORT_DATE_FORMAT")}
