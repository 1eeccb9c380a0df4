"""The preview as one screen: a filter, a search, a page of people folded by unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from lms.curricula.selectors import PersonRow, Preview

PEOPLE_A_PAGE = 200
OUTCOMES = ("new", "owed", "left_out")


@dataclass(frozen=True)
class Chip:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class UnitBlock:
    """A unit's people on this page; `total` counts all of its people under the filter."""

    name: str
    total: int
    people: tuple[PersonRow, ...]


@dataclass(frozen=True)
class Listing:
    show: str
    text: str
    query: str
    chips: tuple[Chip, ...]
    page: Page
    units: tuple[UnitBlock, ...]
    counts: dict[str, int]


def listing(preview: Preview, asked: Mapping[str, str]) -> Listing:
    """`asked` are the address's show, q and page; what makes no sense is ignored."""
    show = asked.get("show", "") if asked.get("show") in OUTCOMES else ""
    text = asked.get("q", "").strip()
    found = [row for row in preview.rows if text in row.name or text in row.staff_no]
    counts = {outcome: sum(row.outcome == outcome for row in found) for outcome in OUTCOMES}
    shown = [row for row in found if show in ("", row.outcome)]
    page = Paginator(shown, PEOPLE_A_PAGE).get_page(asked.get("page"))
    return Listing(show, text, _query(show, text), _chips(counts, show, text), page, _blocks(shown, page), counts)


def _blocks(shown: list[PersonRow], page: Page) -> tuple[UnitBlock, ...]:
    totals = {code: len(tuple(rows)) for code, rows in groupby(shown, key=lambda row: row.unit_code)}
    blocks = groupby(page.object_list, key=lambda row: (row.unit_code, row.unit_name))
    return tuple(UnitBlock(name or _("Without a unit"), totals[code], tuple(rows)) for (code, name), rows in blocks)


def _chips(counts: dict[str, int], show: str, text: str) -> tuple[Chip, ...]:
    labels = {"": _("All"), "new": _("To be assigned"), "owed": _("Unchanged"), "left_out": _("Left out")}
    return tuple(
        Chip(label, counts.get(name, sum(counts.values())), f"?{_query(name, text)}", name == show)
        for name, label in labels.items()
    )


def _query(show: str, text: str) -> str:
    return urlencode({key: value for key, value in {"show": show, "q": text}.items() if value})
