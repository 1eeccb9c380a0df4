"""All the checks of one course, on the drafts that its next publication would bring."""

from django.urls import reverse
from django.utils.translation import gettext as _

from courses import changes, checks, lessons, recipes, serving
from courses.inspection.findings import Finding, Weight, at_page
from courses.inspection.hours import findings_of_hours
from courses.inspection.laws import findings_of_laws
from courses.inspection.links import findings_of_files, findings_of_links
from courses.inspection.media import findings_of_media
from courses.models import Assessment, CoursePage, LessonPage, Question


def findings_of(page: CoursePage) -> list[Finding]:
    """What was found about `page` as it is handed in, usually its latest draft; what stops it comes first."""
    coming = lessons.to_be_published(page)
    bodies = {lesson: list(lesson.body.raw_data) for lesson in coming}
    found = [
        *_readiness(page, coming), *findings_of_media(bodies), *findings_of_files(bodies),
        *findings_of_links({page: page.introduction, **bodies}, [page, *coming]),
        *findings_of_laws(page, bodies), *findings_of_hours(page, coming), *_assessment(page),
        *_change_note(page),
        *(at_page(Weight.NOTES, note, page) for note in checks.notes_of(page)),
    ]
    return sorted(found, key=lambda finding: list(Weight).index(finding.weight))


def in_the_way_of(page: CoursePage) -> list[str]:
    """The sentences that stop the last approval; empty when it may be given."""
    found = [finding for finding in findings_of(page) if finding.weight == Weight.STOPS]
    return [f"{finding.where}：{finding.text}" if finding.where not in ("", page.title) else finding.text
            for finding in found]


def _readiness(page: CoursePage, coming: list[LessonPage]) -> list[Finding]:
    """What `checks` refuses, put where it is mended: each lesson is only looked at alone when something is wrong."""
    problems = checks.problems_of(page)
    if not problems:
        return []
    places = {text: lesson for lesson in coming for text in checks.problems_of_lessons([lesson])}
    recipe = set(checks.problems_of_assessment(page.assessment))
    return [_recipe(page.assessment, text) if text in recipe and page.assessment
            else at_page(Weight.STOPS, text, places.get(text, page)) for text in problems]


def _recipe(assessment: Assessment, text: str, weight: Weight = Weight.STOPS) -> Finding:
    return Finding(weight, text, assessment.title, reverse("courses_assessments:edit", args=[assessment.pk]))


def _assessment(page: CoursePage) -> list[Finding]:
    if page.assessment is None:
        return _without_assessment(page)
    if page.assessment.bank_id is None:
        return []
    return _bank(page.assessment, page.assessment.bank_id)


def _without_assessment(page: CoursePage) -> list[Finding]:
    if page.counter != CoursePage.Counter.ONLINE or not page.hours:
        return []
    if page.without_assessment.strip():
        text = _("No assessment: %(reason)s") % {"reason": page.without_assessment}
        return [at_page(Weight.NOTES, text, page)]
    text = _("The course earns hours online without an assessment. Choose one, or say why there is none.")
    return [at_page(Weight.STOPS, text, page)]


def _bank(assessment: Assessment, bank_id: int) -> list[Finding]:
    """Questions that are no longer used, and a bank so small that every paper is the same, though it is drawn."""
    retired = Question.objects.filter(bank=bank_id, is_current=True, retired=True).count()
    text = _("The bank holds %(number)d questions that are no longer used; they are not drawn.") % {"number": retired}
    found = [_recipe(assessment, text, Weight.NOTES)] if retired else []
    recipe = recipes.recipe_of(assessment) or {}
    overlap = None if recipes.is_fixed(recipe) else serving.serving_of(recipe).overlap
    if overlap and overlap.expected == overlap.questions:
        same = _("The bank holds just the questions that are drawn: every paper has the same ones.")
        found.append(_recipe(assessment, same, Weight.WARNS))
    return found


def _change_note(page: CoursePage) -> list[Finding]:
    """From the second version on learners and HR are told what has changed, in words of its own."""
    latest = changes.draft_differs(page)
    if latest is None or (page.change_note.strip() and page.change_note != latest.change_note):
        return []
    text = _("Say what has changed since version %(number)d: those under way and HR will read it.")
    return [at_page(Weight.STOPS, text % {"number": latest.number}, page)]
