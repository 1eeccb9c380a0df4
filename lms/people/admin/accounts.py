"""Accounts, kept by the system administrators: opened, renamed, switched off. Passwords are not theirs."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.log_actions import log
from wagtail.users.forms import UserForm
from wagtail.users.views.users import CreateView, EditView, IndexView, UserColumn, UserFilterSet, UserViewSet

from lms.people.models import User
from lms.people.secret_views import show_slips
from lms.people.services.roles import why_not_switched
from lms.people.services.secrets import Slip, open_account
from lms.people.services.sign_in import known_number, undecorated


class PersonForm(UserForm):
    """An account: number, one name, e-mail. Roles and passwords are not given here, and nobody is a superuser."""

    password_enabled = False
    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(required=False, label=_("E-mail"))

    class Meta:
        model = User
        fields = ["staff_no", "full_name", "name_tag", "email"]

    def clean_staff_no(self) -> str:
        """Another spelling of a number that is given is that number."""
        known = known_number(self.cleaned_data["staff_no"])
        return known if User.objects.filter(staff_no=known).exists() else undecorated(self.cleaned_data["staff_no"])


class PersonEditForm(PersonForm):
    """The number is for ever. One's own account cannot be switched off."""

    class Meta(PersonForm.Meta):
        fields = ["full_name", "name_tag", "email", "is_active"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    def clean_is_active(self) -> bool:
        """The last who gives roles stays, and who has left stays out."""
        wanted = self.cleaned_data["is_active"]
        refusal = why_not_switched(self.instance, on=wanted) if wanted != self.instance.is_active else ""
        if refusal:
            raise forms.ValidationError(refusal)
        return wanted


class PersonFilterSet(UserFilterSet):
    """By last sign-in, by whether the person may sign in, by group; nobody is a superuser."""

    is_superuser = None


class PersonIndexView(IndexView):
    """Found by name or number. No ticking of many: a role is given with a date, by name."""

    search_fields = ["staff_no", "full_name", "pinyin"]

    @cached_property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(UserColumn)
        return [
            name("full_name", accessor="display_name", label=_("Name"), sort_key="full_name",
                 get_url=self.get_edit_url),
            Column("staff_no", label=_("Staff number"), sort_key="staff_no"),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]


class PersonCreateView(CreateView):
    """The answer is the slip with the one-time password, shown this once."""

    slip: Slip

    def save_instance(self) -> User:
        self.slip = open_account(person=self.form.save(commit=False), by=self.request.user, request=self.request)
        log(instance=self.slip.person, action="wagtail.create")
        return self.slip.person

    def form_valid(self, form: PersonForm) -> HttpResponse:
        super().form_valid(form)
        return show_slips(self.request, [self.slip], [])


class PersonEditView(EditView):
    """Judged and saved in one transaction: of two who switch off the last two security administrators, one waits."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)


class PersonViewSet(UserViewSet):
    """Wagtail's user administration with our person."""

    filterset_class = PersonFilterSet
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    menu_label = _("Accounts")
    template_prefix = "people/admin/"
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonEditForm if for_update else PersonForm
