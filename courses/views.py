"""Pictures of courses, for those who may see them. Videos, captions and documents have doors of their own."""

import mimetypes
import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

from courses import pictures

PICTURES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
ONE_YEAR = 365 * 24 * 3600


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
