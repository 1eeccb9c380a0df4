"""The hours owed a year: HR adds the next target; what was owed in a year that is over stays as it was shown."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from lms.common import clock
from lms.people.models import Category
from lms.transcript import rules
from lms.transcript.models import CreditTarget
from lms.transcript.services import keep_target

EVERYONE = ("", _("everyone"))
WORDS = ("counter", "category", "hours", "basis", "from_on")


def _day(day: dt.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


class CreditTargetForm(WagtailAdminModelForm):
    """It begins this year or later; one of an earlier year is only ended, and not before this year."""

    category = forms.ChoiceField(choices=(EVERYONE, *Category.choices), required=False, label=_("staff category"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_on = rules.first_day_open_to_targets(clock.today())
        if self.instance.pk and self.instance.from_on < self.first_on:
            for name in WORDS:
                self.fields[name].disabled = True

    def clean_hours(self) -> Decimal:
        hours: Decimal = self.cleaned_data["hours"]
        if not rules.is_target(hours):
            raise ValidationError(gettext("More than 0 and at most %(most)d hours a year, in steps of a quarter.") % {
                "most": rules.MOST_TARGET})
        return hours

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        begins, ends = said.get("from_on"), said.get("to_on")
        if begins and begins < self.first_on and not self.fields["from_on"].disabled:
            self.add_error("from_on", gettext("Years that are over keep their targets: it begins on %(day)s at the "
                                              "earliest.") % {"day": _day(self.first_on)})
        if ends and ends != self.instance.to_on and ends < self.first_on - dt.timedelta(days=1):
            self.add_error("to_on", gettext("Years that are over keep their targets: its last day is %(day)s at the "
                                            "earliest.") % {"day": _day(self.first_on - dt.timedelta(days=1))})
        if begins and self._taken(said):
            self.add_error("from_on", gettext("Another target of this counter and category begins on this day."))
        return said

    def _taken(self, said: dict[str, Any]) -> bool:
        same = {name: said.get(name) for name in ("counter", "category", "from_on")}
        return CreditTarget.objects.filter(**same).exclude(pk=self.instance.pk).exists()


class _Kept:
    """What is saved is in the log."""

    form: WagtailAdminModelForm
    request: Any

    def save_instance(self) -> CreditTarget:
        return keep_target(target=self.form.save(commit=False), by=self.request.user)


class CreditTargetAddView(_Kept, generic.CreateView):
    pass


class CreditTargetEditView(_Kept, generic.EditView):
    """One that ended in a year that is over answers 404."""

    def get_queryset(self) -> QuerySet[CreditTarget]:
        return CreditTarget.objects.open_to_change(rules.first_day_open_to_targets(clock.today()))

    def get_object(self, queryset: Any = None) -> CreditTarget:
        return super().get_object(queryset or self.get_queryset())


class CreditTargetIndexView(generic.IndexView):
    def get_edit_url(self, instance: Any) -> str | None:
        closed = instance.to_on and instance.to_on < rules.first_day_open_to_targets(clock.today())
        return None if closed else super().get_edit_url(instance)


def whom(target: CreditTarget) -> str:
    return str(dict((EVERYONE, *Category.choices)).get(target.category, target.category))


def state_of(target: CreditTarget) -> str:
    """In words: to come, in force, over, or followed by another."""
    today = clock.today()
    if target.from_on > today:
        return gettext("from %(day)s on") % {"day": _day(target.from_on)}
    if not target.holds_on(today):
        return gettext("until %(day)s") % {"day": _day(target.to_on)}  # type: ignore[arg-type]
    same = CreditTarget.objects.on(today).filter(counter=target.counter, category=target.category)
    newest = same.order_by("-from_on").values_list("pk", flat=True).first()
    return gettext("in force") if newest == target.pk else gettext("followed by a later target")


class CreditTargetViewSet(ModelViewSet):
    model = CreditTarget
    name = url_prefix = url_namespace = "credit_targets"
    icon = "crosshairs"
    menu_label = _("Yearly targets")
    menu_order = 226
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = CreditTargetIndexView
    add_view_class = CreditTargetAddView
    edit_view_class = CreditTargetEditView
    list_display = ["counter", Column("whom", label=_("staff category"), accessor=whom), "hours", "from_on", "to_on",
                    Column("state", label=_("State"), accessor=state_of)]
    list_filter = ["counter"]
    ordering = "-from_on"
    edit_handler = ObjectList([
        FieldRowPanel([FieldPanel("counter"), FieldPanel("category", help_text=_(
            "A category's own target comes before everyone's."))]),
        FieldPanel("hours", help_text=_("Owed in a calendar year; the two counters are never added up.")),
        FieldPanel("basis", help_text=_("The document that lays it down.")),
        FieldRowPanel([FieldPanel("from_on", help_text=_("It holds until the next of the same counter and category.")),
                       FieldPanel("to_on", help_text=_("Only when no other follows it."))]),
    ], base_form_class=CreditTargetForm)
