"""Fields of the audience rules: a unit by its place in the tree, a person by his staff number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.curricula.models import AudienceRule
from lms.people.models import Department, User

INDENT = "　"


class UnitField(forms.ModelChoiceField):
    """Units in the bureau's order, sub-units set in."""

    def label_from_instance(self, unit: Department) -> str:
        return f"{INDENT * (unit.depth - 1)}{unit.name}"


class StaffNumberField(forms.ModelChoiceField):
    """A person typed as his staff number: no list of ten thousand names, and none shown to who may not see it."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("staff_no", flat=True).first()
        return super().prepare_value(value)


class AudienceRuleForm(WagtailAdminModelForm):
    department = UnitField(queryset=Department.objects.order_by("path"), required=False, label=_("Unit"))
    person = StaffNumberField(
        queryset=User.objects.all(), to_field_name="staff_no", required=False, label=_("Single person"),
        help_text=_("The staff number of one person."),
        error_messages={"invalid_choice": _("Nobody has this staff number.")},
    )

    class Meta:
        model = AudienceRule
        fields = [
            "department", "with_sub_units", "category", "post", "rank", "tag", "min_months", "max_months", "person",
            "exclude",
        ]
