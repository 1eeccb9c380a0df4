"""A copy of everything in one folder, and the way back: database, media files, and a manifest that proves both.

The copy is of one moment: SQLite by its own backup interface, PostgreSQL by `pg_dump` on an exported snapshot; the
server may run meanwhile. Media files are taken after the database, so that no record lacks its file.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import django
import wagtail
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from lms.audit.selectors import Verification, newest_seal
from lms.audit.services import record, seal
from lms.common import clock

MANIFEST, MEDIA = "manifest.json", "media.tar"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEPT_IN_CODE = {".gitkeep", ".gitignore", "README.md"}  # what an empty media folder may hold


class BackupRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """Nothing was written. Its text says why and what to do."""


def make_backup(folder: Path) -> dict[str, Any]:
    """Write the copy into an empty `folder`; its manifest. The log says so and is sealed first.

    One that fails leaves nothing in the folder, so that nobody keeps half a backup, and the log says so.
    """
    _refuse_unless_empty(folder, "Choose an empty folder for the backup")
    if connection.vendor == "postgresql":
        _tool("pg_dump")
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with transaction.atomic():
        record(action="home.backup", target=folder.name)
        seal(at=clock.now())
    try:
        return _write_all(folder)
    except BaseException:
        _clear(folder, made)
        with suppress(DatabaseError):
            record(action="home.backup", target=folder.name, result="failed")
        raise


def _clear(folder: Path, made: bool) -> None:
    for name in (DATABASES[connection.vendor], MEDIA, MANIFEST):
        (folder / name).unlink(missing_ok=True)
    if made:
        folder.rmdir()


def _write_all(folder: Path) -> dict[str, Any]:
    newest = newest_seal()
    name = DATABASES[connection.vendor]
    tables = _copy_sqlite(folder / name) if connection.vendor == "sqlite" else _dump_postgresql(folder / name)
    media = _pack_media(folder / MEDIA)
    manifest = {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "engine": connection.vendor,
        "versions": _versions(), "newest_seal": newest.hash if newest else "", "tables": tables, "media_files": media,
        "files": {part: _described(folder / part) for part in (name, MEDIA)},
    }
    _write_private(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False))
    return manifest


def restore_backup(folder: Path) -> Iterator[str]:
    """Put the copy into an empty database and an empty media folder; what differs afterwards, line by line.

    Raises BackupRefused before anything is touched: a part is missing or changed, or the place is not empty.
    """
    manifest = _checked_manifest(folder)
    if connection.introspection.table_names():
        raise BackupRefused("The database is not empty. Restore into a new one: set DATABASE_URL and try again.")
    _refuse_unless_empty(Path(settings.MEDIA_ROOT), "Files would be overwritten; set MEDIA_ROOT to an empty folder")
    if connection.vendor == "sqlite":
        _restore_sqlite(folder / DATABASES["sqlite"])
    else:
        _restore_postgresql(folder / DATABASES["postgresql"])
    _unpack_media(folder / MEDIA)
    differs = list(_differences(manifest))
    record(action="home.restore", target=folder.name, result="failed" if differs else "ok",
           detail={"made_at": manifest["made_at"], "differences": len(differs)})
    return iter(differs)


def _differences(manifest: dict) -> Iterator[str]:
    now = _counts()
    for table in sorted(manifest["tables"].keys() | now.keys()):
        there, here = manifest["tables"].get(table), now.get(table)
        if there != here:
            yield f"table {table}: {there} rows in the backup, {here} restored"
    files = sum(1 for _file in _media_files())
    if files != manifest["media_files"]:
        yield f"media: {manifest['media_files']} files in the backup, {files} restored"
    for finding in Verification(expect=manifest["newest_seal"]).findings():
        yield f"log: chain {finding.chain}, number {finding.number}: {finding.problem}"


def _checked_manifest(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wanted = manifest["files"]
        engine = manifest["engine"]
    except (OSError, ValueError, KeyError) as problem:
        raise BackupRefused(f"{folder} holds no readable {MANIFEST}: it is not a finished backup.") from problem
    if engine != connection.vendor:
        raise BackupRefused(f"The backup is of {engine}, DATABASE_URL names {connection.vendor}.")
    for name, described in wanted.items():
        path = folder / name
        if not path.is_file():
            raise BackupRefused(f"{name} is missing from the backup. Nothing was restored.")
        if _described(path) != described:
            raise BackupRefused(f"{name} is not what the manifest describes. Nothing was restored.")
    if set(wanted) != {DATABASES[engine], MEDIA}:
        raise BackupRefused(f"The manifest does not name {DATABASES[engine]} and {MEDIA}. Nothing was restored.")
    return manifest


def _refuse_unless_empty(folder: Path, advice: str) -> None:
    if folder.exists() and any(entry.name not in KEPT_IN_CODE for entry in folder.iterdir()):
        raise BackupRefused(f"The folder {folder} is not empty. {advice}.")


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _versions() -> dict[str, str]:
    return {
        "python": sys.version.split()[0], "django": django.get_version(), "wagtail": wagtail.__version__,
        "database": ".".join(map(str, connection.get_database_version())),
    }


def _counts(cursor: Any = None) -> dict[str, int]:
    """Rows of every table, as this connection sees them."""
    if cursor is None:
        with connection.cursor() as own:
            return _counts(own)
    counts = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own tables
        counts[table] = cursor.fetchone()[0]
    return counts


def _copy_sqlite(path: Path) -> dict[str, int]:
    path.touch(mode=0o600)
    with closing(sqlite3.connect(_database_name())) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND NOT name = 'sqlite_sequence'")
        return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in sorted(names.fetchall())}


def _restore_sqlite(path: Path) -> None:
    connection.close()
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(_database_name())) as target:
        copy.backup(target)


def _dump_postgresql(path: Path) -> dict[str, int]:
    """The dump and the counts see the same snapshot."""
    path.touch(mode=0o600)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}", _database_name())
        return _counts(cursor)


def _restore_postgresql(path: Path) -> None:
    _tool("pg_restore")
    connection.close()
    options = ("--no-owner", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, f"--dbname={_database_name()}", str(path))


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _tool(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise BackupRefused(f"{name} is not installed here. On Debian: apt install postgresql-client.")
    return found


def _run(tool: str, *words: str) -> None:
    server = connection.settings_dict
    given = {f"PG{name}": str(server[name]) for name in ("HOST", "PORT", "USER", "PASSWORD") if server[name]}
    environment = os.environ | given
    done = subprocess.run([_tool(tool), *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{tool} failed: {done.stderr.strip()}")


def _media_files() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return (path for path in files if path.relative_to(root).as_posix() not in KEPT_IN_CODE)


def _pack_media(path: Path) -> int:
    """Not compressed: films and pictures are already. A file deleted meanwhile is left out."""
    count, root = 0, Path(settings.MEDIA_ROOT)
    path.touch(mode=0o600)
    with tarfile.open(path, "w") as archive:
        for file in _media_files():
            try:
                archive.add(file, file.relative_to(root).as_posix(), recursive=False)
                count += 1
            except FileNotFoundError:
                continue
    return count


def _unpack_media(path: Path) -> None:
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path) as archive:
        archive.extractall(root, filter="data")  # nothing outside the folder, no links out of it
