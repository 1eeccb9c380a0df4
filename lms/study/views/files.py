"""Videos and captions, for those who may play them."""

import mimetypes
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from courses.models import CourseMedia
from lms.study import media as files
from lms.study.selectors import may_play

PLAYED = ("video/", "audio/")  # anything else is a file to keep, never a page of this site


@require_safe
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _playable(request, pk)
    kind = mimetypes.guess_type(found.file.name)[0] or ""
    return _send(request, found.file, kind if kind.startswith(PLAYED) else "application/octet-stream")


@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _send(request, _playable(request, pk).captions, "text/vtt; charset=utf-8")


def _playable(request: HttpRequest, pk: int) -> CourseMedia:
    found = get_object_or_404(CourseMedia, pk=pk)
    if not may_play(request.user, pk):
        raise Http404
    return found


def _send(request: HttpRequest, file, content_type: str) -> HttpResponseBase:
    if not file or not Path(file.path).is_file():
        raise Http404
    return files.serve(request, Path(file.path), content_type)
