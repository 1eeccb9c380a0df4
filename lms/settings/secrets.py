"""The secret key of a newcomer's machine."""

import sys
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def local_secret_key(path: Path) -> str:
    """The key kept in `path`, made on first use, its owner's only. Ends in words where it cannot be kept."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(get_random_secret_key())
        return path.read_text().strip()
    except OSError as problem:
        reason = problem.strerror
        sys.exit(f"The folder {path.parent} cannot be written to ({reason}). Make it writable and start again.")
