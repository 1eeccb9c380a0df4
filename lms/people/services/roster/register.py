"""What the register knows of a roster's units and people: a fixed number of questions, however long the roster."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.functions import Upper

from lms.people.access import ALONE
from lms.people.models import Department, DepartmentAlias, PersonState, Posting, RoleGrant, Succession, User
from lms.people.services.roster.comparing import DAY, Known
from lms.people.services.roster.heads import plain
from lms.people.services.roster.reading import Unit, Units

# A statement takes 32,766 values on the plainest SQLite.
MOST_VALUES = 20_000
KINDS = (Posting.Kind.MAIN, Posting.Kind.LOAN)


@dataclass(frozen=True)
class Tree:
    """The bureau's units: `names` as a roster may call them, `by_code` as they are."""

    names: Units
    by_code: dict[str, Department]


def known_units() -> Tree:
    """Three questions. A name, full or short, goes before a nickname."""
    units = list(Department.objects.all())
    follows = dict(Succession.objects.order_by("-on", "-pk").values_list("department_id", "successor__name"))
    values = {
        unit.pk: Unit(unit.code, unit.path, unit.kind == Department.Kind.ROOT, unit.closed_on is not None,
                      follows.get(unit.pk, ""))
        for unit in units
    }
    by_name = _named((alias.name, values[alias.department_id]) for alias in DepartmentAlias.objects.all())
    by_name |= _named((name, values[unit.pk]) for unit in units for name in {unit.name, unit.short_name})
    return Tree(Units(by_name), {unit.code: unit for unit in units})


def _named(pairs: Iterable[tuple[str, Unit]]) -> dict[str, list[Unit]]:
    """All that have the same name: the unit beside it in the roster decides."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for name, unit in pairs:
        if name:
            found[plain(name)].append(unit)
    return dict(found)


def known_people(numbers: Collection[str], today: dt.date, *, lock: bool = False) -> Known:
    """Five questions, six where numbers have letters.

    `lock`: nobody else changes these people until the transaction ends.
    """
    people: dict[str, User] = {}
    posts: dict[tuple[int, str], Posting] = {}
    planned: dict[tuple[int, str], dt.date] = {}
    ended: dict[tuple[int, str], dt.date] = {}
    states: dict[int, PersonState] = {}
    leaving: set[int] = set()
    postless: set[str] = set()
    twins: dict[str, str] = {}
    for some in portions(numbers):
        found = User.objects.filter(staff_no__in=some).order_by("pk")
        people |= {person.staff_no: person for person in (found.select_for_update() if lock else found)}
        mine = Posting.objects.filter(person__staff_no__in=some, kind__in=KINDS).order_by()
        sort_posts(mine.exclude(to_on__lt=today).select_related("department"), today, posts, planned)
        ended |= {(row["person_id"], row["kind"]): row["last"]
                  for row in mine.filter(to_on__lt=today).values("person_id", "kind").annotate(last=Max("to_on"))}
        sort_states(some, today, states, leaving)
        postless |= set(RoleGrant.objects.exclude(to_on__lt=today).filter(person__staff_no__in=some, role__in=ALONE)
                        .values_list("person__staff_no", flat=True))
        twins |= twins_of(some)
    return Known(people, posts, planned, ended, states, frozenset(leaving), frozenset(postless), twins)


def twins_of(numbers: list[str]) -> dict[str, str]:
    """The register's A001 by the roster's a001: somebody else's number is not to be had by writing it in small."""
    lettered = {number.upper(): number for number in numbers if not number.isdigit()}
    if not lettered:
        return {}
    known = User.objects.annotate(capitals=Upper("staff_no")).filter(capitals__in=lettered)
    pairs = ((lettered[twin.upper()], twin) for twin in known.values_list("staff_no", flat=True))
    return {number: twin for number, twin in pairs if number != twin}


def sort_posts(
    found: QuerySet[Posting], today: dt.date, posts: dict[tuple[int, str], Posting],
    planned: dict[tuple[int, str], dt.date],
) -> None:
    """Today's post where there is one, else the next; and the first day the register has planned something for."""
    for post in sorted(found, key=lambda post: (post.from_on, post.pk)):
        key = (post.person_id, post.kind)
        posts.setdefault(key, post)
        if posts[key] is not post:
            planned.setdefault(key, post.from_on)
        elif post.to_on is not None:
            planned[key] = post.to_on + DAY


def sort_states(numbers: list[str], today: dt.date, states: dict[int, PersonState], leaving: set[int]) -> None:
    """The state of each person today, gone before paused; and who is known to leave on a later day."""
    mine = PersonState.objects.filter(person__staff_no__in=numbers).exclude(to_on__lt=today)
    for state in mine.order_by("-kind", "from_on"):  # paused, then left
        if state.from_on <= today:
            states[state.person_id] = state
        elif state.kind == PersonState.Kind.LEFT:
            leaving.add(state.person_id)


def staff_of(unit: Department | None, today: dt.date) -> QuerySet[Posting]:
    """The main posts of the unit and of what is below it."""
    posts = Posting.objects.main().on(today)
    return posts.filter(department__path__startswith=unit.path) if unit else posts


def missing_from(
    numbers: Collection[str], unit: Department | None, today: dt.date, *, lock: bool = False
) -> list[User]:
    """Who holds a main post there and is not among these numbers; who is known to leave later is left alone."""
    going = PersonState.objects.filter(kind=PersonState.Kind.LEFT).values("person_id")
    here = User.objects.filter(pk__in=staff_of(unit, today).values("person_id")).exclude(pk__in=going)
    people = here.order_by("staff_no").select_for_update() if lock else here.order_by("staff_no")
    known = set(numbers)
    return [person for person in people if person.staff_no not in known]


def portions(values: Collection[Any], size: int = MOST_VALUES) -> Iterator[list[Any]]:
    """The values in lists a statement can take."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
