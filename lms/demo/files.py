"""The demo's own files."""

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
MEDIA = DATA / "media"


def read(name: str) -> dict[str, Any]:
    """One of the demo's TOML files, e.g. "courses" or "lessons/CIP-03"."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
