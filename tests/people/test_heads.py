"""Heads and portfolios: from a day, refused in words, undone."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.people.access import has_role, scope_of
from lms.people.models import Act, HeadOf, Portfolio, RoleGrant
from lms.people.services import UndoRefused, appoint_head, assign_portfolio, end_head, end_service
from lms.people.services.heads import HeadRefused, open_keys, undo_leadership
from tests import factories

ON = clock.today()
DAY = dt.timedelta(days=1)


@pytest.fixture
def colleague(cast):
    return factories.person("副科长", cast.section, post="副科长")


def head_on(unit, day):
    return HeadOf.objects.on(day).filter(department=unit).values_list("person__full_name", "acting").first()


def test_a_head_is_replaced_from_a_day(cast, colleague):
    for _ in "twice":
        appoint_head(person=colleague, department=cast.section, on=ON, acting=True, by=cast.hr)
    assert head_on(cast.section, ON - DAY) == ("科长乙", False)
    assert head_on(cast.section, ON) == ("副科长", True)
    assert HeadOf.objects.count() == 2
    assert Entry.objects.filter(action="people.appoint_head").count() == 1
    assert not has_role(cast.head, "head")


def test_a_planned_head(cast, colleague):
    appoint_head(person=colleague, department=cast.section, on=ON + 30 * DAY, by=cast.hr)
    assert head_on(cast.section, ON) == ("科长乙", False)
    with pytest.raises(HeadRefused, match=f"{ON + 30 * DAY:%Y-%m-%d}"):
        appoint_head(person=cast.stranger, department=cast.section, on=ON + DAY, by=cast.hr)


def test_a_day_before_the_present_head_is_refused_naming_his(cast, colleague):
    with pytest.raises(HeadRefused, match="2020-01-01"):
        appoint_head(person=colleague, department=cast.section, on=dt.date(2020, 1, 1), by=cast.hr)


def test_a_head_with_a_last_day_is_replaced_before_it(cast, colleague):
    end_head(head=HeadOf.objects.get(), on=ON + 30 * DAY, by=cast.hr)
    appoint_head(person=colleague, department=cast.section, on=ON, by=cast.hr)
    assert head_on(cast.section, ON + DAY) == ("副科长", False)


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "auditor", "inspector"])
def test_who_holds_no_post_is_no_head_and_no_leader(cast, who):
    person = cast.everyone()[who]
    with pytest.raises(HeadRefused):
        appoint_head(person=person, department=cast.section, on=ON, by=cast.hr)
    with pytest.raises(HeadRefused):
        assign_portfolio(person=person, departments=[cast.section], on=ON, by=cast.hr)
    assert not HeadOf.objects.filter(person=person).exists()


def test_a_unit_that_is_not_there_yet_has_no_head(cast, colleague):
    later = factories.unit("0109", "新科", cast.bureau, opened_on=ON + 10 * DAY)
    with pytest.raises(HeadRefused):
        appoint_head(person=colleague, department=later, on=ON, by=cast.hr)
    with pytest.raises(HeadRefused):
        assign_portfolio(person=cast.leader, departments=[later], on=ON, by=cast.hr)
    appoint_head(person=colleague, department=later, on=ON + 10 * DAY, by=cast.hr)


def test_a_headship_ends_and_leaves_a_gap(cast):
    head = HeadOf.objects.get()
    with pytest.raises(HeadRefused, match="2020-01-01"):
        end_head(head=head, on=dt.date(2019, 12, 31), by=cast.hr)
    for _ in "twice":
        end_head(head=head, on=ON - DAY, by=cast.hr)
    assert head_on(cast.section, ON) is None
    assert not has_role(cast.head, "head")
    assert Act.objects.count() == 1


def test_a_portfolio_is_set_as_a_whole(cast):
    for _ in "twice":
        assign_portfolio(person=cast.leader, departments=[cast.other_section, cast.county], on=ON, by=cast.hr)
    assert scope_of(cast.leader, ON - DAY).paths == (cast.section.path,)
    assert scope_of(cast.leader, ON).paths == (cast.other_section.path, cast.county.path)
    assert Act.objects.count() == 1


def test_a_unit_that_stays_keeps_its_first_day(cast):
    assign_portfolio(person=cast.leader, departments=[cast.section, cast.county], on=ON, by=cast.hr)
    assert Portfolio.objects.get(person=cast.leader, department=cast.section).from_on == dt.date(2020, 1, 1)


def test_a_portfolio_taken_away_altogether(cast):
    assign_portfolio(person=cast.leader, departments=[], on=ON, by=cast.hr)
    assert scope_of(cast.leader, ON).empty
    assert not cast.leader.groups.exists()


def test_a_planned_portfolio_stands_in_the_way_of_an_earlier_one(cast):
    assign_portfolio(person=cast.leader, departments=[cast.county], on=ON + 30 * DAY, by=cast.hr)
    with pytest.raises(HeadRefused, match=f"{ON + 30 * DAY:%Y-%m-%d}"):
        assign_portfolio(person=cast.leader, departments=[cast.other_section], on=ON, by=cast.hr)


def test_two_officers_at_once(cast, colleague):
    drawn = open_keys(HeadOf.objects.filter(department=cast.section))
    units = open_keys(Portfolio.objects.filter(person=cast.leader))
    appoint_head(person=colleague, department=cast.section, on=ON, expected=drawn, by=cast.hr)
    with pytest.raises(HeadRefused):
        appoint_head(person=cast.stranger, department=cast.section, on=ON + DAY, expected=drawn, by=cast.hr)
    assign_portfolio(person=cast.leader, departments=[cast.county], on=ON, expected=units, by=cast.hr)
    with pytest.raises(HeadRefused):
        assign_portfolio(person=cast.leader, departments=[], on=ON + DAY, expected=units, by=cast.hr)


def test_both_are_undone(cast, colleague):
    appoint_head(person=colleague, department=cast.section, on=ON, by=cast.hr)
    assign_portfolio(person=cast.leader, departments=[cast.county], on=ON, by=cast.hr)
    for act in Act.objects.all():
        undo_leadership(act=act, by=cast.hr)
        undo_leadership(act=act, by=cast.hr)
    assert head_on(cast.section, ON) == ("科长乙", False)
    assert scope_of(cast.leader, ON).paths == (cast.section.path,)
    assert list(HeadOf.objects.values_list("to_on", flat=True)) == [None]
    assert set(cast.leader.groups.values_list("name", flat=True)) == {"Leaders"}


def test_an_appointment_that_was_built_upon_is_not_undone(cast, colleague):
    appoint_head(person=colleague, department=cast.section, on=ON - 9 * DAY, by=cast.hr)
    appoint_head(person=cast.head, department=cast.section, on=ON, by=cast.hr)
    first = Act.objects.order_by("pk").first()
    with pytest.raises(UndoRefused):
        undo_leadership(act=first, by=cast.hr)
    with pytest.raises(UndoRefused):
        undo_leadership(act=Act.objects.create(kind="transfer", on=ON), by=cast.hr)


def test_roles_are_not_in_the_journal(cast):
    """HR undoes acts; what a security administrator did is not HR's to undo."""
    from lms.people.services import end_role, grant_role

    grant_role(person=cast.learner, role="editor", from_on=ON, by=cast.security_admin)
    end_role(grant=RoleGrant.objects.get(person=cast.editor), on=ON, by=cast.security_admin)
    assert not Act.objects.exists()


def test_who_is_to_leave_is_given_nothing_that_lasts_until_told(cast, colleague):
    end_service(person=colleague, on=ON + 30 * DAY, reason="退休", by=cast.hr)
    with pytest.raises(HeadRefused):
        appoint_head(person=colleague, department=cast.other_section, on=ON, by=cast.hr)
    with pytest.raises(HeadRefused):
        assign_portfolio(person=colleague, departments=[cast.other_section], on=ON, by=cast.hr)
