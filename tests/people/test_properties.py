"""Whatever HR does in whatever order, the organisation is right on every day.

Sequences of acts on random days, refused ones included; each example is rolled back.
"""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.common import clock
from lms.people.models import Act, Department, DepartmentPeriod, PersonState, Posting, User
from lms.people.selectors import departments_on, headcounts, people_of
from lms.people.services import (
    NewUnit,
    Part,
    PostingRefused,
    UndoRefused,
    UnitRefused,
    close_unit,
    end_service,
    merge_units,
    move_unit,
    open_unit,
    pause_person,
    rename_unit,
    require_open,
    split_unit,
    sync_departments,
    transfer_person,
    undo_act,
)
from lms.people.services.postings import add_posting
from tests import factories
from tests.people.test_units_acts import everything

TODAY = clock.today()
DAY = dt.timedelta(days=1)
SPAN = 12  # days before and after today on which something may happen
UNITS, PEOPLE = 6, 5
REFUSALS = (UnitRefused, PostingRefused, UndoRefused)
VERBS = ("join", "transfer", "transfer", "merge", "merge", "merge_new", "split", "split_close", "move", "move",
         "rename", "close", "loan", "concurrent", "pause", "leave", "undo", "open")
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 9), st.integers(0, 9), st.integers(-SPAN, SPAN))


class Bureau:
    """A small bureau, and every verb of HR on it."""

    def __init__(self) -> None:
        self.root = open_unit(code="00", name="局", kind="root", parent=None)
        units = [open_unit(code=f"010{n}", name=f"科{n}", kind="section", parent=self.root) for n in range(4)]
        for number in range(2):
            open_unit(code=f"020{number}", name=f"组{number}", kind="section", parent=units[number])
        self.people = [factories.person(f"人{n}", units[n % 4], staff_no=f"P{n}") for n in range(PEOPLE)]
        self.hr = factories.person("人事", staff_no="HR")

    def unit(self, number: int) -> Department:
        units = Department.objects.order_by("pk")
        return units[number % units.count()]

    def person(self, number: int) -> User:
        people = User.objects.exclude(pk=self.hr.pk).order_by("pk")
        return people[number % people.count()]

    def do(self, verb: str, first: int, second: int, day: dt.date) -> None:
        getattr(self, f"do_{verb}")(first, second, day)

    def do_join(self, first: int, second: int, day: dt.date) -> None:
        require_open(self.unit(second), day)
        factories.person("新人", self.unit(second), from_on=day)

    def do_transfer(self, first: int, second: int, day: dt.date) -> None:
        require_open(self.unit(second), day)
        transfer_person(person=self.person(first), department=self.unit(second), post="科员", rank="",
                        category="civil_servant", on=day, by=self.hr)

    def do_merge(self, first: int, second: int, day: dt.date) -> None:
        merge_units(units=[self.unit(first)], into=self.unit(second), on=day, by=self.hr)

    def do_merge_new(self, first: int, second: int, day: dt.date) -> None:
        new = NewUnit(f"9{Department.objects.count()}", "合并科", self.root)
        merge_units(units=[self.unit(first), self.unit(second)], into=new, on=day, by=self.hr)

    def do_split(self, first: int, second: int, day: dt.date, close: bool = False) -> None:
        unit = self.unit(first)
        inside = User.objects.filter(postings__department=unit).distinct()
        people = inside if close else inside.filter(pk=self.person(second).pk)
        below = [period.department for period in DepartmentPeriod.objects.filter(parent=unit, to_on=None)]
        part = Part(NewUnit(f"8{Department.objects.count()}", "分出科", self.root), tuple(people), tuple(below))
        split_unit(unit=unit, parts=[part], close=close, on=day, by=self.hr)

    def do_split_close(self, first: int, second: int, day: dt.date) -> None:
        self.do_split(first, second, day, close=True)

    def do_move(self, first: int, second: int, day: dt.date) -> None:
        move_unit(unit=self.unit(first), parent=self.unit(second), on=day, by=self.hr)

    def do_rename(self, first: int, second: int, day: dt.date) -> None:
        rename_unit(unit=self.unit(first), name=f"新名{second}", on=day, by=self.hr)

    def do_close(self, first: int, second: int, day: dt.date) -> None:
        close_unit(unit=self.unit(first), on=day, by=self.hr)

    def do_open(self, first: int, second: int, day: dt.date) -> None:
        open_unit(code=f"7{Department.objects.count()}", name="新科", kind="section", parent=self.unit(first), on=day,
                  by=self.hr)

    def do_loan(self, first: int, second: int, day: dt.date, kind: str = "loan") -> None:
        require_open(self.unit(second), day)
        add_posting(person=self.person(first), department=self.unit(second), kind=kind, post="借用", from_on=day,
                    to_on=day + second * DAY, by=self.hr)

    def do_concurrent(self, first: int, second: int, day: dt.date) -> None:
        self.do_loan(first, second, day, kind="concurrent")

    def do_pause(self, first: int, second: int, day: dt.date) -> None:
        pause_person(person=self.person(first), from_on=day, to_on=day + second * DAY, reason="产假", by=self.hr)

    def do_leave(self, first: int, second: int, day: dt.date) -> None:
        end_service(person=self.person(first), on=day, reason="退休", by=self.hr)

    def do_undo(self, first: int, second: int, day: dt.date) -> None:
        act = Act.objects.filter(undone_at=None, by=self.hr).first()
        if act:
            undo_act(act=act, by=self.hr)


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()


