"""Audio and video. Their address is the checked view, never a public file."""

from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia


class CourseMedia(AbstractMedia):
    captions = models.FileField(
        _("captions (WebVTT)"),
        upload_to="captions",
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
    )
    transcript = models.TextField(_("transcript"), blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True,
                              help_text="SHA-256 of the file; empty for what came before there were digests.")

    admin_form_fields = (
        "title", "file", "collection", "duration", "width", "height", "thumbnail", "captions", "transcript", "tags",
    )

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    @property
    def url(self) -> str:
        return reverse("study:media", args=[self.pk])

    @property
    def captions_url(self) -> str:
        return reverse("study:captions", args=[self.pk]) if self.captions else ""
