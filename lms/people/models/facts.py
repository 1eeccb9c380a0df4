"""The dated facts that join people and units."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.common.dated import Dated, DatedQuerySet
from lms.people.models.units import Department
from lms.people.models.users import User


class Category(models.TextChoices):
    CIVIL_SERVANT = "civil_servant", _("civil servant")
    REFERENCED = "referenced", _("managed as civil servant")
    INSTITUTION_ADMIN = "institution_admin", _("institution, administrative")
    INSTITUTION_EXPERT = "institution_expert", _("institution, professional")
    WORKER = "worker", _("worker")
    DISPATCHED = "dispatched", _("dispatched")


class PostingQuerySet(DatedQuerySet):
    def main(self) -> Self:
        return self.filter(kind=Posting.Kind.MAIN)


class Posting(Dated):
    """任职: a person holds a post in a unit. The main one says where he counts."""

    class Kind(models.TextChoices):
        MAIN = "main", _("main post")
        CONCURRENT = "concurrent", _("concurrent post")
        LOAN = "loan", _("on loan")
        SECONDMENT = "secondment", _("secondment")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings", verbose_name=_("person"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="postings", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MAIN)
    post = models.CharField(_("post"), max_length=50)
    rank = models.CharField(_("rank"), max_length=30, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)

    objects = PostingQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Dated.Meta):
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-from_on", "-pk"]
        constraints = [
            *Dated.Meta.constraints,
            # A person has one open main posting at most: he counts in one unit. (That no two of his main postings
            # overlap on any day is promised by the database too: migration 0005.)
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="main", to_on__isnull=True), name="posting_one_open_main"
            ),
        ]
        indexes = [models.Index(fields=["department", "kind", "from_on"], name="posting_unit_kind_from")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post} {self.from_on}"


class PersonState(Dated):
    """Paused (out of the denominators, due dates move) or left. The reason is for HR's eyes."""

    class Kind(models.TextChoices):
        PAUSED = "paused", _("paused")
        LEFT = "left", _("left")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="states")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=50)

    class Meta(Dated.Meta):
        verbose_name = _("state")
        verbose_name_plural = _("states")
        ordering = ["-from_on"]
        constraints = [
            *Dated.Meta.constraints,
            # A person leaves once, for good: the number is never given again.
            models.UniqueConstraint(fields=["person"], condition=Q(kind="left"), name="state_left_once"),
        ]


class HeadOf(Dated):
    """科室负责人: who answers for a unit; `acting` marks a deputy in charge (主持工作)."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="headships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="heads")
    acting = models.BooleanField(_("acting"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("head of unit")
        verbose_name_plural = _("heads of units")
        constraints = [
            *Dated.Meta.constraints,
            # One responsible head a unit at a time (on any day: migration 0005).
            models.UniqueConstraint(
                fields=["department"], condition=Q(to_on__isnull=True), name="headof_one_open_per_unit"
            ),
        ]


class Portfolio(Dated):
    """分管: the units a leader is in charge of."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="portfolio")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="leaders")

    class Meta(Dated.Meta):
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        constraints = [
            *Dated.Meta.constraints,
            # A leader is given a unit once at a time.
            models.UniqueConstraint(
                fields=["person", "department"], condition=Q(to_on__isnull=True), name="portfolio_one_open"
            ),
        ]


class RoleGrant(Dated):
    """A role given by name; headship and portfolio give theirs by themselves."""

    class Role(models.TextChoices):
        HR = "hr", _("HR officer")
        SUPERVISION = "supervision", _("supervision office")
        EDITOR = "editor", _("course editor")
        COUNTY_ADMIN = "county_admin", _("county administrator")
        SYSTEM_ADMIN = "system_admin", _("system administrator")
        SECURITY_ADMIN = "security_admin", _("security administrator")
        AUDITOR = "auditor", _("auditor")
        INSPECTOR = "inspector", _("inspector")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            *Dated.Meta.constraints,
            # A role is given once at a time.
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(to_on__isnull=True), name="rolegrant_one_open"
            ),
            # (That no account holds two of the three administrators' roles on any day: migration 0006.)
            # Nobody gives himself a role.
            models.CheckConstraint(condition=~Q(granted_by=F("person")), name="rolegrant_not_to_oneself"),
            # An inspector's account expires.
            models.CheckConstraint(
                condition=~Q(role="inspector") | Q(to_on__isnull=False), name="rolegrant_inspector_expires"
            ),
        ]