def tried(bureau: Bureau, step: tuple) -> bool:
    """Whether the act was done; a refused one leaves nothing behind."""
    verb, first, second, days = step
    try:
        with transaction.atomic():
            bureau.do(verb, first, second, TODAY + days * DAY)
    except REFUSALS:
        return False
    return True


class RolledBack(Exception):  # noqa: N818
    pass


def rolled_back(check, *args) -> None:
    try:
        with transaction.atomic():
            check(*args)
            raise RolledBack
    except RolledBack:
        pass


fast = settings(max_examples=40, deadline=None, derandomize=True,
                suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@fast
@given(steps=st.lists(STEP, min_size=1, max_size=10))
def test_every_day_is_right(bureau, steps):
    rolled_back(_every_day_is_right, bureau, steps)


def _every_day_is_right(bureau: Bureau, steps: list) -> None:
    for step in steps:
        tried(bureau, step)
    assert_life_is_tiled()
    assert_lineages_stand()
    for days in sorted({0, SPAN + 12, -SPAN - 1, *(step[3] for step in steps), *(step[3] - 1 for step in steps)}):
        assert_counted_once(TODAY + days * DAY)
    assert sync_departments(TODAY) == 0
    for day in (TODAY, TODAY + (SPAN + 12) * DAY):
        sync_departments(day)
        assert_rows_are_of(day)


@fast
@given(steps=st.lists(STEP, max_size=6), last=STEP)
def test_undoing_the_last_act_restores_everything(bureau, steps, last):
    rolled_back(_undone, bureau, steps, last)


def _undone(bureau: Bureau, steps: list, last: tuple) -> None:
    for step in steps:
        tried(bureau, step)
    if last[0] == "undo":
        return
    before, acts = everything(), Act.objects.count()
    tried(bureau, last)
    if Act.objects.count() > acts:
        undo_act(act=Act.objects.latest("pk"), by=bureau.hr)
        assert everything() == before


def assert_life_is_tiled() -> None:
    """A unit's periods follow each other from its first day to its last without hole or overlap."""
    for unit in Department.objects.prefetch_related("periods"):
        periods = sorted(unit.periods.all(), key=lambda period: period.from_on)
        assert periods[0].from_on == unit.opened_on
        assert periods[-1].to_on == (unit.closed_on - DAY if unit.closed_on else None)
        for earlier, later in pairwise(periods):
            assert earlier.to_on is not None
            assert later.from_on == earlier.to_on + DAY


def assert_lineages_stand() -> None:
    """Whenever anything changes, every unit hangs below one that is there on that day."""
    periods = list(DepartmentPeriod.objects.all())
    days = {day for one in periods for day in (one.from_on, one.to_on) if day} | {TODAY + 400 * DAY}
    for day in days:
        there = {one.department_id: one for one in periods if one.holds_on(day)}
        for one in there.values():
            above = there[one.parent_id].lineage if one.parent_id else "/"
            assert one.lineage == f"{above}{one.department_id}/", day
        names = Counter(one.lineage for one in there.values())
        assert not [lineage for lineage, count in names.items() if count > 1]


def assert_counted_once(day: dt.date) -> None:
    mains = Counter(Posting.objects.main().on(day).values_list("person_id", flat=True))
    assert set(mains.values()) <= {1}
    homes = departments_on(User.objects.all(), day)
    assert set(homes) == set(mains)
    counts = headcounts(day)
    assert {unit.pk for unit in homes.values()} <= set(counts)  # nobody is in a unit that is not there
    assert Counter(unit.pk for unit in homes.values()) == {pk: count.own for pk, count in counts.items() if count.own}
    root = Department.objects.get(code="00")
    assert counts[root.pk].below == len(homes) == people_of(root, day).count()
    for pk, count in counts.items():
        assert people_of(Department(pk=pk), day).count() == count.below
    gone = PersonState.objects.filter(kind="left", from_on__lte=day).values("person")
    expected = User.objects.filter(postings__kind="main", postings__from_on__lte=day).exclude(pk__in=gone).distinct()
    assert set(expected.values_list("pk", flat=True)) <= set(homes)


def assert_rows_are_of(day: dt.date) -> None:
    for period in DepartmentPeriod.objects.on(day).select_related("department"):
        unit = Department.objects.get(pk=period.department_id)
        assert (unit.name, getattr(unit.get_parent(), "pk", None)) == (period.name, period.parent_id)
    assert not Department.find_problems()[0]
