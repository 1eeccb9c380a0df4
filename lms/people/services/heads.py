"""Who answers for a unit, and which units a leader is in charge of: from a day, through the journal, undoable."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.common.dated import Dated
from lms.people.models import Act, Department, DepartmentPeriod, HeadOf, Portfolio, User
from lms.people.services.groups import sync_memberships
from lms.people.services.journal import Journal, UndoRefused, undo_act
from lms.people.services.posting_rules import PostingRefused, check_stays
from lms.people.services.postings import locked

DAY = dt.timedelta(days=1)
APPOINT, END, ASSIGN = "appoint_head", "end_head", "assign_portfolio"
KINDS = (APPOINT, END, ASSIGN)


class HeadRefused(ValueError):  # noqa: N818
    """The appointment cannot be recorded; the message says why, translated."""


@transaction.atomic
def appoint_head(
    *, person: User, department: Department, on: dt.date, acting: bool = False, expected: Collection[int] | None = None,
    by: User | None = None,
) -> HeadOf:
    """From `on` the person answers for the unit; the head before him did until the day before. Twice changes nothing.

    `acting` marks a deputy in charge (主持工作); `expected` are the keys of the heads the form was drawn for. Raises
    HeadRefused: no such unit or no post on the day, an end of service is recorded, the present head's first day is not
    before it, or another head by now.
    """
    Department.objects.select_for_update().filter(pk=department.pk).first()
    facts = HeadOf.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), department=department)
    same = facts.filter(person=person, acting=acting, from_on__lte=on, to_on__isnull=True).first()
    if same:
        return same
    _check_expected(expected, HeadOf.objects.filter(department=department))
    _check_units([department], on)
    _check_post(person, on)
    head = _write_head(HeadOf(person=person, department=department, acting=acting, from_on=on), facts, by)
    sync_memberships(clock.today())
    return head


@transaction.atomic
def end_head(*, head: HeadOf, on: dt.date, by: User | None = None) -> HeadOf:
    """`on` is the last day; the unit is then without a head. Ended by then already: nothing changes.

    Raises HeadRefused when he became head after that day.
    """
    head = HeadOf.objects.select_for_update().select_related("department", "person").get(pk=head.pk)
    if head.to_on is not None and head.to_on <= on:
        return head
    if on < head.from_on:
        raise HeadRefused(_("%(person)s has been head since %(day)s; the last day cannot be before.")
                          % {"person": head.person.display_name, "day": head.from_on})
    journal = Journal(kind=END, on=on + DAY, by=by, target=head.department.code,
                      detail={"person": head.person.staff_no})
    journal.change_one(head, to_on=on)
    journal.close()
    record(action="people.end_head", actor=by, target=head.department.code,
           detail={"person": head.person.staff_no, "last_day": f"{on}"})
    sync_memberships(clock.today(), person=head.person)
    return head


@transaction.atomic
def assign_portfolio(
    *, person: User, departments: list[Department], on: dt.date, expected: Collection[int] | None = None,
    by: User | None = None,
) -> list[Portfolio]:
    """From `on` the leader is in charge of exactly these units; those dropped end the day before. Twice is harmless.

    `expected` are the keys of the facts the form was drawn for. Raises HeadRefused: no such unit or no post on the day,
    an end of service recorded, a change of the portfolio from that day or a later one, or another portfolio by now.
    """
    User.objects.select_for_update().filter(pk=person.pk).first()
    facts = Portfolio.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), person=person)
    wanted = {unit.pk: unit for unit in departments}
    present = {fact.department_id: fact for fact in facts}
    if present.keys() == wanted.keys() and all(f.from_on <= on and f.to_on is None for f in present.values()):
        return _portfolio(person, on)
    _check_expected(expected, Portfolio.objects.filter(person=person))
    _check_units([unit for pk, unit in wanted.items() if pk not in present], on)
    if wanted:
        _check_post(person, on)
    _write_portfolio(person, wanted, present, on, by)
    sync_memberships(clock.today(), person=person)
    return _portfolio(person, on)


@transaction.atomic
def undo_leadership(*, act: Act, by: User) -> Act:
    """Take an appointment or a portfolio back; raises UndoRefused for any other act, or when it was built upon."""
    if act.kind not in KINDS:
        raise UndoRefused(_("This is not an appointment."))
    undone = undo_act(act=act, by=by)
    sync_memberships(clock.today())
    return undone


def _write_head(head: HeadOf, facts: QuerySet[HeadOf], by: User | None) -> HeadOf:
    detail = {"person": head.person.staff_no, "acting": head.acting}
    journal = Journal(kind=APPOINT, on=head.from_on, by=by, target=head.department.code, detail=detail)
    _end_before(journal, facts, head.from_on)
    journal.create([head])
    journal.close()
    record(action="people.appoint_head", actor=by, target=head.department.code,
           detail=detail | {"on": f"{head.from_on}"})
    return head


def _write_portfolio(
    person: User, wanted: dict[int, Department], present: dict[int, Portfolio], on: dt.date, by: User | None
) -> None:
    detail = {"units": sorted(unit.code for unit in wanted.values())}
    journal = Journal(kind=ASSIGN, on=on, by=by, target=person.staff_no, detail=detail)
    stays = {pk for pk, fact in present.items() if pk in wanted and fact.to_on is None and fact.from_on < on}
    _end_before(journal, [fact for pk, fact in present.items() if pk not in stays], on)
    journal.create(Portfolio(person=person, department=unit, from_on=on)
                   for pk, unit in wanted.items() if pk not in stays)
    journal.close()
    record(action="people.assign_portfolio", actor=by, target=person.staff_no, detail=detail | {"on": f"{on}"})


def _portfolio(person: User, on: dt.date) -> list[Portfolio]:
    return list(Portfolio.objects.on(on).filter(person=person).order_by("department__path"))


def _end_before(journal: Journal, facts: Iterable[Dated], on: dt.date) -> None:
    """Each fact's last day is the day before; one that begins only then or later stands in the way."""
    for fact in facts:
        if fact.from_on >= on:
            raise HeadRefused(_("What holds now or is planned begins on %(day)s, not before %(on)s.")
                              % {"day": fact.from_on, "on": on})
        journal.change_one(fact, to_on=on - DAY)


def _check_units(units: list[Department], on: dt.date) -> None:
    there = set(DepartmentPeriod.objects.on(on).filter(department__in=units).values_list("department_id", flat=True))
    for unit in units:
        if unit.pk not in there:
            raise HeadRefused(_("%(unit)s is not there on %(day)s.") % {"unit": unit, "day": on})


def _check_post(person: User, on: dt.date) -> None:
    """A main post on the day, and no end of service: what lasts until told would outlast it."""
    facts = locked(person)
    if facts.main_on(on) is None:
        raise HeadRefused(_("%(person)s holds no post on %(day)s.") % {"person": person.display_name, "day": on})
    try:
        check_stays(facts)
    except PostingRefused as refusal:
        raise HeadRefused(str(refusal)) from refusal


def open_keys(facts: QuerySet) -> list[int]:
    """The keys of the facts that hold today or later: what a form is drawn for."""
    still = facts.filter(Q(to_on__isnull=True) | Q(to_on__gte=clock.today()))
    return sorted(still.values_list("pk", flat=True))


def _check_expected(expected: Collection[int] | None, facts: QuerySet) -> None:
    if expected is not None and sorted(expected) != open_keys(facts):
        raise HeadRefused(_("Somebody has changed this since the form was opened. Nothing was written; look again."))
