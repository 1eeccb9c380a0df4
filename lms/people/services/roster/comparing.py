"""Lines against what is known: new, changed, unchanged, or refused because of who holds the number."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lms.people.access import BLIND
from lms.people.models import Department, DepartmentAlias, PersonState, Posting, RoleGrant, User
from lms.people.services.roster.reading import Unit, Units
from lms.people.services.roster.sheet import plain
from lms.people.services.roster.values import Change, Line, Refusal, Table

PERSON_FIELDS = ("full_name", "name_tag", "gender")
POST_FIELDS = ("unit", "post", "rank", "category", "kind")
FIELDS = (*PERSON_FIELDS, *POST_FIELDS, "state")
# What a column that is absent says nothing about.
COLUMN_OF = {"gender": "gender", "rank": "rank"}


@dataclass
class Known:
    """The people of this roster as the register has them."""

    people: dict[str, User] = field(default_factory=dict)
    posts: dict[tuple[int, str], Posting] = field(default_factory=dict)
    states: dict[int, PersonState] = field(default_factory=dict)
    postless: frozenset[str] = frozenset()

    def post_of(self, line: Line) -> Posting | None:
        """The open post of the line's own kind: borrowing someone does not touch his post at home."""
        person = self.people.get(line.staff_no)
        return self.posts.get((person.pk, line.kind)) if person else None

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


def known_units() -> tuple[Units, dict[str, int]]:
    """Units by any of their names, and keys by code (two queries). A full name goes before a nickname."""
    units = list(Department.objects.all())
    values = {unit.pk: Unit(unit.code, unit.path, unit.kind == Department.Kind.ROOT, unit.closed_on is not None)
              for unit in units}
    aliases = DepartmentAlias.objects.all()
    by_name: dict[str, Unit] = {plain(alias.name): values[alias.department_id] for alias in aliases}
    by_name |= {plain(unit.short_name): values[unit.pk] for unit in units if unit.short_name}
    by_name |= {plain(unit.name): values[unit.pk] for unit in units}
    return Units(by_name), {unit.code: unit.pk for unit in units}


def known_people(lines: list[Line], today: dt.date) -> Known:
    """Four queries."""
    numbers = [line.staff_no for line in lines]
    people = {person.staff_no: person for person in User.objects.filter(staff_no__in=numbers)}
    keys = [person.pk for person in people.values()]
    posts = Posting.objects.filter(person_id__in=keys, to_on__isnull=True, kind__in=("main", "loan"))
    states = PersonState.objects.on(today).filter(person_id__in=keys)
    return Known(
        people,
        {(post.person_id, post.kind): post for post in posts.select_related("department").order_by("pk")},
        {state.person_id: state for state in states.order_by("-kind")},
        frozenset(RoleGrant.objects.on(today).filter(person_id__in=keys, role__in=BLIND)
                  .values_list("person__staff_no", flat=True)),
    )


def compare(table: Table, lines: list[Line], known: Known) -> tuple[list[Change], list[Change], int, list[Refusal]]:
    """(new, changed, unchanged, refused)."""
    new, changed, refused, unchanged = [], [], [], 0
    skipped = {name for name, column in COLUMN_OF.items() if column not in table.heads}
    for line in lines:
        before, after = known.values(line), wanted(line)
        if reason := why_not(line, before, known):
            refused.append(Refusal(line.row, table.heads["staff_no"], line.staff_no, reason))
        elif not before:
            new.append(Change(line, {}, after))
        elif difference := [name for name in after if before[name] != after[name] and name not in skipped
                            and not (name == "state" and known.paused_after(line, table.drawn_up_on))]:
            changed.append(Change(line, {name: before[name] for name in difference},
                                  {name: after[name] for name in difference}))
        else:
            unchanged += 1
    return new, changed, unchanged, refused


def why_not(line: Line, before: dict[str, str], known: Known) -> str:
    """Why this number cannot be given to this line; empty when it can."""
    if before.get("state") == "left" and line.state != "left":
        return _("This number belongs to someone who has left; it is never given again.")
    if line.staff_no in known.postless:
        return _("This number belongs to a system administrator or auditor; such an account holds no post.")
    return ""


def wanted(line: Line) -> dict[str, str]:
    """What the roster says of the person. Of one who has left it says nothing about a post."""
    if line.state == "left":
        return {"full_name": line.full_name, "state": "left"}
    return {name: getattr(line, name) for name in FIELDS}
