"""What can be found, as rows of the index: a course, its lessons, their attachments and films, a question."""

from collections.abc import Iterable, Mapping
from typing import Any

from pypinyin import lazy_pinyin
from wagtail.documents import get_document_model

from courses import rules
from courses.models import CourseMedia, CoursePage, CourseVersion, Question, SearchEntry, VersionLesson
from courses.search import documents, texts
from courses.search.tokens import document_tokens, tidy

Kind = SearchEntry.Kind
LONGEST_TITLE = 300


def entry(kind: str, *, title: str, extra: str = "", body: str = "", pinyin: str = "", **fields: Any) -> SearchEntry:
    """An unsaved row with its tokens; the words tidy already where they are long."""
    title, extra = tidy(title)[:LONGEST_TITLE], tidy(extra)
    tokens = document_tokens(title, extra, body, pinyin=pinyin)
    return SearchEntry(kind=kind, title=title, extra=extra, body=body, tokens=tokens, **fields)


def of_course(page: CoursePage, course_id: int) -> SearchEntry:
    """The course as the catalogue shows it; found by keywords and pinyin too."""
    names = [page.code, page.category, page.line, page.keywords, *page.tags.names()]
    about = [texts.plain(page.introduction), tidy(page.audience_note), tidy(page.basis)]
    return entry(
        Kind.COURSE, course_id=course_id, object_key=page.code, title=page.title, extra="\n".join(names),
        body="\n".join(line for line in about if line), pinyin=" ".join(pinyin_of(page.title)),
    )


def pinyin_of(title: str) -> list[str]:
    """The syllables of a title; what is no Chinese is left out, letters are found as they are."""
    return [one for one in lazy_pinyin(title, errors="ignore", v_to_u=False) if one.isascii()]


def of_version(version: CourseVersion, *, current: bool) -> list[SearchEntry]:
    """Its lessons with all that hangs on them (three queries besides reading the files)."""
    lessons = list(version.lessons.all())
    bodies = [(lesson, list(lesson.body)) for lesson in lessons]
    found = {
        "documents": _documents({pk for _, body in bodies for pk in rules.document_ids(body)}),
        "films": CourseMedia.objects.in_bulk({pk for _, body in bodies for pk in rules.media_ids(body)}),
    }
    return [row for lesson, body in bodies for row in _of_lesson(version, lesson, body, found, current)]


def _of_lesson(version: CourseVersion, lesson: VersionLesson, body: list, found: Mapping,
               current: bool) -> Iterable[SearchEntry]:
    place: dict[str, Any] = {
        "course_id": version.course_id, "version": version, "current": current, "lesson_code": lesson.code,
        "place": lesson.number,
    }
    yield entry(Kind.LESSON, object_key=lesson.code, title=lesson.title, note=lesson.summary, extra=lesson.summary,
                body=texts.body_text(body), **place)
    for pk in sorted(rules.document_ids(body) & set(found["documents"])):
        document, text = found["documents"][pk]
        yield entry(Kind.ATTACHMENT, object_key=str(pk), title=document.title, note=lesson.title,
                    extra=document.filename, body=text, **place)
    for pk in rules.media_ids(body):
        if film := found["films"].get(pk):
            yield entry(Kind.FILM, object_key=str(pk), title=film.title, note=lesson.title, body=words_of(film),
                        **place)


def _documents(wanted: set[int]) -> dict[int, tuple[Any, str]]:
    """Each document with the words inside it."""
    rows = get_document_model().objects.in_bulk(wanted)
    return {pk: (row, documents.text_of(_content(row.file), row.file_extension)) for pk, row in rows.items()}


def _content(file) -> bytes:
    """The file, or nothing when it is missing or larger than is read."""
    try:
        with file.storage.open(file.name) as opened:
            return opened.read(documents.LARGEST_FILE + 1)
    except OSError:
        return b""


def words_of(film: CourseMedia) -> str:
    """What is said: the transcript, or else the captions."""
    if film.transcript:
        return tidy(film.transcript)
    return texts.captions_text(_content(film.captions).decode("utf-8", errors="replace")) if film.captions else ""


def of_question(question: Question) -> SearchEntry:
    """With its answers: only who may see the bank finds it. A retired one is not current."""
    options = [f"{option.get('key', '')} {option.get('text', '')}" for option in question.options or []]
    lines = [question.stem[LONGEST_TITLE:], *options, question.explanation, question.article]
    return entry(
        Kind.QUESTION, object_key=str(question.pk), title=question.stem, note=question.bank.title,
        current=not question.retired,
        extra=f"{question.code}\n{question.article}", body="\n".join(tidy(line) for line in lines if line),
    )
