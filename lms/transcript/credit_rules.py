"""The dated rule by which study makes hours: HR adds the next one; one that hours were entered by is never edited."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from lms.common import clock
from lms.transcript.models import CreditEntry, CreditRule
from lms.transcript.services import keep_rule, last_credited_on

LEAST_MINUTES, MOST_MINUTES = 15, 120
STEPS = (Decimal("0.25"), Decimal("0.50"), Decimal("1.00"))


def unused() -> QuerySet[CreditRule]:
    """Rules no hours were entered by yet: what may still be corrected."""
    return CreditRule.objects.exclude(Exists(CreditEntry.objects.filter(rule=OuterRef("pk"))))


class CreditRuleForm(WagtailAdminModelForm):
    """A rule holds from a day after everything that was entered: hours keep the rule they were entered by."""

    def clean_from_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["from_on"]
        last = last_credited_on()
        if last and day <= last:
            raise ValidationError(gettext("Hours were entered until %(day)s. A new rule holds from a later day.") % {
                "day": formats.date_format(last, "DATE_FORMAT")})
        if CreditRule.objects.filter(from_on=day).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Another rule begins on this day."))
        return day

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
            raise ValidationError(gettext("Between %(least)d and %(most)d minutes.") % {
                "least": LEAST_MINUTES, "most": MOST_MINUTES})
        return minutes

    def clean_step(self) -> Decimal:
        step: Decimal = self.cleaned_data["step"]
        if step not in STEPS:
            raise ValidationError(gettext("A quarter of an hour, half an hour or a whole one: 0.25, 0.50 or 1.00."))
        return step


class CreditRuleIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[CreditRule]:
        return super().get_base_queryset().annotate(
            used=Exists(CreditEntry.objects.filter(rule=OuterRef("pk")))
        ).order_by("-from_on")

    def get_edit_url(self, instance: Any) -> str | None:
        return None if instance.used else super().get_edit_url(instance)


class CreditRuleAddView(generic.CreateView):
    def save_instance(self) -> CreditRule:
        return keep_rule(rule=self.form.save(commit=False), by=self.request.user)


class CreditRuleEditView(generic.EditView):
    """One that was used answers 404."""

    def get_queryset(self) -> QuerySet[CreditRule]:
        return unused()

    def get_object(self, queryset: Any = None) -> CreditRule:
        return super().get_object(queryset or self.get_queryset())

    def save_instance(self) -> CreditRule:
        return keep_rule(rule=self.form.save(commit=False), by=self.request.user)


def state_of(rule: CreditRule) -> str:
    """In words: to come, in force, or followed by another."""
    today = clock.today()
    if rule.from_on > today:
        return gettext("from %(day)s on") % {"day": formats.date_format(rule.from_on, "DATE_FORMAT")}
    newest = CreditRule.objects.on(today).order_by("-from_on").values_list("pk", flat=True).first()
    return gettext("in force") if newest == rule.pk else gettext("followed by a later rule")


class CreditRuleViewSet(ModelViewSet):
    model = CreditRule
    name = url_prefix = url_namespace = "credit_rules"
    icon = "time"
    menu_label = _("Credit rules")
    menu_order = 225
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["version", "title", "from_on", "minutes", "step"]
    index_view_class = CreditRuleIndexView
    add_view_class = CreditRuleAddView
    edit_view_class = CreditRuleEditView
    list_display = ["version", "title", "from_on", "minutes", "step",
                    Column("state", label=_("State"), accessor=state_of)]
    ordering = "-from_on"
    search_fields = ["version", "title"]
    search_backend_name = None
    edit_handler = ObjectList([
        FieldRowPanel([FieldPanel("version", help_text=_("Kept on every entry made by it, for example 2027.")),
                       FieldPanel("from_on", help_text=_("It holds until the next rule begins."))]),
        FieldPanel("title", help_text=_("The document that lays it down.")),
        FieldRowPanel([FieldPanel("minutes"),
                       FieldPanel("step", help_text=_("Hours are rounded down to whole steps."))]),
    ], base_form_class=CreditRuleForm)
