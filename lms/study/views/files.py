"""Videos, captions and pages of documents, for those who may study them."""

import mimetypes
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses import decks
from courses.models import CourseMedia
from lms.study import media as files
from lms.study.access import may_check
from lms.study.selectors import find_enrolment, may_play, version_for

PLAYED = ("video/", "audio/")  # anything else is a file to keep, never a page of this site
KINDS = {".m4a": "audio/mp4", ".m4v": "video/mp4", ".oga": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav"}


@require_safe
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _playable(request, pk)
    name = Path(found.file.name)
    kind = KINDS.get(name.suffix.lower()) or mimetypes.guess_type(name.name)[0] or ""
    return _send(request, found.file, kind if kind.startswith(PLAYED) else "application/octet-stream")


@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _send(request, _playable(request, pk).captions, "text/vtt; charset=utf-8")


@require_safe
def page_picture(request: HttpRequest, code: str, lesson_code: str, digest: str, number: int) -> HttpResponseBase:
    """A page of a document that the reader's own version of the lesson shows."""
    _shown_in_his_lesson(request, code, lesson_code, digest)
    return _picture(request, digest, number)


@require_safe
def page_pdf(request: HttpRequest, code: str, lesson_code: str, digest: str) -> HttpResponseBase:
    _shown_in_his_lesson(request, code, lesson_code, digest)
    return _pdf(request, digest)


@require_safe
def draft_picture(request: HttpRequest, digest: str, number: int) -> HttpResponseBase:
    """The same for those who check courses: a draft belongs to no version yet."""
    _only_checkers(request)
    return _picture(request, digest, number)


@require_safe
def draft_pdf(request: HttpRequest, digest: str) -> HttpResponseBase:
    _only_checkers(request)
    return _pdf(request, digest)


def _only_checkers(request: HttpRequest) -> None:
    if not may_check(request.user):
        raise Http404


def _shown_in_his_lesson(request: HttpRequest, code: str, lesson_code: str, digest: str) -> None:
    enrolment = find_enrolment(request.user, code)
    version = version_for(enrolment) if enrolment else None
    lesson = version.lessons.filter(code=lesson_code).only("body").first() if version else None
    shown = {block["value"].get("deck") for block in lesson.body if block["type"] == "pages"} if lesson else set()
    if digest not in shown:
        raise Http404


def _picture(request: HttpRequest, digest: str, number: int) -> HttpResponseBase:
    path = decks.page_picture(digest, number)
    if path is None:
        raise Http404
    return files.serve(request, path, "image/webp")


def _pdf(request: HttpRequest, digest: str) -> HttpResponseBase:
    path = decks.pdf_of(digest)
    if path is None:
        raise Http404
    response = files.serve(request, path, "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:8]}.pdf"'
    return response


def _playable(request: HttpRequest, pk: int) -> CourseMedia:
    found = get_object_or_404(CourseMedia, pk=pk)
    if not may_play(request.user, pk):
        raise Http404
    return found


def _send(request: HttpRequest, file, content_type: str) -> HttpResponseBase:
    if not file or not Path(file.path).is_file():
        raise Http404
    return files.serve(request, Path(file.path), content_type)
