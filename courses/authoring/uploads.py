"""What editors upload: looked into before it is kept. What is refused leaves nothing behind."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtailmedia.forms import BaseMediaForm

from courses import decks, sniffing
from courses.services import media

CAPTIONS_MB = 2


def _is_new(file: Any) -> bool:
    return bool(file) and hasattr(file, "content_type")


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if _is_new(file):
            try:
                media.check_document(file)
            except (sniffing.FileRefused, decks.DeckRefused) as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file


class MediaForm(BaseMediaForm):
    """A film or a recording says its own length; one that does not cannot be counted, and is refused."""

    measured = 0.0

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if _is_new(file):
            try:
                self.measured = media.check_recording(file)
            except sniffing.FileRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict[str, Any]:
        """The file's own length, whatever was typed; so too where none was known."""
        cleaned = super().clean() or self.cleaned_data
        if not self.measured and not cleaned.get("duration") and self.instance.pk and "file" not in self.changed_data:
            self.measured = media.measure(self.instance)
        if self.measured:
            cleaned["duration"] = self.measured
        if _is_new(cleaned.get("file")):
            self.instance.digest = media.digest_of(cleaned["file"])
        return cleaned

    def clean_captions(self) -> Any:
        file = self.cleaned_data["captions"]
        if _is_new(file):
            head = file.read(16)
            file.seek(0)
            if file.size > CAPTIONS_MB * sniffing.MB or not head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
                raise ValidationError(_("Captions are a WebVTT file: its first line is WEBVTT."))
        return file
