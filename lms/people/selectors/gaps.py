"""What is missing on a day: units without a head or a leader in charge, heads who are not there."""

import datetime as dt
from dataclasses import dataclass

from lms.people.models import Department, HeadOf, PersonState, Portfolio, Posting, User
from lms.people.selectors.units import AWAY, TreeRow, lineages_on, tree_on

# The leaders are no section: nobody heads them.
HEADLESS = frozenset({Department.Kind.LEADERS})
UNLED = frozenset({Department.Kind.LEADERS, Department.Kind.ROOT})


@dataclass(frozen=True)
class HeadGap:
    """A head who is not there: paused, or without a post of his own in the unit."""

    unit: Department
    person: User
    paused: bool


@dataclass(frozen=True)
class Gaps:
    """Of the units there are on the day, in the bureau's order."""

    without_head: tuple[TreeRow, ...]
    without_leader: tuple[TreeRow, ...]
    absent_heads: tuple[HeadGap, ...]

    @property
    def count(self) -> int:
        return len(self.without_head) + len(self.without_leader) + len(self.absent_heads)


@dataclass(frozen=True)
class Borrowed:
    """借入: somebody who works here and counts at home."""

    person: User
    post: str
    kind: str
    unit: Department
    home: Department | None
    from_on: dt.date
    to_on: dt.date | None


def gaps_on(day: dt.date) -> Gaps:
    """A fixed number of queries, whatever the size of the bureau."""
    rows = [row for row in tree_on(day) if row.there]
    heads = HeadOf.objects.on(day).order_by("department__path").values_list("pk", "person_id", "department_id")
    headed = {unit for _pk, _person, unit in heads}
    led = set(Portfolio.objects.on(day).values_list("department_id", flat=True))
    lineages = lineages_on(day)
    return Gaps(
        tuple(row for row in rows if row.kind not in HEADLESS and row.pk not in headed),
        tuple(row for row in rows if row.kind not in UNLED and led.isdisjoint(_keys(lineages[row.pk]))),
        _absent(list(heads), day),
    )


def _keys(lineage: str) -> list[int]:
    return [int(key) for key in lineage.split("/") if key]


def _absent(heads: list[tuple[int, int, int]], day: dt.date) -> tuple[HeadGap, ...]:
    """Three queries: who is paused, who has a post, and the heads of whom neither is well."""
    people = {person for _pk, person, _unit in heads}
    states = PersonState.objects.on(day).filter(kind=PersonState.Kind.PAUSED)
    paused = set(states.values_list("person_id", flat=True)) & people
    posts = Posting.objects.on(day).exclude(kind__in=AWAY).filter(person__headships__in=HeadOf.objects.on(day))
    here = set(posts.order_by().values_list("person_id", "department_id"))
    absent = [pk for pk, person, unit in heads if person in paused or (person, unit) not in here]
    facts = HeadOf.objects.filter(pk__in=absent).select_related("person", "department").order_by("department__path")
    return tuple(HeadGap(fact.department, fact.person, fact.person_id in paused) for fact in facts)


def borrowed_by(department: Department, day: dt.date) -> tuple[Borrowed, ...]:
    """Who is on loan or seconded to the unit on the day, with his home unit; not counted here (two queries)."""
    posts = list(Posting.objects.on(day).filter(department=department, kind__in=AWAY)
                 .select_related("person", "department").order_by("person__staff_no", "from_on"))
    mains = Posting.objects.main().on(day).filter(person__in=[post.person_id for post in posts])
    homes = {main.person_id: main.department for main in mains.select_related("department")}
    return tuple(
        Borrowed(post.person, post.post, post.kind, post.department, homes.get(post.person_id), post.from_on,
                 post.to_on)
        for post in posts if homes.get(post.person_id) != department
    )
