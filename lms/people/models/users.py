"""A person and his account."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common import clock


class UserQuerySet(models.QuerySet):
    def visible_to(self, viewer: "User", on: dt.date | None = None) -> Self:
        """The people whose records `viewer` may read, himself included (design 1, accounts and roles)."""
        from lms.people.access import people_in_scope

        return people_in_scope(self, viewer, on or clock.today())

    def employed_on(self, day: dt.date) -> Self:
        """Those who hold a main posting on `day`."""
        from lms.people.models.facts import Posting

        return self.filter(Q(pk__in=Posting.objects.main().on(day).values("person_id")))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, staff_no: str, full_name: str, password: str | None = None, **extra) -> "User":
        user = self.model(staff_no=staff_no, full_name=full_name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_no: str, full_name: str, password: str | None = None, **extra) -> "User":
        return self.create_user(staff_no, full_name, password, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The staff number (工号) is the key for ever: it is never given to a second person."""

    class DisplaySize(models.TextChoices):
        NORMAL = "normal", _("Normal type")
        LARGE = "large", _("Large type")

    staff_no = models.CharField(_("staff number"), max_length=20, unique=True)
    full_name = models.CharField(_("full name"), max_length=50)
    name_tag = models.CharField(_("same-name mark"), max_length=10, blank=True)
    # Keys for order and search, made from the name; what HR corrected by hand stays.
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, db_index=True)
    pinyin_initials = models.CharField(_("pinyin initials"), max_length=50, blank=True, editable=False)
    stroke_key = models.CharField(_("stroke order"), max_length=500, blank=True, db_index=True)
    keys_by_hand = models.BooleanField(_("order corrected by hand"), default=False, editable=False)
    gender = models.CharField(_("gender"), max_length=2, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    # A one-time secret given by someone else is good until then; null for a password chosen by the person.
    secret_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    display_size = models.CharField(
        _("type size"), max_length=10, choices=DisplaySize.choices, default=DisplaySize.NORMAL
    )
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "staff_no"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["staff_no"]

    def __str__(self) -> str:
        return f"{self.display_name} {self.staff_no}"

    @property
    def display_name(self) -> str:
        """王伟（大）: the name with the mark that tells two of the same name apart."""
        return f"{self.full_name}（{self.name_tag}）" if self.name_tag else self.full_name

    @property
    def first_name(self) -> str:
        """What the content administration's menu greets by."""
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class OldPassword(models.Model):
    """A password, hashed, that the person had: the last five are not taken again (design 1, accounts)."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="old_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")
        ordering = ["-pk"]
