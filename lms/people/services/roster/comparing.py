"""Lines against the register: who joins, moves, leaves, changes, stays, or may not have this number."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from lms.people.models import Department, ImportRow, PersonState, Posting, User
from lms.people.services.roster.values import Line, Refusal, Table

Kind = ImportRow.Kind
DAY = dt.timedelta(days=1)
PERSON_FIELDS = ("full_name", "name_tag", "gender")
POST_FIELDS = ("unit", "post", "rank", "category", "kind")
MOVING = frozenset(("unit", "post", "kind"))
FIELDS = (*PERSON_FIELDS, *POST_FIELDS, "state")
# What a column that is absent says nothing about.
SILENT = ("gender", "rank", "state")


@dataclass(frozen=True)
class Verdict:
    """What one row does to one person; `row` is None for who is not in a roster that names everyone.

    `before` and `after` hold only what differs; for a joiner `before` is empty. `line` is None where nothing is read.
    """

    kind: str
    row: int | None
    staff_no: str
    full_name: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    line: Line | None = None
    person: User | None = None
    hidden: bool = False
    reasons: tuple[Refusal, ...] = ()


@dataclass
class Known:
    """The people of this roster as the register has them today."""

    people: dict[str, User] = field(default_factory=dict)
    # The open post by person and kind: today's, else the next one.
    posts: dict[tuple[int, str], Posting] = field(default_factory=dict)
    # The first day of a change the register has for later.
    planned: dict[tuple[int, str], dt.date] = field(default_factory=dict)
    # The last day of the latest post that has ended.
    ended: dict[tuple[int, str], dt.date] = field(default_factory=dict)
    states: dict[int, PersonState] = field(default_factory=dict)
    leaving: frozenset[int] = frozenset()  # from a later day on, as the register has it already
    postless: frozenset[str] = frozenset()
    # A number of the roster, and the one of the register that differs in capitals only.
    twins: dict[str, str] = field(default_factory=dict)

    def key(self, line: Line) -> tuple[int, str]:
        person = self.people.get(line.staff_no)
        return (person.pk if person else 0, line.kind)

    def post_of(self, line: Line) -> Posting | None:
        """The post of the line's own kind: borrowing someone does not touch his post at home."""
        return self.posts.get(self.key(line))

    def paused_after(self, line: Line, drawn_up_on: dt.date | None) -> bool:
        """Whether a pause began after the roster was drawn up, so that the roster cannot know of it."""
        state = self.states.get(self.people[line.staff_no].pk)
        return bool(drawn_up_on and state and state.kind == PersonState.Kind.PAUSED and state.from_on > drawn_up_on)

    def values(self, line: Line) -> dict[str, str]:
        """The comparable values of a person; empty when he is not known."""
        person = self.people.get(line.staff_no)
        if person is None:
            return {}
        post, state = self.post_of(line), self.states.get(person.pk)
        values = {name: getattr(person, name) for name in PERSON_FIELDS}
        values |= {name: getattr(post, name, "") for name in POST_FIELDS[1:]}
        values["unit"] = post.department.code if post else ""
        return values | {"state": state.kind if state else "active"}


