"""A backup of a running bureau, restored elsewhere: for real, on the engine of this run."""

import json
import os
import shutil

import pytest

from home import backup as backup_module
from lms.audit.models import Entry
from tests.audit.scratch import Scratch

FILL = """
from lms.audit.services import record
from lms.people.models import User
person = User.objects.create_user("00101", "𬱖华", "Study-2026")
for number in range(50):
    record(action="people.sign_in", actor=person, target=person.staff_no, detail={"turn": number})
"""


@pytest.fixture(scope="module")
def bureau(tmp_path_factory, django_db_setup):
    """A bureau with a person, fifty acts and two media files, and its backup."""
    place = Scratch(tmp_path_factory.mktemp("bureau"), "bureau")
    place.migrate()
    done = place.manage("shell", "-c", FILL)
    assert done.returncode == 0, done.stderr
    (place.media / "课程").mkdir(parents=True)
    (place.media / "课程" / "片.mp4").write_bytes(b"film" * 1000)
    (place.media / "a.txt").write_text("文")
    return place


@pytest.fixture(scope="module")
def backup(bureau, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "monday"
    done = bureau.manage("backup", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def copied(backup, tmp_path):
    """The backup, to be damaged."""
    return shutil.copytree(backup, tmp_path / "copied")


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def change_manifest(folder, **values):
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | values))


def test_the_manifest_says_what_is_in_it(backup, bureau):
    said = manifest_of(backup)
    assert said["tables"]["people_user"] == 1
    assert said["tables"]["audit_entry"] == 52  # fifty, the backup itself, and the seal
    assert said["media_files"] == 2
    assert len(said["newest_seal"]) == 64
    assert len(said["files"]) == 2
    assert all(len(part["sha256"]) == 64 for part in said["files"].values())
    assert {"python", "django", "wagtail", "database"} == said["versions"].keys()
    assert all(path.stat().st_mode & 0o077 == 0 for path in backup.iterdir())


def test_a_restore_gives_the_same_counts_and_a_whole_log(backup, tmp_path):
    place = Scratch(tmp_path, "restored")
    done = place.manage("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "every count equals the manifest" in done.stdout
    assert place.rows("SELECT full_name FROM people_user") == [("𬱖华",)]
    assert (place.media / "课程" / "片.mp4").read_bytes() == b"film" * 1000
    assert place.rows("SELECT result FROM audit_entry WHERE action = 'home.restore'") == [("ok",)]
    with pytest.raises(Exception, match="append-only"):
        place.rows("DELETE FROM audit_entry")
    again = place.manage("restore", str(backup))
    assert again.returncode == 1
    assert "The database is not empty" in again.stderr


def refused(copied, tmp_path, words):
    place = Scratch(tmp_path, "refused")
    done = place.manage("restore", str(copied))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not place.media.exists()
    assert place.manage("showmigrations", "audit", "--skip-checks").stdout.count("[X]") == 0


def test_a_changed_part_is_refused_before_anything_is_touched(copied, tmp_path):
    with next(copied.glob("database.*")).open("r+b") as file:
        file.seek(5000)
        file.write(b"forged")
    refused(copied, tmp_path, "is not what the manifest describes")


def test_a_missing_part_is_refused(copied, tmp_path):
    (copied / "media.tar").unlink()
    refused(copied, tmp_path, "media.tar is missing")


def test_a_folder_without_a_manifest_is_refused(copied, tmp_path):
    (copied / "manifest.json").unlink()
    refused(copied, tmp_path, "not a finished backup")


def test_a_backup_of_another_engine_is_refused(copied, tmp_path):
    change_manifest(copied, engine="oracle")
    refused(copied, tmp_path, "The backup is of oracle")


def test_media_that_would_be_overwritten_are_left_alone(backup, tmp_path):
    place = Scratch(tmp_path, "full")
    place.media.mkdir()
    (place.media / "a.txt").write_text("mine")
    done = place.manage("restore", str(backup))
    assert (done.returncode, (place.media / "a.txt").read_text()) == (1, "mine")
    assert "is not empty" in done.stderr


def test_what_differs_afterwards_is_said(copied, tmp_path):
    said = manifest_of(copied)
    change_manifest(copied, tables=said["tables"] | {"people_user": 7}, media_files=3, newest_seal="0" * 64)
    done = Scratch(tmp_path, "differs").manage("restore", str(copied))
    assert done.returncode == 1
    assert "table people_user: 7 rows in the backup, 1 restored" in done.stderr
    assert "media: 3 files in the backup, 2 restored" in done.stderr
    assert "the expected seal is not in the log" in done.stderr


def test_a_backup_never_overwrites_another(bureau, backup):
    done = bureau.manage("backup", str(backup))
    assert done.returncode == 1
    assert "is not empty" in done.stderr


def test_a_missing_tool_is_said(bureau, tmp_path, monkeypatch):
    if bureau.mark == "?":
        return  # SQLite needs none
    done = bureau.manage("backup", str(tmp_path / "x"), PATH="/nowhere")
    assert done.returncode == 1
    assert "pg_dump is not installed" in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("folder_was_there", [False, True])
@pytest.mark.parametrize("fault", [backup_module.BackupRefused("pg_dump failed"), OSError("disk full")])
def test_a_backup_that_fails_leaves_nothing(tmp_path, monkeypatch, fault, folder_was_there):
    def half(path):
        path.write_bytes(b"half")
        raise fault

    monkeypatch.setattr(backup_module, "_copy_sqlite", half)
    monkeypatch.setattr(backup_module, "_dump_postgresql", half)
    folder = tmp_path / "monday"
    if folder_was_there:
        folder.mkdir()
        (folder / ".gitkeep").touch()
    with pytest.raises(type(fault)):
        backup_module.make_backup(folder)
    assert [path.name for path in tmp_path.rglob("*")] == (["monday", ".gitkeep"] if folder_was_there else [])
    assert list(Entry.objects.filter(action="home.backup").order_by("pk").values_list("result", flat=True)) == [
        "ok", "failed"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_pg_dump_that_fails_leaves_nothing(tmp_path, monkeypatch):
    tool = tmp_path / "bin" / "pg_dump"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\nfor word; do case $word in --file=*) echo half > ${word#--file=};; esac; done\n"
                    "echo 'no space left' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    with pytest.raises(backup_module.BackupRefused, match="no space left"):
        backup_module.make_backup(tmp_path / "monday")
    assert not (tmp_path / "monday").exists()
