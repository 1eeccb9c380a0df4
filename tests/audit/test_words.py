"""Every act the code records has a word and a kind, so that an auditor can ask for it."""

import ast
from pathlib import Path

import pytest

from lms.audit.words import ACTIONS, KINDS, RESULTS

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for folder in ("lms", "courses", "home") for path in sorted((ROOT / folder).rglob("*.py"))
         if "migrations" not in path.parts and path.name != "recording.py"]  # which passes on what it is given
# What a computed action can be: where it is computed → what it may come to. Nothing else may be computed.
COMPUTED: dict[str, set[str]] = {
    "lms/assessment/services/attempts.py": {"assessment.handed_in", "assessment.deadline"},
    "lms/assessment/services/invigilating.py": {"assessment.minutes", "assessment.reopened"},
    "lms/people/services/staff_log.py": set(),  # what `tell` is given
    "lms/people/services/units/writing.py": set(),  # the kind of a `Draft`
}
# Helpers whose first argument is the verb of the act they record, by the room that has them.
VERBS = {("people", "tell"), ("people", "Draft")}
WHAT_TO_DO = (
    "give it a word under its kind in KINDS of lms/audit/words.py, _(\"did something\") as the others, "
    "and its Chinese in the catalogue"
)


def recorded(path: Path) -> set[str]:
    """The actions one file records: constants, names of constants, and what callers hand to a helper."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        if _called(call) in ("record", "Entry"):
            for keyword in call.keywords:
                if keyword.arg == "action":
                    found |= _meant(keyword.value, tree, path)
        room = path.relative_to(ROOT).parts[1]
        if (room, _called(call)) in VERBS and call.args and isinstance(call.args[0], ast.Constant):
            found |= {f"{room}.{call.args[0].value}"} if isinstance(call.args[0].value, str) else set()
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _meant(value: ast.expr, tree: ast.Module, path: Path) -> set[str]:
    if isinstance(value, ast.Constant):
        return {value.value}
    if isinstance(value, ast.IfExp):
        return _meant(value.body, tree, path) | _meant(value.orelse, tree, path)
    if isinstance(value, ast.Name):
        named = _assigned(value.id, tree) | _handed_in(value.id, value, tree)
        if named:
            return named
    known = COMPUTED.get(str(path.relative_to(ROOT)))
    assert known is not None, (
        f"{path.relative_to(ROOT)}:{value.lineno} computes its action; say what it can be in COMPUTED of {__file__}"
    )
    return known


def _assigned(name: str, tree: ast.Module) -> set[str]:
    """The constant a module gives to this name."""
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)
             for target in node.targets if getattr(target, "id", "") == name]
    branches = [value for one in given for value in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
    return {value.value for value in branches if isinstance(value, ast.Constant)}


def _handed_in(name: str, use: ast.Name, tree: ast.Module) -> set[str]:
    """The constants callers in the same file give to the parameter of this name."""
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        if not function.lineno <= use.lineno <= (function.end_lineno or 0):
            continue
        names = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
        if name in names:
            place = names.index(name)
            calls = [c for c in ast.walk(tree) if isinstance(c, ast.Call) and _called(c) == function.name]
            values = [c.args[place] if len(c.args) > place else _keyword(c, name) for c in calls]
            return {value.value for value in values if isinstance(value, ast.Constant)}
    return set()


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def test_the_law_sees_the_acts():
    found = set().union(*map(recorded, FILES))
    assert {"people.sign_in", "study.complete", "demo.load", "assessment.handed_in", "audit.seal"} <= found
    assert len(found) > 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_act_has_a_word(path):
    wordless = sorted(recorded(path) - ACTIONS.keys())
    assert not wordless, f"{wordless} of {path.relative_to(ROOT)} has no word: {WHAT_TO_DO}"


def test_an_act_stands_under_one_kind():
    assert len(ACTIONS) == sum(len(kind.acts) for kind in KINDS)
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    assert all("." not in kind.key for kind in KINDS)
    assert set(RESULTS) == {"ok", "refused", "locked", "failed"}


def test_the_law_can_fail():
    file = ROOT / "lms/audit/services/sealing.py"
    code = ['record(action="x.y")', "def _log(action):", "    record(action=action)", '_log("x.z")', 'K = "x.k"',
            "record(action=K)"]
    assert recorded(_Text(file, "\n".join(code))) == {"x.y", "x.z", "x.k"}


class _Text:
    """A file with another text."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text

    def read_text(self, encoding: str) -> str:
        return self.text

    def relative_to(self, root: Path) -> Path:
        return self.path.relative_to(root)
