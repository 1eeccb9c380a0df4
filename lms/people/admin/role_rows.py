"""What the roles screen shows: grants by state, the table of roles."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from lms.people.models import RoleGrant
from lms.people.roles import COLUMNS, ROLES

PER_PAGE, SOON = 50, 14
STATES = ("now", "future", "expired", "all")


@dataclass(frozen=True)
class GrantRow:
    """One role somebody has, had or will have."""

    pk: int
    staff_no: str
    name: str
    role: Any
    unit: str
    from_on: dt.date
    to_on: dt.date | None
    reason: str
    given_by: str
    state: str  # now, future, expired
    soon: bool  # it ends within a fortnight

    @property
    def open(self) -> bool:
        return self.state != "expired"


@dataclass(frozen=True)
class TableRow:
    """A role as the design's table has it."""

    label: Any
    cells: tuple[tuple[Any, Any], ...]  # (column, right)
    expires: bool
    two_factor: bool


def grants(today: dt.date, *, state: str = "now", role: str = "", query: str = "") -> QuerySet[RoleGrant]:
    """The grants of a state, a role, and whose number, name or pinyin has the words typed."""
    rows = RoleGrant.objects.select_related("person", "department", "granted_by").order_by("-from_on", "-pk")
    if state == "now":
        rows = rows.filter(pk__in=RoleGrant.objects.on(today).values("pk"))
    elif state == "future":
        rows = rows.filter(from_on__gt=today)
    elif state == "expired":
        rows = rows.filter(to_on__lt=today)
    if role:
        rows = rows.filter(role=role)
    words = query.strip()
    if words:
        rows = rows.filter(Q(person__staff_no__startswith=words) | Q(person__full_name__icontains=words)
                           | Q(person__pinyin__icontains=words) | Q(person__pinyin_initials__istartswith=words))
    return rows


def page_of(rows: QuerySet[RoleGrant], number: str, today: dt.date) -> Page:
    """Fifty rows (two queries)."""
    shown = Paginator(rows, PER_PAGE).get_page(number)
    shown.object_list = cast(Any, [_row(grant, today) for grant in shown.object_list])
    return shown


def ending_soon(today: dt.date) -> list[GrantRow]:
    """What ends within a fortnight, the next first (one query)."""
    last = today + dt.timedelta(days=SOON)
    rows = RoleGrant.objects.on(today).filter(to_on__lte=last).select_related("person", "department", "granted_by")
    return [_row(grant, today) for grant in rows.order_by("to_on", "pk")]


def _row(grant: RoleGrant, today: dt.date) -> GrantRow:
    state = "future" if grant.from_on > today else "now" if grant.holds_on(today) else "expired"
    soon = state == "now" and grant.to_on is not None and grant.to_on <= today + dt.timedelta(days=SOON)
    return GrantRow(
        grant.pk, grant.person.staff_no, grant.person.display_name, grant.get_role_display(),
        grant.department.name if grant.department else "", grant.from_on, grant.to_on, grant.reason,
        grant.granted_by.display_name if grant.granted_by else "", state, soon,
    )


def table() -> list[TableRow]:
    return [TableRow(
        role.label, tuple((label, getattr(role.rights, name) or "–") for name, label in COLUMNS),
        role.expires, role.two_factor,
    ) for role in ROLES]
