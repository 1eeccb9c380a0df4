"""What a file would do to a bank: each question new, changed, unchanged or refused. Reads, never writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import duplicates
from courses.duplicates import Known
from courses.exchange.drafts import CORE, Draft, Reading, Refusal, said
from courses.exchange.exporting import values_of
from courses.exchange.formats import Format
from courses.exchange.showing import shown
from courses.models import Question, QuestionBank

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
FIELD_WORDS = {
    "explanation": gettext_lazy("explanation"), "article": gettext_lazy("law article"),
    "effective_on": gettext_lazy("in force since"), "difficulty": gettext_lazy("difficulty"),
    "tags": gettext_lazy("tags"), "rubric": gettext_lazy("model answer or marking guide"),
    "max_length": gettext_lazy("longest answer (characters)"), "two_markers": gettext_lazy("two people mark it"),
    "any_order": gettext_lazy("the blanks may be filled in any order"),
}


@dataclass(frozen=True)
class Change:
    """One field of a known question: as it is, and as the file has it."""

    name: str
    word: Any
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """`question` is the known one, or None for a new one; `near` are those it is like."""

    place: str
    state: str
    code: str
    draft: Draft
    question: Question | None = None
    changes: tuple[Change, ...] = ()
    near: tuple[Known, ...] = ()

    @property
    def words(self) -> str:
        return shown(self.draft.values)


@dataclass
class Plan:
    lines: list[Line] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def number(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def new(self) -> int:
        return self.number(NEW)

    @property
    def changed(self) -> int:
        return self.number(CHANGED)

    @property
    def unchanged(self) -> int:
        return self.number(UNCHANGED)

    @property
    def alike(self) -> int:
        return sum(bool(line.near) for line in self.lines)

    @property
    def writes(self) -> bool:
        return not self.refusals and bool(self.new or self.changed)


def plan_of(bank: QuestionBank, reading: Reading, fmt: Format) -> Plan:
    """A fixed number of queries, however long the file."""
    rows = Question.objects.newest().filter(bank=bank).prefetch_related("tags")
    judge = _Judge(fmt, duplicates.index_of(bank), {row.code: row for row in rows}, bank.code)
    judge.codes_of(reading.drafts)
    plan = Plan(refusals=list(reading.refusals), notes=list(reading.notes))
    for draft in reading.drafts:
        judged = judge.line(draft)
        (plan.refusals if isinstance(judged, Refusal) else plan.lines).append(judged)  # type: ignore[arg-type]
    return plan


class _Judge:
    """Knows the bank, and what of the file it has seen."""

    def __init__(self, fmt: Format, known: duplicates.Index, rows: Mapping[str, Question], prefix: str) -> None:
        self.fmt, self.known, self.rows, self.prefix = fmt, known, rows, prefix
        self.seen: dict[str, str] = {}  # by code, its place in the file
        self.taken: set[str] = set(rows)

    def codes_of(self, drafts: Iterable[Draft]) -> None:
        self.taken |= {draft.code for draft in drafts if draft.code}

    def line(self, draft: Draft) -> Line | Refusal:
        same = self._same(draft.values)
        code = draft.code or (same.code if same else self._next_code())
        if code in self.seen:
            text = _("It says or is called the same as %(place)s.") % {"place": self.seen[code]}
            return Refusal(draft.place, "", text)
        if same and same.code != code:
            where = self.seen.get(same.code) or same.code
            return Refusal(draft.place, "", _("The bank or the file has this question already: %(where)s.") % {
                "where": where})
        self.seen[code] = draft.place
        row = self.rows.get(code)
        if row:
            return self._known(draft, row)
        near = tuple(self.known.near(draft.stem))
        self.known.add(code, draft.values)
        return Line(draft.place, NEW, code, draft, near=near)

    def _same(self, values: Mapping[str, Any]) -> Known | None:
        kinds = [values["kind"], *(known for read, known in self.fmt.blurs if read == values["kind"])]
        return next((same for kind in kinds if (same := self.known.same({**values, "kind": kind}))), None)

    def _next_code(self) -> str:
        """The next free number after the bank's code."""
        number = len(self.rows) + 1
        while (code := f"{self.prefix}-{number:03}") in self.taken:
            number += 1
        self.taken.add(code)
        return code

    def _known(self, draft: Draft, row: Question) -> Line:
        values = dict(draft.values)
        if self.fmt.same_kind(values["kind"], row.kind):
            values["kind"] = row.kind
        changes = tuple(_changes(values, row, self.fmt))
        state = CHANGED if changes else UNCHANGED
        return Line(draft.place, state, row.code, Draft(draft.place, row.code, values), row, changes)


def _changes(values: Mapping[str, Any], row: Question, fmt: Format) -> Iterable[Change]:
    """Of what the format carries only: what it has no words for stays as it is."""
    known = values_of(row)
    if said(values) != said(known):
        before, after = shown(known), shown(values)
        yield Change("core", gettext_lazy("Question"), before, after)
    for name in fmt.carries:
        if name in values and _is_asked(name, values["kind"], fmt) and values[name] != known[name]:
            yield Change(name, FIELD_WORDS[name], _word(name, known[name]), _word(name, values[name]))


def _is_asked(name: str, kind: str, fmt: Format) -> bool:
    """GIFT has one place for both: the marking guide of a written answer, the explanation of all others."""
    written = kind in ("short", "essay")
    return fmt.key != "gift" or name == "tags" or (name == "rubric") == written


def _word(name: str, value: Any) -> str:
    if name == "difficulty":
        return str(Question.Difficulty(value).label)
    if name == "tags":
        return "、".join(value)
    return {True: str(_("yes")), False: str(_("no")), None: ""}.get(value, str(value))  # type: ignore[call-overload]


def changed_values(line: Line) -> dict[str, Any]:
    """What `revise_question` is told: the core where it differs, and each field that does."""
    names = {change.name for change in line.changes}
    taken = (set(CORE) if "core" in names else set()) | (names - {"core"})
    return {name: line.draft.values[name] for name in taken}
