"""Audio and video. Their address is the checked view, never a public file."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

from courses.films import seconds_of


class CourseMedia(AbstractMedia):
    captions = models.FileField(
        _("captions (WebVTT)"),
        upload_to="captions",
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
    )
    transcript = models.TextField(_("transcript"), blank=True)

    admin_form_fields = (
        "title", "file", "collection", "duration", "width", "height", "thumbnail", "captions", "transcript", "tags",
    )

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    def save(self, *args, **kwargs) -> None:
        """A new film or recording says its own length; so does one whose length is missing."""
        is_new = bool(self.file) and not self.file._committed
        if self.file and (is_new or not self.duration):  # type: ignore[has-type]
            self.duration = self._length(is_new) or self.duration  # type: ignore[has-type]
        super().save(*args, **kwargs)

    def _length(self, is_new: bool) -> float:
        if is_new:
            length = seconds_of(self.file.file, self.file.name)
            self.file.seek(0)
            return round(length, 1)
        if not self.file.storage.exists(self.file.name):
            return 0.0
        with self.file.storage.open(self.file.name) as film:
            return round(seconds_of(film, self.file.name), 1)

    @property
    def url(self) -> str:
        return reverse("study:media", args=[self.pk])

    @property
    def captions_url(self) -> str:
        return reverse("study:captions", args=[self.pk]) if self.captions else ""
