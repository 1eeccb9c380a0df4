"""Sizes a reader can hold in his head (design 2, rule 10). A breach needs its reason beside it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lms", "courses", "home")
PYTHON = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts]
TEMPLATES = [p for folder in FOLDERS for p in (ROOT / folder).rglob("*.html")]
REASON = "over budget:"


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_are_small(path):
    text = path.read_text(encoding="utf-8")
    assert lines_of(path) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            assert length <= 25 or REASON in (ast.get_docstring(node) or ""), f"{node.name}: {length} lines"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_templates_are_small(path):
    assert lines_of(path) <= 120


def test_rooms_have_readmes():
    rooms = [p.parent for p in (ROOT / "lms").glob("*/apps.py")] + [ROOT / "courses", ROOT / "home"]
    missing = [room.name for room in rooms if not (room / "README.md").exists()]
    assert not missing
    assert all(lines_of(room / "README.md") <= 40 for room in rooms)


def test_migrations_have_names():
    found = [p.name for folder in FOLDERS for p in (ROOT / folder).rglob("migrations/*_auto_*.py")]
    assert not found


def test_no_inline_script_or_style_in_our_pages():
    guilty = [
        str(p.relative_to(ROOT))
        for p in TEMPLATES
        for text in [p.read_text(encoding="utf-8")]
        if " style=" in text or "<style" in text or " onclick=" in text or "<script>" in text
    ]
    assert not guilty


def test_pages_call_nobody_outside():
    guilty = [
        f"{p.relative_to(ROOT)}: {line.strip()}"
        for suffix in ("*.html", "*.css", "*.js")
        for folder in FOLDERS
        for p in (ROOT / folder).rglob(suffix)
        for line in p.read_text(encoding="utf-8").splitlines()
        if ("http://" in line or "https://" in line) and "www.w3.org" not in line
    ]
    assert not guilty
