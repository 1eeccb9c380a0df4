"""Every string Wagtail shows has a Chinese translation: its own, or ours in lms/locale_wagtail."""

import re
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

OURS = Path(__file__).resolve().parents[2] / "lms/locale_wagtail/zh_Hans/LC_MESSAGES"
PACKAGES = ["wagtail", "wagtailmedia", "taggit"]
DOMAINS = ["django", "djangojs"]
NAME = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def _catalogues(domain: str) -> list[Path]:
    """The English catalogues of the installed packages; each has a Chinese sister folder."""
    folders = [Path(find_spec(package).origin).parent for package in PACKAGES]
    return [path for folder in folders for path in folder.rglob(f"locale/en/LC_MESSAGES/{domain}.po")]


def _keys(path: Path, translated: bool = False) -> set[tuple[str | None, str]]:
    if not path.exists():
        return set()
    entries = polib.pofile(str(path))
    return {(e.msgctxt, e.msgid) for e in (entries.translated_entries() if translated else entries) if not e.obsolete}


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_wagtail_message_has_a_chinese_translation(domain):
    catalogues, ours = _catalogues(domain), _keys(OURS / f"{domain}.po", translated=True)
    assert catalogues
    assert ours
    missing = []
    for english in catalogues:
        chinese = _keys(Path(str(english).replace("/en/", "/zh_Hans/")), translated=True)
        missing += sorted(msgid for _context, msgid in _keys(english) - chinese - ours)
    assert not missing


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_supplement_is_complete_and_keeps_placeholders(domain):
    entries = polib.pofile(str(OURS / f"{domain}.po"))
    assert entries.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert len({(e.msgctxt, e.msgid) for e in entries}) == len(entries.translated_entries()) == len(entries)
    wrong = []
    for entry in entries:
        wanted = set(NAME.findall(entry.msgid_plural or entry.msgid))
        if "no-python-format" in entry.flags:  # a plural that names more than it should
            wanted = set(NAME.findall(entry.msgid))
        wrong += [entry.msgid for text in _texts(entry) if set(NAME.findall(text)) != wanted]
    assert not wrong


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_supplement_holds_nothing_wagtail_has_dropped(domain):
    known = {key for path in _catalogues(domain) for key in _keys(path)}
    assert not sorted(msgid for _context, msgid in _keys(OURS / f"{domain}.po") - known)
