"""Forms of the content administration."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.users.forms import UserForm

from lms.people.models import Department, User


class PersonForm(UserForm):
    """An account: number, one name, e-mail, password. Roles are not given here, and nobody is a superuser."""

    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta:
        model = User
        fields = ["staff_no", "full_name", "name_tag", "email"]

    def save(self, commit: bool = True) -> User:
        """A password given here is someone else's choice, so it must be changed at first sign-in."""
        if self.cleaned_data.get("password1"):
            self.instance.must_change_password = True
        return super().save(commit)


class PersonEditForm(PersonForm):
    """The number is for ever. One's own account cannot be switched off, nor its password changed without the old."""

    password_required = False

    class Meta(PersonForm.Meta):
        fields = ["full_name", "name_tag", "email", "is_active"]

    def __init__(self, *args, editing_self: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            for name in ("is_active", "password1", "password2"):
                del self.fields[name]
        else:
            self.fields["password1"].help_text = _(
                "Leave empty to keep it. A new password is for the first sign-in only: the person must then change it."
            )

    def save(self, commit: bool = True) -> User:
        if "password1" not in self.fields:
            self.cleaned_data["password1"] = ""
        return super().save(commit)


class UnitChoice(forms.ModelChoiceField):
    """Units in tree order, each moved in by its level."""

    def label_from_instance(self, unit: Department) -> str:
        return unit.indented_name


class DepartmentForm(WagtailAdminModelForm):
    """A unit and its place in the tree."""

    parent = UnitChoice(Department.objects.all(), label=_("belongs to"))
    successor = UnitChoice(Department.objects.all(), required=False, label=_("successor"),
                           help_text=_("The unit that takes over, when this one is closed."))

    class Meta:
        model = Department
        fields = ["parent", "code", "name", "short_name", "kind", "sort_order", "closed_on", "successor"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        above = self.instance.get_parent() if self.instance.pk else None
        self.fields["parent"].initial = above
        self.fields["parent"].required = not self.instance.pk or above is not None

    def clean_parent(self) -> Department | None:
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A unit cannot belong to itself or to one of its own sections."))
        return parent

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("successor") and not cleaned.get("closed_on"):
            self.add_error("closed_on", _("A unit with a successor needs the date it was closed."))
        if cleaned.get("successor") and cleaned["successor"].pk == self.instance.pk:
            self.add_error("successor", _("A unit cannot succeed itself."))
        return cleaned

    def save(self, commit: bool = True) -> Department:
        """treebeard places a node itself: a new one under its parent, a moved one with all below it."""
        parent = self.cleaned_data["parent"]
        if not self.instance.pk:
            return parent.add_child(instance=self.instance)
        self.instance.save()
        if parent and "parent" in self.changed_data:
            self.instance.move(parent, "sorted-child")
            self.instance.refresh_from_db()
        return self.instance
