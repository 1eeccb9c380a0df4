"""Where a text links to. What is ours is looked up; what is outside is named, never fetched."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from courses.inspection.findings import Finding, Weight, at_page
from courses.models import CourseMedia

OUTSIDE = re.compile(r"^(?:https?:)?//", re.IGNORECASE)
QUIET = ("mailto:", "tel:")


@dataclass(frozen=True)
class Link:
    """An anchor of a text: `kind` page, document or address; `target` an id or the address itself."""

    kind: str
    target: str
    words: str


@dataclass
class Text:
    """The links of one page's texts, and the ids an anchor may name."""

    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, text: Text) -> None:
        super().__init__()
        self.text, self.words = text, ""
        self.open: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = {name: value or "" for name, value in attrs}
        if found.get("id") and not found.get("linktype"):
            self.text.ids.add(found["id"])
        if tag == "a":
            kind = found.get("linktype") or "address"
            self.open, self.words = (kind, found.get("href" if kind == "address" else "id", "")), ""

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.open:
            self.text.links.append(Link(*self.open, self.words.strip()[:40]))
            self.open = None


def read(values: Iterable[Any]) -> Text:
    """Of rich texts wherever they stand in raw blocks."""
    text = Text()
    for html in _strings(values):
        if "<" in html:
            _Reader(text).feed(html)
    return text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))
    elif isinstance(value, Iterable):
        for part in value:
            yield from _strings(part)


@dataclass(frozen=True)
class Known:
    """What exists: looked up once for all the texts of a course."""

    pages: frozenset[int]
    documents: frozenset[int]
    paths: frozenset[str]
    root: str


def findings_of_links(bodies: Mapping[Page, Any], coming: Iterable[Page]) -> list[Finding]:
    """By page, its raw blocks or html. `coming` go live with the course. Three queries, however many links."""
    texts = {page: read(body) for page, body in bodies.items()}
    known = _known([link for text in texts.values() for link in text.links], coming)
    return [finding for page, text in texts.items() for link in text.links
            for finding in [_finding(page, text, link, known)] if finding]


def _known(links: list[Link], coming: Iterable[Page]) -> Known:
    page_ids = {int(link.target) for link in links if link.kind == "page" and link.target.isdigit()}
    documents = {int(link.target) for link in links if link.kind == "document" and link.target.isdigit()}
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    root = site.root_page.url_path.rstrip("/") if site else ""
    asked = {root + _path(link.target) for link in links if link.kind == "address" and link.target.startswith("/")}
    live = Page.objects.live()
    found = frozenset(live.filter(pk__in=page_ids).values_list("pk", flat=True)) if page_ids else frozenset()
    return Known(
        pages=found | {page.pk for page in coming},
        documents=frozenset(get_document_model().objects.filter(pk__in=documents).values_list("pk", flat=True)),
        paths=frozenset(live.filter(url_path__in=asked).values_list("url_path", flat=True)) if asked else frozenset(),
        root=root,
    )


def _path(address: str) -> str:
    path = unquote(urlsplit(address).path)
    return path if path.endswith("/") else f"{path}/"


def _finding(page: Page, text: Text, link: Link, known: Known) -> Finding | None:
    if link.kind == "address" and OUTSIDE.match(link.target):
        told = _("The link “%(words)s” leads outside, to %(target)s; it cannot be checked here.")
        return at_page(Weight.NOTES, told % vars(link), page)
    if _is_good(text, link, known):
        return None
    told = _("The link “%(words)s” leads nowhere (%(target)s).") % {
        "words": link.words, "target": link.target or _("empty")}
    return at_page(Weight.STOPS, told, page)


def _is_good(text: Text, link: Link, known: Known) -> bool:
    if link.kind in ("page", "document"):
        ids = known.pages if link.kind == "page" else known.documents
        return link.target.isdigit() and int(link.target) in ids
    if link.target.startswith("#"):
        return link.target[1:] in text.ids
    if link.target.startswith("/"):
        return _is_served(link.target, known)
    return link.target.lower().startswith(QUIET)


def _is_served(address: str, known: Known) -> bool:
    """A view of ours, or a published page."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return match.url_name != "wagtail_serve" or known.root + _path(address) in known.paths


def findings_of_files(bodies: Mapping[Page, Any]) -> list[Finding]:
    """Videos, pictures and documents that blocks show and that have been deleted since (three queries at most)."""
    wanted = {page: _shown(body) for page, body in bodies.items()}
    models = {"media": CourseMedia, "image": get_image_model(), "document": get_document_model()}
    gone: set[tuple[str, int]] = set()
    for kind, model in models.items():
        ids = {pk for files in wanted.values() for found, pk in files if found == kind}
        if ids:
            here = set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
            gone |= {(kind, pk) for pk in ids - here}
    text = _("A video, picture or document shown here has been deleted.")
    return [at_page(Weight.STOPS, text, page) for page, files in wanted.items() if files & gone]


def _shown(body: Iterable[Mapping]) -> set[tuple[str, int]]:
    values = [block["value"] for block in body if isinstance(block["value"], Mapping)]
    return {(kind, value[kind]) for value in values for kind in ("media", "image", "document")
            if isinstance(value.get(kind), int)}
