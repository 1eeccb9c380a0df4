"""Where decks are kept: MEDIA_ROOT/decks/<fingerprint>/ with the PDF, its text and the pages drawn so far."""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from courses.decks.files import DeckRefused, inspect, render

FINGERPRINT = re.compile(r"[0-9a-f]{40}")
AT_ONCE = 4  # pages drawn by one process


@dataclass(frozen=True)
class DeckPage:
    """One page: its picture's size in pixels and its text, empty where it has none."""

    number: int
    width: int
    height: int
    text: str


@dataclass(frozen=True)
class Deck:
    """A PDF as it is shown."""

    digest: str
    pages: tuple[DeckPage, ...]

    @classmethod
    def of(cls, digest: str, told: dict) -> "Deck":
        rows = zip(told["sizes"], told["texts"], strict=True)
        pages = (DeckPage(number, size[0], size[1], text) for number, (size, text) in enumerate(rows, 1))
        return cls(digest, tuple(pages))


def find(digest: str) -> Deck | None:
    """The deck of this fingerprint, if one was kept."""
    try:
        told = json.loads((_folder(digest) / "deck.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Deck.of(digest, told)


def keep(document: Any) -> Deck:
    """The deck of a document as its file is now; kept from then on. Twice changes nothing. Raises DeckRefused."""
    source = Path(document.file.path)
    if document.file_extension.lower() != "pdf" or not source.is_file():
        raise DeckRefused(_("Only a PDF can be shown page by page: in your office program, save the slides as PDF."))
    digest = document.get_file_hash()
    return find(digest) or _keep(source, digest)


def _keep(source: Path, digest: str) -> Deck:
    told, folder = inspect(source), _folder(digest)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / "file.pdf")  # before deck.json, which says that all is there
    (folder / "deck.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return Deck.of(digest, told)


def problem_of(document: Any) -> str:
    """Why a document cannot be shown; empty when it can."""
    if document is None:
        return _("The document that is to be shown has been removed.")
    try:
        keep(document)
    except DeckRefused as refusal:
        return str(refusal)
    return ""


def page_picture(digest: str, number: int) -> Path | None:
    """The picture of a page, drawn when it is first asked for; None for a page that does not exist."""
    deck, folder = find(digest), _folder(digest)
    if deck is None or not 1 <= number <= len(deck.pages):
        return None
    picture = folder / f"{number}.webp"
    if not picture.exists():
        render(folder / "file.pdf", folder, number, number + AT_ONCE - 1)
    return picture if picture.exists() else None


def pdf_of(digest: str) -> Path | None:
    path = _folder(digest) / "file.pdf"
    return path if path.is_file() else None


def frozen(body: Iterable[dict]) -> list[dict]:
    """A lesson's raw blocks with the fingerprint and number of pages of each document shown. Raises DeckRefused."""
    body = list(body)
    wanted = {block["value"].get("document") for block in body if block["type"] == "pages"}
    documents = get_document_model().objects.in_bulk([pk for pk in wanted if pk])
    return [_frozen(block, documents) for block in body]


def _frozen(block: dict, documents: dict) -> dict:
    if block["type"] != "pages":
        return block
    document = documents.get(block["value"].get("document"))
    if document is None:
        raise DeckRefused(_("The document that is to be shown has been removed."))
    deck = keep(document)
    shown = {"deck": deck.digest, "pages": len(deck.pages), "title": document.title}
    return block | {"value": block["value"] | shown}


def _folder(digest: str) -> Path:
    if not FINGERPRINT.fullmatch(digest):
        return Path(settings.MEDIA_ROOT) / "decks" / "none"
    return Path(settings.MEDIA_ROOT) / "decks" / digest
