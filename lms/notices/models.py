"""Messages to a person: in his inbox, and by e-mail."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import PreviewableMixin

from lms.notices import letters, rules


class Mail(models.Model):
    """One e-mail of the outbox. The row stays; what was sent, to which address and when can be asked for."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    occasion = models.CharField(_("occasion"), max_length=60)
    on = models.DateField(_("day"))
    address = models.EmailField(_("e-mail"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"))
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail message")
        verbose_name_plural = _("e-mail messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            # One occasion sends a person one e-mail a day, whoever runs the sending how often.
            models.UniqueConstraint(fields=["person", "occasion", "on"], name="mail_once_a_day"),
            # What was sent says when; what was not, does not.
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_says_when",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="mail_waiting")]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """One message in a person's inbox."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # The e-mail that spoke of it: no notice is mailed twice.
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "read_at"], name="notice_person_read"),
            models.Index(
                fields=["created_at"], condition=Q(mail__isnull=True, read_at__isnull=True), name="notice_unmailed"
            ),
        ]
        # The key names the occasion, so that one occasion never sends two notices: see `key`.

    def __str__(self) -> str:
        return self.subject


class Letter(PreviewableMixin, models.Model):
    """How HR words one kind of letter. A kind without a row says what the program says (`letters`)."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["pk"]

    def __str__(self) -> str:
        known = letters.kind_of(self.kind)
        return str(known.label) if known else self.kind

    def clean(self) -> None:
        """Only this kind's placeholders, and all that it needs."""
        known = letters.kind_of(self.kind)
        if known is None:
            return
        problems = rules.wrong_words(self.subject, self.body, frozenset(known.words), known.needed)
        if problems.unknown:
            raise ValidationError({problems.where: gettext("{%(word)s} is not a placeholder here. Use: %(words)s.") % {
                "word": problems.unknown, "words": " ".join(f"{{{word}}}" for word in known.words)}})
        if problems.missing:
            raise ValidationError({"body": gettext("{%(word)s} must stand in the text: without it the letter does not "
                                                    "say what it is about.") % {"word": problems.missing}})

    @property
    def words(self) -> list[dict[str, Any]]:
        """The placeholders, for the form."""
        known = letters.kind_of(self.kind)
        if known is None:
            return []
        return [{"written": f"{{{word}}}", "meaning": meant.meaning, "needed": word in known.needed}
                for word, meant in known.words.items()]

    def filled(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """Subject, on one line, and text."""
        return " ".join(letters.fill(self.subject, values).split())[:200], letters.fill(self.body, values)

    def example(self) -> tuple[str, str]:
        """As it would look, with example values."""
        known = letters.kind_of(self.kind)
        return self.filled({word: meant.example for word, meant in known.words.items()} if known else {})

    def get_preview_template(self, request, mode_name: str) -> str:
        return "notices/letter_preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        subject, body = self.example()
        return {"subject": subject, "body": body, "letter": self}


@register_setting(icon="mail", order=320)
class NoticeSettings(BaseGenericSetting):
    """When people are written to."""

    from_hour = models.PositiveSmallIntegerField(
        _("no earlier than (hour)"), default=8, validators=[MaxValueValidator(17)],
        help_text=_("Reminders and e-mail go out from this hour on, on working days only."),
    )
    lines = models.PositiveSmallIntegerField(
        _("lines in a letter at most"), default=20, validators=[MaxValueValidator(200)],
        help_text=_("What is more is counted: “and 12 more”."),
    )

    class Meta:
        verbose_name = _("notices and e-mail")
