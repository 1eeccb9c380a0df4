"""What a bureau sets for itself."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="group", order=300)
class PeopleSettings(BaseGenericSetting):
    """Limits and habits of the register."""

    class Order(models.TextChoices):
        STROKES = "strokes", _("by strokes of the surname")
        PINYIN = "pinyin", _("by pinyin")

    name_order = models.CharField(_("order of names"), max_length=10, choices=Order.choices, default=Order.STROKES)
    max_leavers_percent = models.PositiveSmallIntegerField(
        _("leavers a roster may bring, in percent of staff"), default=5, validators=[MaxValueValidator(100)],
        help_text=_("A roster with more is not written: more likely a part of the file is missing."),
    )
    always_allowed_leavers = models.PositiveSmallIntegerField(_("leavers a roster may always bring"), default=5)
    secret_hours = models.PositiveSmallIntegerField(
        _("hours a one-time password is good for"), default=72,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    inspector_days = models.PositiveSmallIntegerField(
        _("days an inspector's account may last"), default=180,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )

    class Meta:
        verbose_name = _("staff register")
