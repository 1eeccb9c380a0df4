"""Reads a PDF in a process of its own: a file that hangs or breaks the reader harms nobody else.

    python -m courses.decks.worker opens FILE                {} or {"refused": word}
    python -m courses.decks.worker inspect FILE              {"texts": […], "sizes": [[w, h], …]} or {"refused": word}
    python -m courses.decks.worker render FILE FOLDER A B    pictures of pages A to B, counted from 1
"""

import json
import os
import resource
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

MOST_PAGES = 300
LONG_SIDE = 1800  # pixels
MOST_SCALE = 4.0  # of 72 dots an inch
MOST_TEXT = 4000  # characters kept of a page
SECONDS = 60
MEMORY = 1536 * 1024 * 1024


def opened(path: str) -> tuple[pypdfium2.PdfDocument | None, dict]:
    """The document; or nothing, and the word of refusal."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return None, {"refused": "encrypted" if "password" in str(error).lower() else "corrupt"}
    return (document, {}) if len(document) else (None, {"refused": "empty"})


def inspect(path: str) -> dict:
    document, refused = opened(path)
    if document is None:
        return refused
    if len(document) > MOST_PAGES:
        return {"refused": "long"}
    try:
        pages = [document[number] for number in range(len(document))]
        return {"texts": [_text(page) for page in pages], "sizes": [_pixels(page) for page in pages]}
    except pypdfium2.PdfiumError:
        return {"refused": "corrupt"}


def _pixels(page: pypdfium2.PdfPage) -> list[int]:
    return [max(round(side * _scale(page)), 1) for side in page.get_size()]


def _scale(page: pypdfium2.PdfPage) -> float:
    return min(LONG_SIDE / max(*page.get_size(), 1.0), MOST_SCALE)


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage().get_text_bounded()
    return words.replace("\r\n", "\n").replace("\0", "").strip()[:MOST_TEXT]


def render(path: str, folder: str, first: int, last: int) -> None:
    document = pypdfium2.PdfDocument(path)
    for number in range(first, min(last, len(document)) + 1):
        target = Path(folder) / f"{number}.webp"
        if not target.exists():
            _draw(document[number - 1], target)


def _draw(page: pypdfium2.PdfPage, target: Path) -> None:
    """Under its own name only once all of it is on the disk: another process may draw the same page."""
    picture: Image.Image = page.render(scale=_scale(page)).to_pil()
    partial = target.with_suffix(f".{os.getpid()}")
    picture.save(partial, "WEBP", quality=80, method=2)
    partial.replace(target)


def main(words: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if words[0] == "opens":
        sys.stdout.write(json.dumps(opened(words[1])[1]))
    elif words[0] == "inspect":
        sys.stdout.write(json.dumps(inspect(words[1])))
    else:
        render(words[1], words[2], int(words[3]), int(words[4]))


if __name__ == "__main__":
    main(sys.argv[1:])
