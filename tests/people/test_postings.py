"""Moved, paused, appointed, gone: dated facts, each twice over the same."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.people.access import roles_of, scope_of
from lms.people.models import Act, Department, HeadOf, PersonState, Portfolio, Posting, RoleGrant
from lms.people.selectors import head_of, is_paused, pauses_of, posting_of, postings_of, unit_labels, unit_rows
from lms.people.services import (
    PostingRefused,
    UndoRefused,
    appoint_head,
    assign_portfolio,
    close_accounts,
    end_service,
    pause_person,
    transfer_person,
)
from lms.people.services.postings import add_posting, end_posting
from lms.people.services.roster.register import known_people
from lms.people.services.staff import undo_person_act
from tests import factories

ON = dt.date(2026, 9, 15)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["system_admin", "security_admin", "auditor", "inspector", "tomorrow's auditor"])
def test_an_account_that_stands_alone_is_given_no_post(cast, name):
    """Neither by hand nor by a roster, also when the role only begins later (decision 0009)."""
    if name in cast.everyone():
        person = cast.everyone()[name]
    else:
        person = factories.person("明日审计")
        factories.role(person, "auditor", from_on=clock.today() + DAY)
    with pytest.raises(PostingRefused):
        transfer_person(person=person, department=cast.section, post="科员", rank="", category="worker",
                        on=clock.today(), by=cast.hr)
    assert known_people([person.staff_no], clock.today()).postless == {person.staff_no}


@pytest.mark.parametrize("to_on", [None, ON + 31 * DAY])
def test_nothing_is_given_beyond_a_recorded_end_of_service(cast, to_on):
    end_service(person=cast.learner, on=ON + 30 * DAY, reason="退休", by=cast.hr)
    with pytest.raises(PostingRefused):
        add_posting(person=cast.learner, department=cast.other_section, kind="concurrent", post="兼职", from_on=ON,
                    to_on=to_on, by=cast.hr)
    add_posting(person=cast.learner, department=cast.other_section, kind="concurrent", post="兼职", from_on=ON,
                to_on=ON + 30 * DAY, by=cast.hr)


def test_ending_a_post_never_makes_it_longer(cast):
    loan = add_posting(person=cast.learner, department=cast.other_section, kind="loan", post="借调", from_on=ON,
                       to_on=ON + 30 * DAY, by=cast.hr)
    with pytest.raises(PostingRefused):
        end_posting(posting=loan, on=ON + 60 * DAY, by=cast.hr)
    assert end_posting(posting=loan, on=ON + 30 * DAY).to_on == ON + 30 * DAY


def move(cast, on=ON):
    return transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="一级科员",
                           category="civil_servant", on=on, by=cast.hr)


def test_a_transfer_keeps_both_periods(cast):
    new = move(cast)
    assert move(cast) == new
    assert posting_of(cast.learner, ON - DAY).department == cast.section
    assert posting_of(cast.learner, ON).department == cast.other_section
    assert [fact.to_on for fact in postings_of(cast.learner)] == [None, ON - DAY]
    assert Entry.objects.filter(action="people.transfer").count() == 1


def test_a_transfer_before_the_present_post_is_refused(cast):
    with pytest.raises(PostingRefused):
        move(cast, on=dt.date(2019, 1, 1))
    assert Posting.objects.filter(person=cast.learner).count() == 1


def test_both_heads_see_their_own_period(cast):
    from lms.people.models import User

    move(cast)
    assert cast.learner in User.objects.visible_to(cast.head, ON - DAY)
    assert cast.learner not in User.objects.visible_to(cast.head, ON)


def test_maternity_leave(cast):
    first, last = dt.date(2026, 3, 1), dt.date(2026, 8, 6)
    for _ in range(2):
        pause_person(person=cast.learner, from_on=first, to_on=last, reason="产假", by=cast.hr)
    days = (first - DAY, first, last, last + DAY)
    assert [is_paused(cast.learner, day) for day in days] == [False, True, True, False]
    assert pauses_of(cast.learner) == ((first, last),)
    entry = Entry.objects.get(action="people.pause")
    assert "产假" not in str(entry.detail)


def test_retirement(cast):
    last = dt.date(2026, 8, 31)
    for _ in range(2):
        end_service(person=cast.head, on=last, reason="退休", by=cast.hr)
    assert posting_of(cast.head, last) is not None
    assert posting_of(cast.head, last + DAY) is None
    assert head_of(cast.section, last + DAY) is None
    assert roles_of(cast.head, last + DAY) == frozenset()
    assert PersonState.objects.get().from_on == last + DAY
    cast.head.refresh_from_db()
    from lms.common import clock

    assert cast.head.is_active == (last >= clock.today())
    assert Entry.objects.filter(action="people.end_service").count() == 1


def test_an_announced_retirement_switches_the_account_off_on_its_day(cast):
    from lms.common import clock

    last = clock.today() + 30 * DAY
    factories.role(cast.learner, "inspector", to_on=last + 100 * DAY)
    end_service(person=cast.learner, on=last, reason="退休", by=cast.hr)
    assert RoleGrant.objects.get(person=cast.learner).to_on == last
    assert (close_accounts(last), close_accounts(last + DAY), close_accounts(last + DAY)) == (0, 1, 0)
    cast.learner.refresh_from_db()
    assert not cast.learner.is_active
    with pytest.raises(PostingRefused):
        move(cast, on=last + DAY)


def test_a_new_head_follows_the_old(cast):
    for _ in range(2):
        appoint_head(person=cast.stranger, department=cast.section, on=ON, by=cast.hr)
    assert head_of(cast.section, ON - DAY).person == cast.head
    assert head_of(cast.section, ON).person == cast.stranger
    assert scope_of(cast.head, ON).empty
    assert HeadOf.objects.count() == 2


def test_an_acting_head_becomes_the_head(cast):
    appoint_head(person=cast.head, department=cast.section, on=ON, acting=True)
    assert head_of(cast.section, ON).acting


def test_portfolios_change_with_a_date(cast):
    for _ in range(2):
        assign_portfolio(person=cast.leader, departments=[cast.other_section, cast.county], on=ON, by=cast.hr)
    assert scope_of(cast.leader, ON - DAY).paths == (cast.section.path,)
    units = Department.objects.filter(code__in=["0102", "0301"]).order_by("path")
    assert scope_of(cast.leader, ON).paths == tuple(units.values_list("path", flat=True))
    assert Portfolio.objects.count() == 3


def test_units_in_the_bureaus_order(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = unit_rows(ON)
    assert [row.name for row in rows] == list(Department.objects.values_list("name", flat=True))
    assert {row.name: row.head for row in rows if row.head} == {"养老保险科": "科长乙"}
    assert [row.name for row in unit_rows(ON, kind="county")] == ["东城区局"]
    assert unit_labels()[cast.section.pk] == "养老保险科"


def later_parts(cast, first) -> None:
    """A post beside, a headship, a portfolio, a role and a pause of 学员甲, all of them from a later day."""
    RoleGrant.objects.create(person=cast.learner, role="editor", from_on=first, granted_by=cast.security_admin)
    add_posting(person=cast.learner, department=cast.bureau, kind="loan", post="借调", from_on=first,
                to_on=first + 90 * DAY, by=cast.hr)
    HeadOf.objects.create(person=cast.learner, department=cast.other_section, from_on=first)
    Portfolio.objects.create(person=cast.learner, department=cast.other_section, from_on=first)
    pause_person(person=cast.learner, from_on=first, to_on=first + 9 * DAY, reason="产假", by=cast.hr)


def parts(person) -> list:
    return [sorted(model.objects.filter(person=person).values_list())
            for model in (Posting, HeadOf, Portfolio, PersonState)]


@pytest.mark.parametrize("last", [clock.today() - 3 * DAY, clock.today() + 3 * DAY], ids=["gone", "going"])
def test_what_begins_only_after_the_last_day_holds_on_no_day(cast, last):
    later_parts(cast, last + 30 * DAY)
    before = parts(cast.learner)
    end_service(person=cast.learner, on=last, reason="退休", by=cast.hr)
    for model in (HeadOf, Portfolio, RoleGrant):
        assert not model.objects.filter(person=cast.learner).exists()
    assert Posting.objects.get(person=cast.learner).to_on == last
    assert PersonState.objects.get(person=cast.learner).kind == PersonState.Kind.LEFT
    assert Entry.objects.get(action="people.withdraw_role").detail["role"] == "editor"
    undo_person_act(act=Act.objects.get(kind="end_service"), by=cast.hr)
    assert parts(cast.learner) == before
    assert not RoleGrant.objects.filter(person=cast.learner).exists()


def test_what_was_withdrawn_does_not_come_back_beside_another(cast):
    HeadOf.objects.create(person=cast.learner, department=cast.other_section, from_on=clock.today() + 9 * DAY)
    end_service(person=cast.learner, on=clock.today(), reason="退休", by=cast.hr)
    HeadOf.objects.create(person=cast.stranger, department=cast.other_section, from_on=clock.today() + 5 * DAY)
    with pytest.raises(UndoRefused):
        undo_person_act(act=Act.objects.get(kind="end_service"), by=cast.hr)
    assert PersonState.objects.filter(person=cast.learner, kind="left").exists()


def test_a_leavers_roles_end_with_a_line_in_the_log(cast):
    end_service(person=cast.editor, on=clock.today(), reason="调出", by=cast.hr)
    entry = Entry.objects.get(action="people.end_role")
    assert (entry.target, entry.detail["role"], entry.detail["to"]) == (
        cast.editor.staff_no, "editor", f"{clock.today()}")
    assert (entry.actor_no, entry.detail["reason"]) == (cast.hr.staff_no, "离岗（退休、调出、离职）")


def test_no_service_ends_before_a_main_post_began(cast):
    """Neither the present one nor one that is over by now."""
    Posting.objects.filter(person=cast.learner).update(to_on=ON - DAY)
    factories.post_in(cast.learner, cast.other_section, from_on=ON, to_on=ON + 9 * DAY)
    with pytest.raises(PostingRefused):
        end_service(person=cast.learner, on=ON - 5 * DAY, reason="退休", by=cast.hr)


def test_the_last_security_administrator_does_not_leave(cast):
    """He once had a post, so HR finds him in the register."""
    factories.post_in(cast.security_admin, cast.section, from_on=ON - 90 * DAY, to_on=ON - 30 * DAY)
    with pytest.raises(PostingRefused):
        end_service(person=cast.security_admin, on=clock.today(), reason="退休", by=cast.hr)
    assert RoleGrant.objects.get(person=cast.security_admin).to_on is None
    assert not PersonState.objects.exists()
