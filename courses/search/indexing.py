"""The verbs that keep the index: on publication, on a question's revision, and all of it again."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from courses.models import Course, CoursePage, CourseVersion, Question, SearchEntry
from courses.search import entries

BATCH = 50  # courses or so many times ten questions in one transaction: others can write in between


@transaction.atomic
def index_version(*, page: CoursePage, version: CourseVersion) -> None:
    """The course, and this version of it as the one newcomers get. Safe to call again."""
    SearchEntry.objects.filter(course=version.course_id, version__isnull=False, current=True).update(current=False)
    _replace_version(version, current=True)
    _replace_course(page, version.course_id)


def _replace_version(version: CourseVersion, *, current: bool) -> None:
    SearchEntry.objects.filter(version=version).delete()
    SearchEntry.objects.bulk_create(entries.of_version(version, current=current))


def _replace_course(page: CoursePage, course_id: int) -> None:
    SearchEntry.objects.filter(kind=SearchEntry.Kind.COURSE, object_key=page.code).delete()
    entries.of_course(page, course_id).save(force_insert=True)


@transaction.atomic
def index_questions(questions: Iterable[Question]) -> None:
    """These questions, instead of any earlier version of them; a retired one is found as retired."""
    questions = list(questions)
    for question in questions:
        same = Question.objects.filter(bank=question.bank_id, code=question.code).values_list("pk", flat=True)
        _questions().filter(object_key__in=[str(pk) for pk in same]).delete()
    _add_questions(questions)


def _add_questions(questions: Iterable[Question]) -> None:
    found = (one for one in questions if one.is_current and one.state == Question.State.APPROVED)
    SearchEntry.objects.bulk_create((entries.of_question(one) for one in found), batch_size=BATCH * 10)


def _questions():
    return SearchEntry.objects.filter(kind=SearchEntry.Kind.QUESTION)


def rebuild() -> Iterator[tuple[int, int]]:
    """The whole index again, course by course, while the site runs; yields (done, all) after each batch."""
    courses = list(Course.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(courses), BATCH):
        _rebuild_courses(courses[start:start + BATCH])
        yield min(start + BATCH, len(courses)), len(courses)
    with transaction.atomic():
        _questions().delete()
        _add_questions(Question.objects.filter(is_current=True).select_related("bank").iterator(chunk_size=BATCH * 10))


@transaction.atomic
def _rebuild_courses(wanted: list[int]) -> None:
    courses = Course.objects.in_bulk(wanted)
    pages = {page.code: page for page in CoursePage.objects.filter(code__in=[one.code for one in courses.values()])}
    versions = list(CourseVersion.objects.filter(course__in=wanted).order_by("number").prefetch_related("lessons"))
    newest = {version.course_id: version.pk for version in versions}
    SearchEntry.objects.filter(course__in=wanted).delete()
    rows = [row for one in versions for row in entries.of_version(one, current=newest[one.course_id] == one.pk)]
    rows += [entries.of_course(pages[one.code], one.pk) for one in courses.values() if one.code in pages]
    SearchEntry.objects.bulk_create(rows, batch_size=100)
