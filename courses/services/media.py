"""Keeping films, recordings and documents: looked into before anything is kept, known again by their content."""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Collection
from wagtailmedia.settings import wagtailmedia_settings

from courses import decks, sniffing
from courses.films import seconds_of
from courses.models import CourseMedia

DOCUMENT_MB, MEDIA_MB = 50, 2048
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Duplicate(ValueError):  # noqa: N818 - it names what happened
    """The same content is kept already, as `known`."""

    known: Any

    def __str__(self) -> str:
        return gettext("The same file is here already: “%(title)s”. Nothing was kept twice.") % {
            "title": self.known.title}


def check_recording(file: Any) -> float:
    """How many seconds a film or recording takes. Raises FileRefused for what is none, broken, or does not say."""
    sniffing.check(file, name=file.name, size=file.size, most_mb=MEDIA_MB)
    length = seconds_of(file, file.name)
    file.seek(0)
    if length < 1:
        raise sniffing.FileRefused(gettext(
            "The file does not say how long it is: it is damaged, or was not finished. "
            "Export it again as MP4 or MP3, then upload that."))
    return round(length, 1)


def check_document(file: Any) -> None:
    """Raises FileRefused or DeckRefused for a file that is not what it says, locked, damaged or too large."""
    sniffing.check(file, name=file.name, size=file.size, most_mb=DOCUMENT_MB)
    if sniffing.extension_of(file.name) != "pdf":
        return
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        decks.check_opens(Path(copy.name))
    file.seek(0)


def kind_of(name: str) -> str:
    """video, audio or document (a PDF), by the name; nothing for anything else. The content is looked into later."""
    extension = sniffing.extension_of(name)
    kinds = {"video": wagtailmedia_settings.VIDEO_EXTENSIONS, "audio": wagtailmedia_settings.AUDIO_EXTENSIONS,
             "document": ["pdf"]}
    return next((kind for kind, known in kinds.items() if extension in known), "")


def keep_upload(*, file: Any, collection: Collection, by: Any) -> Any:
    """The film, recording or PDF that was kept, under its file's name until it gets a title.

    Raises FileRefused or DeckRefused with what is wrong, Duplicate with what is here already: then nothing is kept.
    """
    kind, title = kind_of(file.name), PurePath(file.name).stem[:255]
    if not kind:
        raise sniffing.FileRefused(gettext("Films (MP4, WebM), recordings (MP3, M4A, WAV, OGG) and PDF only."))
    fields = {"file": file, "title": title, "collection": collection, "uploaded_by_user": by}
    made = _document(fields) if kind == "document" else _recording(file, {"type": kind} | fields)
    with transaction.atomic():
        made.save()
        log(instance=made, action="wagtail.create", user=by)
    return made


def keep_recording(*, file: Any, kind: str, title: str, **fields: Any) -> CourseMedia:
    """A film or recording with the length that it says itself. Raises FileRefused, Duplicate."""
    made = _recording(file, {"file": file, "type": kind, "title": title} | fields)
    made.save()
    return made


def _recording(file: Any, fields: dict[str, Any]) -> CourseMedia:
    length, digest = check_recording(file), digest_of(file)
    if known := _same_recording(digest, file.size):
        raise Duplicate(known)
    return CourseMedia(duration=length, digest=digest, **fields)


def _document(fields: dict[str, Any]) -> Any:
    file = fields["file"]
    check_document(file)
    sha1 = hashlib.sha1(usedforsecurity=False)  # as the framework keeps it
    for chunk in _chunks(file):
        sha1.update(chunk)
    if known := get_document_model().objects.filter(file_hash=sha1.hexdigest()).first():
        raise Duplicate(known)
    return get_document_model()(file_size=file.size, file_hash=sha1.hexdigest(), **fields)


def _same_recording(digest: str, size: int) -> CourseMedia | None:
    """By its digest; what came before there were digests is read once, if it is as large."""
    if known := CourseMedia.objects.filter(digest=digest).first():
        return known
    for older in CourseMedia.objects.filter(digest=""):
        if not older.file.storage.exists(older.file.name) or older.file.size != size:
            continue
        with older.file.open("rb") as content:
            older.digest = digest_of(content)
        older.save(update_fields=["digest"])
        if older.digest == digest:
            return older
    return None


def digest_of(file: Any) -> str:
    """SHA-256, read in pieces; the file is left at its beginning."""
    sha256 = hashlib.sha256()
    for chunk in _chunks(file):
        sha256.update(chunk)
    return sha256.hexdigest()


def _chunks(file: Any) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
    file.seek(0)


def measure(media: CourseMedia) -> float:
    """How long a kept recording is, by its file; 0 when it is lost or does not say."""
    if not media.file or not media.file.storage.exists(media.file.name):
        return 0.0
    with media.file.storage.open(media.file.name) as film:
        return round(seconds_of(film, media.file.name), 1)

