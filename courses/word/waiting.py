"""A document between its upload and its confirmation: a private file that is gone within a day.

It lies below MEDIA_ROOT, which no address serves, under a name nobody can guess; the token that names it is signed
for one person, one purpose and one course, or for files of questions one bank.
"""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core import signing

SALT = "courses.word"
HOURS = 12


class TokenRefused(LookupError):  # noqa: N818 - it names what happened
    """No such upload of this person for this course, or its time is over."""


def keep(content: bytes, *, name: str, by: int | None, course: int, kind: str = "docx") -> str:
    """The token of a document that was found good. Files whose time is over are removed."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"*.{kind}"):
        if time.time() - old.stat().st_mtime > HOURS * 3600:
            old.unlink(missing_ok=True)
    key = secrets.token_hex(16)
    (folder / f"{key}.{kind}").write_bytes(content)
    return signing.dumps([key, name[:200], by, course], salt=f"{SALT}.{kind}")


def fetch(token: str, *, by: int | None, course: int, kind: str = "docx") -> tuple[bytes, str]:
    """The document and its name. Raises TokenRefused."""
    path, name = _found(token, by, course, kind)
    try:
        return path.read_bytes(), name
    except OSError as gone:
        raise TokenRefused from gone


def forget(token: str, *, by: int | None, course: int, kind: str = "docx") -> None:
    """It has become a lesson. Twice is safe."""
    _found(token, by, course, kind)[0].unlink(missing_ok=True)


def _found(token: str, by: int | None, course: int, kind: str) -> tuple[Path, str]:
    try:
        key, name, person, page = signing.loads(token, salt=f"{SALT}.{kind}", max_age=HOURS * 3600)
    except signing.BadSignature as forged:
        raise TokenRefused from forged
    if (person, page) != (by, course):
        raise TokenRefused
    return _folder() / f"{key}.{kind}", name


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "waiting"
