"""A file sent whole or in part, so that a video can be sought (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK = 64 * 1024


class RangeImpossible(ValueError):  # noqa: N818 - answered with 416
    """The range begins behind the end of the file."""


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole file: no range, several, or one that cannot be read.

    Raises RangeImpossible.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    start, end = (int(first), int(last) if last else size - 1) if first else (max(size - int(last), 0), size - 1)
    if first and last and start > end:
        return None
    if start >= size or (not first and int(last) == 0):
        raise RangeImpossible
    return start, min(end, size - 1)


class Part:
    """Some bytes of an open file, closed with the response."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self.file, self.left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()


def serve(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """200, 206, 304, 412 or 416, with ETag and for this person's browser only."""
    stat = path.stat()
    etag, modified = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"', int(stat.st_mtime)
    early = get_conditional_response(request, etag, modified)
    validators = (etag, http_date(modified))
    response = early or _by_the_proxy(path, content_type) or _answer(
        request, path, stat.st_size, content_type, validators
    )
    for name, value in {"ETag": etag, "Last-Modified": http_date(modified), "Accept-Ranges": "bytes"}.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _by_the_proxy(path: Path, content_type: str) -> HttpResponse | None:
    """Where nginx stands in front, it sends the file, ranges included; we only said who may have it."""
    if not settings.MEDIA_ACCEL or not path.is_relative_to(settings.MEDIA_ROOT):
        return None
    inside = quote(path.relative_to(settings.MEDIA_ROOT).as_posix())
    return HttpResponse(headers={"X-Accel-Redirect": settings.MEDIA_ACCEL + inside}, content_type=content_type)


def _answer(
    request: HttpRequest, path: Path, size: int, content_type: str, validators: tuple[str, str]
) -> HttpResponseBase:
    condition = request.headers.get("If-Range")
    header = request.headers.get("Range", "") if condition is None or condition in validators else ""
    try:
        asked = range_of(header, size)
    except RangeImpossible:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=content_type)
    if asked is None:
        return FileResponse(path.open("rb"), content_type=content_type)
    return _part(path, *asked, size, content_type)


def _part(path: Path, start: int, end: int, size: int, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        Part(path.open("rb"), start, end - start + 1), status=206, content_type=content_type
    )
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response
