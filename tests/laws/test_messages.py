"""Every message is translated: the Chinese catalogue is shipped, complete, and knows every msgid in the code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "lms/locale/zh_Hans/LC_MESSAGES/django.po"
CODE = ["lms", "courses", "home"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_catalogue_is_complete():
    catalogue = polib.pofile(str(CATALOGUE))
    assert len(catalogue) > 200
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]


def test_placeholders_survive_translation():
    lost = []
    for entry in polib.pofile(str(CATALOGUE)):
        names = PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        lost += [f"{name} in {entry.msgid}" for text in texts for name in names if name not in text]
    assert not lost


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext (xgettext) to read the messages in the code")
def test_every_message_in_the_code_is_in_the_catalogue(tmp_path):
    found = _messages_in_code(tmp_path)
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE))}
    assert len(found) > 200
    assert not found - known
    assert not known - found  # nor anything the code no longer says


def _messages_in_code(folder: Path) -> set[tuple[str | None, str]]:
    """What makemessages finds in a copy of the code that has no catalogue of ours."""
    left_out = shutil.ignore_patterns("*.mo", "*.po", "data", "__pycache__")
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    (folder / "locale").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = str(Path(sys.executable).parent / "django-admin")
    command = [program, "makemessages", "--locale", "zh_Hans", "--no-location"]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return {(e.msgctxt, e.msgid) for po in folder.rglob("django.po") for e in polib.pofile(str(po))}
