"""What each act on units asks for. Whether it can be done is the plan's to say, not the form's."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.admin.roles import day_field
from lms.people.models import Department, DepartmentPeriod, Posting, User
from lms.people.services.units import NewUnit, Part

PARTS = 3


class UnitChoice(forms.ModelChoiceField):
    """Units in tree order, each moved in by its level."""

    def label_from_instance(self, unit: Department) -> str:
        return f"{unit.indented_name} {unit.code}"


class UnitChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, unit: Department) -> str:
        return f"{unit.indented_name} {unit.code}"


def standing():
    return Department.objects.filter(closed_on=None)


def name_field(**extra: Any) -> forms.CharField:
    return forms.CharField(max_length=100, label=_("Name of the unit"), **extra)


def short_field() -> forms.CharField:
    return forms.CharField(max_length=50, required=False, label=_("Short name"))


def code_field(**extra: Any) -> forms.CharField:
    return forms.CharField(max_length=20, label=_("Code"), **extra)


KINDS = [choice for choice in Department.Kind.choices if choice[0] != Department.Kind.ROOT]


class ActForm(forms.Form):
    """An act on `unit` (None: a unit is set up)."""

    on = day_field(_("From"))

    def __init__(self, *args: Any, unit: Department | None, **kwargs: Any) -> None:
        self.unit: Any = unit
        super().__init__(*args, **kwargs)

    def asked(self) -> dict[str, Any]:
        """What the plan and the act are called with."""
        return {"unit": self.unit, "on": self.cleaned_data["on"]}


class OpenForm(ActForm):
    code = code_field(help_text=_("Two digits a level. A code is never changed nor given again."))
    name = name_field()
    short_name = short_field()
    kind = forms.ChoiceField(choices=KINDS, label=_("Kind"), initial=Department.Kind.SECTION)
    parent = UnitChoice(standing(), label=_("belongs to"))
    sort_order = forms.IntegerField(min_value=0, max_value=2**31 - 1, initial=0, label=_("Order"))
    field_order = ["code", "name", "short_name", "kind", "parent", "sort_order", "on"]

    def asked(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RenameForm(ActForm):
    name = name_field()
    short_name = short_field()
    field_order = ["name", "short_name", "on"]

    def asked(self) -> dict[str, Any]:
        return super().asked() | {name: self.cleaned_data[name] for name in ("name", "short_name")}


class MoveForm(ActForm):
    parent = UnitChoice(standing(), label=_("belongs to"))
    field_order = ["parent", "on"]

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"parent": self.cleaned_data["parent"]}


class CloseForm(ActForm):
    pass


class MergeForm(ActForm):
    """Into a unit there is, or into a new one."""

    others = UnitChoices(standing(), required=False, label=_("Together with"),
                         help_text=_("More units that are closed on the same day."),
                         widget=forms.CheckboxSelectMultiple(attrs={"class": "units-many"}))
    into = UnitChoice(standing(), required=False, label=_("Into"), empty_label=_("— a new unit, see below —"))
    code = code_field(required=False, help_text=_("Only for a new unit."))
    name = name_field(required=False)
    short_name = short_field()
    parent = UnitChoice(standing(), required=False, label=_("belongs to"))
    field_order = ["others", "into", "code", "name", "short_name", "parent", "on"]

    def __init__(self, *args: Any, unit: Department, **kwargs: Any) -> None:
        """A unit is not merged with itself, nor is the bureau."""
        super().__init__(*args, unit=unit, **kwargs)
        others = standing().exclude(pk=unit.pk).exclude(kind=Department.Kind.ROOT)
        cast(UnitChoices, self.fields["others"]).queryset = others
        cast(UnitChoice, self.fields["into"]).queryset = others

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("into"):
            for name in ("code", "name", "parent"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("A new unit needs this."))
        return given

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        into = given["into"] or NewUnit(given["code"], given["name"], given["parent"], self.unit.kind,
                                        given["short_name"], self.unit.sort_order)
        return {"units": [self.unit, *given["others"]], "into": into, "on": given["on"]}


class SplitForm(ActForm):
    """Up to three new units; each person and each sub-unit goes to one of them, or stays."""

    close = forms.BooleanField(required=False, label=_("The old unit is closed"),
                               help_text=_("Then everybody and every sub-unit must go to one of the new units."))

    def __init__(self, *args: Any, unit: Department, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        for number in range(1, PARTS + 1):
            required = number == 1
            self.fields[f"code_{number}"] = code_field(required=required)
            self.fields[f"name_{number}"] = name_field(required=required)
            self.fields[f"short_name_{number}"] = short_field()
        self.people = list(_people_in(unit))
        self.units = list(_units_below(unit))
        choices = [("", _("stays")), *((f"{n}", _("to new unit %(n)s") % {"n": n}) for n in range(1, PARTS + 1))]
        for key, label in [*((f"person_{one.pk}", f"{one.display_name} {one.staff_no}") for one in self.people),
                           *((f"unit_{one.pk}", one.name) for one in self.units)]:
            self.fields[key] = forms.ChoiceField(choices=choices, required=False, label=label)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(2, PARTS + 1):
            pair = (given.get(f"code_{number}"), given.get(f"name_{number}"))
            used = any(pair) or any(value == f"{number}" for name, value in given.items() if "_" in name)
            if used and not all(pair):
                self.add_error(f"name_{number}", _("A new unit needs a code and a name."))
        return given

    def parts_fields(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{number}"] for name in ("code", "name", "short_name")] for number in range(1, PARTS + 1)]

    def people_fields(self) -> list[forms.BoundField]:
        return [self[f"person_{one.pk}"] for one in self.people]

    def units_fields(self) -> list[forms.BoundField]:
        return [self[f"unit_{one.pk}"] for one in self.units]

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        above = self.unit.get_parent()
        parts = [
            Part(
                NewUnit(given[f"code_{n}"], given[f"name_{n}"], above, self.unit.kind, given[f"short_name_{n}"],
                        self.unit.sort_order),
                tuple(one for one in self.people if given.get(f"person_{one.pk}") == f"{n}"),
                tuple(one for one in self.units if given.get(f"unit_{one.pk}") == f"{n}"),
            )
            for n in range(1, PARTS + 1) if given[f"code_{n}"]
        ]
        return super().asked() | {"parts": parts, "close": given["close"]}


def _people_in(unit: Department):
    """Who has a post of any kind in the unit, today or later."""
    posts = Posting.objects.exclude(to_on__lt=clock.today()).filter(department=unit)
    return User.objects.filter(pk__in=posts.values("person")).order_by("staff_no")


def _units_below(unit: Department):
    periods = DepartmentPeriod.objects.filter(parent=unit, to_on=None)
    return Department.objects.filter(pk__in=periods.values("department"))


class FilterForm(forms.Form):
    """What of the tree is shown, and as of which day. What cannot be read is left aside."""

    STATES = [("open", _("there on that day")), ("closed", _("closed by then")), ("all", _("all"))]
    q = forms.CharField(required=False, max_length=100, label=_("Name, code or nickname"))
    kind = forms.ChoiceField(required=False, choices=[("", _("all kinds")), *Department.Kind.choices], label=_("Kind"))
    state = forms.ChoiceField(required=False, choices=STATES, label=_("State"))
    day = day_field(_("As of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].required = False

    @classmethod
    def of(cls, given: Any) -> "FilterForm":
        """What the address asks for, with today where it names no day."""
        return cls(given.dict() | {"day": given.get("day") or f"{clock.today()}"})

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return {"q": given.get("q", ""), "kind": given.get("kind", ""), "state": given.get("state") or "open",
                "day": given.get("day") or clock.today()}


class DescribeForm(forms.ModelForm):
    """What is not an act: a name, a place and an end are dated; a code never changes."""

    class Meta:
        model = Department
        fields = ["kind", "sort_order"]
