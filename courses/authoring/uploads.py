"""What editors upload: looked into before it is kept. What is refused leaves nothing behind."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtailmedia.forms import BaseMediaForm

from courses import decks, sniffing
from courses.films import seconds_of

DOCUMENT_MB = 50
MEDIA_MB = 2048
CAPTIONS_MB = 2


def check_document(file: Any) -> None:
    """Raises ValidationError for a file that is not what it says, locked, damaged or too large."""
    try:
        sniffing.check(file, name=file.name, size=file.size, most_mb=DOCUMENT_MB)
        if sniffing.extension_of(file.name) == "pdf":
            _check_pdf(file)
    except (sniffing.FileRefused, decks.DeckRefused) as refusal:
        raise ValidationError(str(refusal)) from refusal


def _check_pdf(file: Any) -> None:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        decks.check_opens(Path(copy.name))
    file.seek(0)


def _is_new(file: Any) -> bool:
    return bool(file) and hasattr(file, "content_type")


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if _is_new(file):
            check_document(file)
        return file


class MediaForm(BaseMediaForm):
    """A film or a recording says its own length; one that does not cannot be counted, and is refused."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if _is_new(file):
            self._check(file)
        return file

    def _check(self, file: Any) -> None:
        try:
            sniffing.check(file, name=file.name, size=file.size, most_mb=MEDIA_MB)
        except sniffing.FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        length = seconds_of(file, file.name)
        file.seek(0)
        if length < 1:
            raise ValidationError(_("The file does not say how long it is: it is damaged, or was not finished. "
                                    "Export it again as MP4 or MP3, then upload that."))

    def clean_captions(self) -> Any:
        file = self.cleaned_data["captions"]
        if _is_new(file):
            head = file.read(16)
            file.seek(0)
            if file.size > CAPTIONS_MB * sniffing.MB or not head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
                raise ValidationError(_("Captions are a WebVTT file: its first line is WEBVTT."))
        return file
