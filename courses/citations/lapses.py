"""What lapses, among everything that the courses cite."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max

from courses.citations.rules import Citation, citations_in, citations_of_question, laws_in, registered
from courses.models import CitationReview, Course, CourseVersion, Law, Question, QuestionBank, VersionLesson


@dataclass(frozen=True)
class Lapse:
    """A citation and the first day it no longer holds."""

    citation: Citation
    on: dt.date


def horizon(day: dt.date) -> dt.date:
    """How far ahead a repeal is looked for."""
    return day + dt.timedelta(days=settings.CITATION_NOTICE_DAYS)


def register() -> dict[str, Law]:
    """By title, all the laws that are known (one query)."""
    return {law.title: law for law in Law.objects.all()}


def lapses_of(citations: Iterable[Citation], laws: Mapping[str, Law], until: dt.date) -> list[Lapse]:
    """Those that no longer hold on `until`."""
    found = []
    for one in citations:
        law = registered(laws, one.law)
        ends = [day for day in (one.repealed_on, law.repealed_on if law else None) if day]
        if ends and min(ends) <= until:
            found.append(Lapse(one, min(ends)))
    return found


def cited_now() -> dict[Course, list[Citation]]:
    """By course, what its newest version and its question bank cite (four queries, however many courses)."""
    newest = CourseVersion.objects.order_by().values("course").annotate(newest=Max("pk")).values("newest")
    versions = {row.pk: row for row in CourseVersion.objects.filter(pk__in=newest).select_related("course")}
    found: dict[Course, list[Citation]] = {version.course: [] for version in versions.values()}
    lessons = VersionLesson.objects.filter(version__in=versions).only("version_id", "title", "body").order_by("number")
    for lesson in lessons.iterator(chunk_size=200):
        found[versions[lesson.version_id].course] += citations_in(lesson.body, lesson.title)
    laws = dict(QuestionBank.objects.exclude(law="").values_list("code", "law"))
    for version in versions.values():
        if law := laws.get((version.assessment or {}).get("bank") or ""):
            found[version.course] += [Citation(one, "") for one in laws_in(law)]
    return found


def cited_by_questions() -> dict[QuestionBank, dict[Citation, list[str]]]:
    """By bank, what its current questions cite, each with the codes of the questions (two queries)."""
    banks = {bank.pk: bank for bank in QuestionBank.objects.all()}
    found: dict[QuestionBank, dict[Citation, list[str]]] = {}
    rows = Question.objects.current().exclude(article="").order_by("bank", "code")
    for pk, code, article in rows.values_list("bank", "code", "article"):
        cited = found.setdefault(banks[pk], {})
        for one in citations_of_question(article, banks[pk].law):
            cited.setdefault(one, []).append(code)
    return found


def lapsed_questions(until: dt.date) -> dict[int, list[str]]:
    """By bank, the codes of questions whose law no longer holds on a day, whatever has been answered about it."""
    laws = register()
    return {bank.pk: sorted({code for lapse in lapses_of(cited, laws, until) for code in cited[lapse.citation]})
            for bank, cited in cited_by_questions().items()}


def answered(code: str) -> set[tuple[str, str, dt.date]]:
    """(law, article, day) of a course's citations that somebody has let stand, with a reason."""
    rows = CitationReview.objects.filter(course__code=code, answer=CitationReview.Answer.STILL_VALID)
    return set(rows.values_list("law", "article", "lapses_on"))