class Comparer:
    """Sets lines against the register. `today` dates what the roster itself does not date."""

    def __init__(self, *, table: Table, known: Known, today: dt.date) -> None:
        self.table, self.known, self.today = table, known, today
        self.drawn_up_on = min(table.drawn_up_on or today, today)
        self.silent = {name for name in SILENT if name not in table.heads}

    def compare(self, line: Line) -> Verdict:
        before, after = self.known.values(line), wanted(line)
        if reason := self._held(line, before):
            return self.refuse(line, "staff_no", line.staff_no, reason)
        if before:
            after = {name: value for name, value in after.items() if self._differs(line, name, before[name], value)}
        return self._dated(Verdict(
            kind_of(before, after), line.row, line.staff_no, line.full_name,
            before={name: before[name] for name in after if before},
            after={name: value for name, value in after.items() if value or before},
            line=line, person=self.known.people.get(line.staff_no), hidden=line.hidden,
        ))

    def _differs(self, line: Line, name: str, before: str, after: str) -> bool:
        if before == after or (name in self.silent and not (name == "state" and after != "active")):
            return False
        return name != "state" or not self._known_better(line, after)

    def _known_better(self, line: Line, state: str) -> bool:
        """The register has the later word: a pause begun since or ending today, or a last day still to come."""
        key = self.known.people[line.staff_no].pk
        if state == "left":
            return key in self.known.leaving
        ends_today = key in self.known.states and self.known.states[key].to_on == self.today
        return (state == "active" and ends_today) or self.known.paused_after(line, self.table.drawn_up_on)

    def _held(self, line: Line, before: dict[str, str]) -> str:
        """Why this number cannot be given to this line; empty when it can."""
        if before.get("state") == "left" and line.state != "left":
            return _("This number belongs to someone who has left; it is never given again. Give this person a new "
                     "one.")
        if not before and (twin := self.known.twins.get(line.staff_no)):
            return _("The register has %(number)s, which differs in capital letters only. Write it like that, or give "
                     "another number.") % {"number": twin}
        if line.staff_no in self.known.postless:
            return _("The account of an administrator, an auditor or an inspector holds no post. Give this person "
                     "another number, or delete the row.")
        return ""

    def _dated(self, verdict: Verdict) -> Verdict:
        """With the first day of a new post, or the last day of one who leaves; refused when no day is possible."""
        line = verdict.line
        if line is None or verdict.kind == Kind.UNCHANGED:
            return verdict
        if line.state == "left":
            last = {"last_day": f"{self.today - DAY}", "reason": line.state_word} if "state" in verdict.after else {}
            return replace(verdict, after=verdict.after | {name: value for name, value in last.items() if value})
        if not set(verdict.after) & set(POST_FIELDS):
            return verdict
        if later := self.known.planned.get(self.known.key(line)):
            reason = _("The register has a change of this post from %(day)s on already; take that back first.")
            return self.refuse(line, "post", line.post, reason % {"day": later})
        since = self.begins(line)
        if since is None:
            post = self.known.post_of(line)
            reason = _("The present post begins on %(day)s; it cannot end before that. Import this change on a later "
                       "day.")
            return self.refuse(line, "post", line.post, reason % {"day": post.from_on if post else self.today})
        return replace(verdict, after=verdict.after | {"from_on": f"{since}"})

    def begins(self, line: Line) -> dt.date | None:
        """任现职时间 if it is past; else the roster's own date; for a change, a day after the old post began."""
        old = self.known.post_of(line)
        floor = old.from_on if old else self.known.ended.get(self.known.key(line), dt.date.min)
        days = [day for day in (line.since, self.drawn_up_on, self.today) if day and floor < day <= self.today]
        return days[0] if days else None

    def refuse(self, line: Line, column: str, value: str, reason: str) -> Verdict:
        refusal = Refusal(line.row, self.table.heads[column], value, reason)
        return Verdict(Kind.REFUSED, line.row, line.staff_no, line.full_name, hidden=line.hidden,
                       reasons=(refusal,))


def wanted(line: Line) -> dict[str, str]:
    """What the roster says of the person. Of one who has left it says nothing about a post."""
    if line.state == "left":
        return {"full_name": line.full_name, "state": "left"}
    return {name: getattr(line, name) for name in FIELDS}


def kind_of(before: dict[str, str], after: dict[str, str]) -> str:
    """A new post in the same unit is a move; a new rank or category is a change."""
    if not before:
        return Kind.JOINER
    if not after:
        return Kind.UNCHANGED
    if after.get("state") == "left":
        return Kind.LEAVER
    return Kind.MOVER if MOVING & set(after) else Kind.CHANGED


def absent(people: list[User], today: dt.date) -> list[Verdict]:
    """Who is not in a roster that names everyone has left."""
    after = {"state": "left", "last_day": f"{today - DAY}"}
    return [Verdict(Kind.LEAVER, None, person.staff_no, person.full_name, {"state": "active"}, after, person=person)
            for person in people]


def covered(units: dict[str, Department], codes: set[str]) -> Department | None:
    """The county bureau all these units belong to, or else the whole bureau: what a complete roster speaks of."""
    paths = [units[code].path for code in codes]
    counties = [unit for unit in units.values() if unit.kind == Department.Kind.COUNTY]
    tree = [county for county in counties if paths and all(path.startswith(county.path) for path in paths)]
    root = [unit for unit in units.values() if unit.depth == 1]
    return next(iter(tree or root), None)
