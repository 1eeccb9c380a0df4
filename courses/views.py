"""The search, and the pictures of courses, for those who may see them. Videos and documents have doors of their own."""

import mimetypes
import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from courses import pictures
from courses.search.readers import reader_of
from courses.search.selectors import search as find

PICTURES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
ONE_YEAR = 365 * 24 * 3600


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the person may know of that holds his words. Nobody keeps what was asked."""
    typed, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    results = find(typed, reader_of(request), kind=kind, page=request.GET.get("page", "1"))
    return render(request, "courses/search.html", {"results": results, "typed": typed[:200]})


@require_safe
def image(request: HttpRequest, name: str) -> FileResponse:
    """A picture or one of its renditions: what Wagtail stores under images/."""
    pictures.check(request, f"images/{name}")
    return _picture("images", name)


@require_safe
def poster(request: HttpRequest, name: str) -> FileResponse:
    """A video's still."""
    pictures.check_poster(request, f"media_thumbnails/{name}")
    return _picture("media_thumbnails", name)


def _picture(folder: str, name: str) -> FileResponse:
    """The file below `folder` only; names change with their content, so a browser may keep it."""
    try:
        path = Path(safe_join(str(Path(settings.MEDIA_ROOT) / folder), name))
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    kind = mimetypes.guess_type(path.name)[0]
    if kind not in PICTURES or not os.path.isfile(path):  # Path.is_file raises on a name that is too long
        raise Http404
    response = FileResponse(path.open("rb"), content_type=kind)
    response.headers["Cache-Control"] = f"private, max-age={ONE_YEAR}, immutable"
    return response
