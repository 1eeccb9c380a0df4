"""A roster's preview, a page at a time, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import Category, Department, ImportRow, ImportRun, PersonState, Posting

PER_PAGE = 50
Kind = ImportRow.Kind
# What needs a look comes first; the sign says the kind where colour does not.
TABS: tuple[tuple[str, str, str, Any], ...] = (
    (Kind.REFUSED, "refused", "✕", gettext_lazy("Refused")),
    (Kind.LEAVER, "leavers", "－", gettext_lazy("Leavers")),
    (Kind.MOVER, "movers", "→", gettext_lazy("Movers")),
    (Kind.CHANGED, "changed", "≠", gettext_lazy("Changed")),
    (Kind.JOINER, "joiners", "＋", gettext_lazy("Joiners")),
    (Kind.UNCHANGED, "unchanged", "＝", gettext_lazy("Unchanged")),
)
SIGNS = {kind: (sign, label) for kind, _counter, sign, label in TABS}
FIELDS: dict[str, Any] = {
    "full_name": gettext_lazy("Name"), "name_tag": gettext_lazy("Same-name mark"), "gender": gettext_lazy("Gender"),
    "unit": gettext_lazy("Unit"), "post": gettext_lazy("Post"), "rank": gettext_lazy("Rank"),
    "category": gettext_lazy("Category"), "kind": gettext_lazy("Kind of post"), "state": gettext_lazy("State"),
    "from_on": gettext_lazy("From"), "last_day": gettext_lazy("Last day"), "reason": gettext_lazy("Reason"),
}
WORDS: dict[str, dict[str, Any]] = {
    "category": dict(Category.choices), "kind": dict(Posting.Kind.choices),
    "state": {"active": gettext_lazy("in post")} | dict(PersonState.Kind.choices),
}


@dataclass(frozen=True)
class Tab:
    """A filter with how many it shows."""

    kind: str
    sign: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class FieldChange:
    """One field, old → new. `is_new`: there was no such person or post before."""

    label: str
    before: str
    after: str
    is_new: bool


@dataclass(frozen=True)
class RowShown:
    """One row of the roster; `row` is empty for who is not in the file."""

    row: int | None
    hidden: bool
    kind: str
    sign: str
    kind_label: str
    staff_no: str
    full_name: str
    changes: tuple[FieldChange, ...]
    reasons: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Preview:
    """A page of rows, the tabs above it, and what was asked for."""

    tabs: tuple[Tab, ...]
    rows: tuple[RowShown, ...]
    page: Page
    kind: str
    query: str

    @property
    def address(self) -> str:
        """What a link to another page of these rows begins with."""
        return f"{urlencode({'kind': self.kind, 'q': self.query})}&"


def preview(run: ImportRun, *, kind: str, query: str, page: str) -> Preview:
    """Three questions, however long the roster."""
    kind = kind if kind in Kind.values else ""
    paginator = Paginator(_rows(run, kind, query.strip()), PER_PAGE)
    shown = paginator.get_page(page)
    units = dict(Department.objects.order_by().values_list("code", "name"))
    return Preview(tabs_of(run, kind), tuple(row_shown(row, units) for row in shown), shown, kind, query.strip())


def tabs_of(run: ImportRun, kind: str) -> tuple[Tab, ...]:
    """All rows first, then kind by kind; what does not occur has no tab."""
    counts = [(one, sign, str(label), getattr(run, counter)) for one, counter, sign, label in TABS]
    everything = Tab("", "", _("All"), sum(count for *_rest, count in counts), not kind)
    return (everything, *(Tab(one, sign, label, count, one == kind) for one, sign, label, count in counts if count))


def _rows(run: ImportRun, kind: str, query: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(run=run)
    if kind:
        rows = rows.filter(kind=kind)
    if query:
        rows = rows.filter(Q(staff_no__icontains=query) | Q(full_name__icontains=query))
    first = Case(*(When(kind=one, then=Value(place)) for place, (one, *_rest) in enumerate(TABS)))
    return rows.order_by(first, "row", "pk")


def row_shown(row: ImportRow, units: dict[str, str]) -> RowShown:
    names = [name for name in FIELDS if name in row.after or name in row.before]
    changes = [
        FieldChange(str(FIELDS[name]), _word(name, row.before.get(name, ""), units),
                    _word(name, row.after.get(name, ""), units), name not in row.before)
        for name in names
    ]
    sign, label = SIGNS[row.kind]
    return RowShown(row.row, row.hidden, row.kind, sign, str(label), row.staff_no, row.full_name,
                    tuple(_needed(row, changes)), tuple(row.reasons))


def _needed(row: ImportRow, changes: list[FieldChange]) -> list[FieldChange]:
    """Of a joiner the name stands beside his number already, and a main post in force goes without saying."""
    if row.kind != Kind.JOINER:
        return changes
    plain = {str(FIELDS["full_name"])}
    if row.after.get("kind") == Posting.Kind.MAIN:
        plain.add(str(FIELDS["kind"]))
    if row.after.get("state") == "active":
        plain.add(str(FIELDS["state"]))
    return [change for change in changes if change.label not in plain]


def _word(name: str, value: str, units: dict[str, str]) -> str:
    if name == "unit":
        return units.get(value, value)
    if name in ("from_on", "last_day") and value:
        return dt.date.fromisoformat(value).isoformat()
    return str(WORDS.get(name, {}).get(value, value))
