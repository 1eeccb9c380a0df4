"""What a PDF is, asked of another process; refusals in words for the editor."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

PATIENCE = 90  # seconds; the process stops itself earlier
WORKER = (sys.executable, "-m", "courses.decks.worker")


class DeckRefused(ValueError):  # noqa: N818 - it names what happened
    """A file that cannot be shown page by page. Its text says why and what to do."""


def inspect(path: Path) -> dict:
    """{"texts": one a page, "sizes": width and height in pixels, one a page}. Raises DeckRefused."""
    return _ask("inspect", path)


def check_opens(path: Path) -> None:
    """Raises DeckRefused for a PDF that is damaged, locked or without pages; of any length."""
    _ask("opens", path)


def _ask(question: str, path: Path) -> dict:
    try:
        found = json.loads(_run(question, str(path)))
    except (subprocess.SubprocessError, ValueError) as error:
        raise DeckRefused(_word("corrupt")) from error
    if word := found.get("refused"):
        raise DeckRefused(_word(word))
    return found


def render(path: Path, folder: Path, first: int, last: int) -> None:
    """Draw pages `first` to `last` into `folder`. Raises DeckRefused."""
    try:
        _run("render", str(path), str(folder), str(first), str(last))
    except subprocess.SubprocessError as error:
        raise DeckRefused(_word("corrupt")) from error


def _run(*words: str) -> bytes:
    done = subprocess.run([*WORKER, *words], cwd=settings.BASE_DIR, capture_output=True, check=True, timeout=PATIENCE)  # noqa: S603 - our own program, no shell
    return done.stdout


def _word(refusal: str) -> str:
    return {
        "encrypted": _("This PDF is protected by a password. Save it again without one, then upload that."),
        "corrupt": _("This PDF is damaged or is none: it cannot be opened. Export it again, then upload that."),
        "empty": _("This PDF has no page."),
        "long": _("This PDF has more than 300 pages. Divide it into several lessons."),
    }[refusal]
