"""Each act on units: what it writes, what it refuses, that it is done once, and that it can be taken back."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import (
    Act,
    Department,
    DepartmentPeriod,
    HeadOf,
    PersonState,
    Portfolio,
    Posting,
    RoleGrant,
    Succession,
    User,
)
from lms.people.selectors import department_on, people_of, units_of
from lms.people.services import (
    NewUnit,
    Part,
    PlanChanged,
    UndoRefused,
    UnitRefused,
    close_unit,
    merge_units,
    move_unit,
    open_unit,
    period_on,
    rename_unit,
    require_open,
    split_unit,
    sync_departments,
    undo_act,
)
from lms.people.services.units import plan_close, plan_merge, plan_move, plan_split
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)
PAST, FUTURE = TODAY - 40 * DAY, TODAY + 40 * DAY
FACTS = (Department, DepartmentPeriod, Succession, Posting, HeadOf, Portfolio, RoleGrant, PersonState)


def everything() -> dict:
    """Every row of every fact: what an undone act must leave as it was."""
    rows = {model.__name__: sorted(model.objects.order_by("pk").values_list()) for model in FACTS[1:]}
    fields = [field.name for field in Department._meta.concrete_fields if field.name != "path"]
    return rows | {"Department": list(Department.objects.order_by("path").values_list(*fields))}  # in tree order


@pytest.fixture
def sub(cast):
    """A section below 养老保险科, with one person."""
    made = open_unit(code="010101", name="待遇组", kind="section", parent=cast.section, on=dt.date(2021, 1, 1))
    factories.person("组员", made, staff_no="00150", from_on=dt.date(2022, 1, 1))
    return made


def fresh(unit: Department) -> Department:
    return Department.objects.get(pk=unit.pk)


@pytest.mark.parametrize("day", [PAST, TODAY, FUTURE])
def test_a_unit_is_renamed_from_a_day(cast, day):
    before = everything()
    act = rename_unit(unit=cast.section, name="城乡养老科", short_name="养老", on=day, by=cast.hr)
    assert period_on(cast.section, day - DAY).name == "养老保险科"
    assert period_on(cast.section, day).name == "城乡养老科"
    assert fresh(cast.section).name == ("城乡养老科" if day <= TODAY else "养老保险科")
    assert Entry.objects.filter(action="people.rename_unit", target="0101").count() == 1
    assert rename_unit(unit=cast.section, name="城乡养老科", short_name="养老", on=day) is None
    assert Act.objects.count() == 1
    undo_act(act=act, by=cast.hr)
    assert everything() == before


def test_a_name_decided_for_later_comes_with_its_day(cast):
    rename_unit(unit=cast.section, name="新名", on=FUTURE)
    assert sync_departments(FUTURE - DAY) == 0
    assert sync_departments(FUTURE) == 1
    assert fresh(cast.section).name == "新名"
    assert sync_departments(FUTURE) == 0


def test_no_act_before_what_it_changes(cast):
    rename_unit(unit=cast.section, name="新名", on=PAST)
    for day in (PAST - DAY, PAST - 300 * DAY):
        with pytest.raises(UnitRefused, match=f"{PAST.year}年{PAST.month}月{PAST.day}日"):
            rename_unit(unit=cast.section, name="更新的名", on=day)


def test_two_acts_on_one_day(cast):
    rename_unit(unit=cast.section, name="新名", on=TODAY)
    move_unit(unit=cast.section, parent=cast.county, on=TODAY)
    assert DepartmentPeriod.objects.filter(department=cast.section).count() == 2
    assert (period_on(cast.section, TODAY).name, period_on(cast.section, TODAY).parent) == ("新名", cast.county)


@pytest.mark.parametrize("day", [PAST, TODAY, FUTURE])
def test_a_unit_is_moved_with_what_is_below(cast, sub, day):
    before = everything()
    act = move_unit(unit=cast.section, parent=cast.county, on=day, by=cast.hr)
    assert sub.pk not in units_of(cast.county, day - DAY).values_list("department", flat=True)
    assert set(units_of(cast.county, day).values_list("department", flat=True)) == {
        cast.county.pk, cast.section.pk, sub.pk}
    assert cast.learner in people_of(cast.county, day)
    assert cast.learner not in people_of(cast.county, day - DAY)
    assert fresh(cast.section).get_parent() == (cast.county if day <= TODAY else cast.bureau)
    sync_departments(day)
    assert fresh(sub).path.startswith(fresh(cast.county).path)
    sync_departments(TODAY)
    assert move_unit(unit=cast.section, parent=cast.county, on=day) is None
    undo_act(act=act, by=cast.hr)
    assert everything() == before


def test_a_unit_never_comes_below_itself(cast, sub):
    for parent in (cast.section, sub):
        with pytest.raises(UnitRefused, match="不能"):
            move_unit(unit=cast.section, parent=parent, on=TODAY)
    move_unit(unit=sub, parent=cast.county, on=FUTURE)
    with pytest.raises(UnitRefused):  # it will be elsewhere, but is below until then
        move_unit(unit=cast.section, parent=sub, on=TODAY)
    with pytest.raises(UnitRefused):
        move_unit(unit=cast.bureau, parent=cast.county, on=TODAY)


def test_what_changes_later_below_goes_along(cast, sub):
    """A sub-unit that will be renamed is, by then, where its unit was moved to."""
    rename_unit(unit=sub, name="待遇一组", on=FUTURE)
    move_unit(unit=cast.section, parent=cast.county, on=TODAY)
    for day, name in ((TODAY, "待遇组"), (FUTURE, "待遇一组")):
        period = period_on(sub, day)
        assert period.name == name
        assert period.lineage == f"/{cast.bureau.pk}/{cast.county.pk}/{cast.section.pk}/{sub.pk}/"


@pytest.mark.parametrize("day", [PAST, TODAY, FUTURE])
def test_units_are_merged_and_parted_again(cast, sub, day):
    lent = factories.person("借来的", cast.county)
    factories.post_in(lent, cast.section, kind="loan", to_on=FUTURE + 90 * DAY)
    double = factories.person("兼职的", cast.county)
    factories.post_in(double, cast.section, kind="concurrent", post="专家")
    before = everything()
    act = merge_units(units=[cast.section], into=cast.other_section, on=day, by=cast.hr)
    assert fresh(cast.section).closed_on == day
    assert period_on(cast.section, day) is None
    assert Succession.objects.get().successor == cast.other_section
    assert department_on(cast.learner, day - DAY) == cast.section
    assert department_on(cast.learner, day) == cast.other_section
    old, new = Posting.objects.filter(person=cast.head).order_by("from_on")
    assert (old.to_on, new.from_on) == (day - DAY, day)
    assert (old.post, old.rank, old.category) == (new.post, new.rank, new.category)
    assert not HeadOf.objects.on(day).filter(department=cast.section).exists()
    assert not Portfolio.objects.on(day).filter(department=cast.section).exists()
    assert period_on(sub, day).parent == cast.other_section
    assert Posting.objects.on(day).get(person=lent, kind="loan").department == cast.other_section
    assert Posting.objects.on(day).get(person=lent, kind="loan").to_on == FUTURE + 90 * DAY
    assert Posting.objects.on(day).get(person=double, kind="concurrent").department == cast.other_section
    assert merge_units(units=[cast.section], into=cast.other_section, on=day) is None
    assert Act.objects.filter(kind="merge_units").count() == 1
    undo_act(act=act, by=cast.hr)
    assert everything() == before


def test_several_units_become_a_new_one(cast, sub):
    before = everything()
    new = NewUnit("0199", "社会保险科", cast.bureau, short_name="社保科", sort_order=7)
    act = merge_units(units=[cast.section, cast.other_section], into=new, on=TODAY, by=cast.hr)
    made = Department.objects.get(code="0199")
    assert made.opened_on == TODAY
    assert {cast.learner, cast.stranger} <= set(people_of(made, TODAY))
    assert fresh(sub).get_parent() == made
    assert merge_units(units=[cast.section, cast.other_section], into=new, on=TODAY) is None
    undo_act(act=act, by=cast.hr)
    assert everything() == before
    undo_act(act=act, by=cast.hr)
    assert Entry.objects.filter(action="people.undo").count() == 1


def test_a_unit_merges_with_its_own_sub_unit_into_a_third(cast, sub):
    lowest = open_unit(code="01010101", name="小组", kind="section", parent=sub, on=dt.date(2022, 1, 1))
    merge_units(units=[cast.section, sub], into=cast.county, on=TODAY)
    assert period_on(lowest, TODAY).parent == cast.county
    assert period_on(sub, TODAY) is None
    assert fresh(lowest).get_parent() == cast.county


def test_who_joins_pauses_or_leaves_around_a_merger(cast):
    day, section = FUTURE, cast.section
    leaving = factories.person("要走的", section, to_on=day - 10 * DAY)
    ending = factories.person("晚走的", section, to_on=day + 10 * DAY)
    joining = factories.person("要来的", section, from_on=day + 20 * DAY)
    paused = factories.person("暂缓的", section)
    PersonState.objects.create(person=paused, kind="paused", from_on=PAST, reason="产假")
    plan = plan_merge(units=[section], into=cast.other_section, on=day)
    notes = {line.name: line.note for line in plan.people}
    assert "要走的" not in notes
    assert "暂缓" in notes["暂缓的"]
    merge_units(units=[section], into=cast.other_section, on=day, expected=plan.fingerprint)
    assert list(Posting.objects.filter(person=leaving).values_list("department", "to_on")) == [
        (section.pk, day - 10 * DAY)]
    assert Posting.objects.get(person=ending, from_on=day).to_on == day + 10 * DAY
    assert list(Posting.objects.filter(person=joining).values_list("department", "from_on")) == [
        (cast.other_section.pk, day + 20 * DAY)]
    assert department_on(paused, day) == cast.other_section


def test_a_loan_between_the_merged_units_ends(cast):
    factories.post_in(cast.learner, cast.other_section, kind="loan")
    merge_units(units=[cast.section], into=cast.other_section, on=TODAY)
    assert Posting.objects.get(person=cast.learner, kind="loan").to_on == TODAY - DAY


def test_a_merger_is_not_dated_before_what_happened_since(cast):
    factories.person("刚来的", cast.section, from_on=TODAY - 5 * DAY)
    with pytest.raises(UnitRefused, match="刚来的"):
        merge_units(units=[cast.section], into=cast.other_section, on=PAST)
    assert not Act.objects.exists()


def test_a_head_who_will_begin_stands_in_the_way(cast):
    HeadOf.objects.filter(department=cast.section).update(to_on=FUTURE)
    factories.head(cast.learner, cast.section, from_on=FUTURE + DAY)
    with pytest.raises(UnitRefused, match="学员甲"):
        merge_units(units=[cast.section], into=cast.other_section, on=TODAY)


def test_mergers_that_make_no_sense(cast, sub):
    for units, into in (
        ([cast.section], cast.section), ([cast.section], sub), ([cast.bureau], cast.section), ([], cast.section),
        ([cast.section], NewUnit("0102", "撞号", cast.bureau)), ([cast.section], NewUnit("0198", "在内", cast.section)),
    ):
        with pytest.raises(UnitRefused):
            merge_units(units=units, into=into, on=TODAY)
    close_unit(unit=open_unit(code="0150", name="空科", kind="section", parent=cast.bureau), on=FUTURE)
    with pytest.raises(UnitRefused, match="空科"):
        merge_units(units=[cast.section], into=Department.objects.get(code="0150"), on=TODAY)
    assert not Succession.objects.exists()


def test_a_unit_is_split_and_stays(cast, sub):
    before = everything()
    part = Part(NewUnit("0160", "经办科", cast.bureau), people=(cast.learner,), units=(sub,))
    act = split_unit(unit=cast.section, parts=[part], on=TODAY, by=cast.hr)
    made = Department.objects.get(code="0160")
    assert department_on(cast.learner, TODAY) == made
    assert department_on(cast.head, TODAY) == cast.section
    assert fresh(sub).get_parent() == made
    assert fresh(cast.section).closed_on is None
    assert split_unit(unit=cast.section, parts=[part], on=TODAY) is None
    undo_act(act=act, by=cast.hr)
    assert everything() == before


@pytest.mark.parametrize("day", [PAST, FUTURE])
def test_a_unit_is_split_up(cast, sub, day):
    parts = [Part(NewUnit("0160", "甲科", cast.bureau), people=(cast.learner,)),
             Part(NewUnit("0161", "乙科", cast.bureau), people=(cast.head,))]
    with pytest.raises(UnitRefused, match="1"):
        split_unit(unit=cast.section, parts=parts, close=True, on=day)
    parts[1] = Part(parts[1].into, people=(cast.head,), units=(sub,))
    before = everything()
    act = split_unit(unit=cast.section, parts=parts, close=True, on=day, by=cast.hr)
    assert Succession.objects.filter(department=cast.section).count() == 2
    assert fresh(cast.section).closed_on == day
    undo_act(act=act, by=cast.hr)
    assert everything() == before


def test_closing_names_who_is_left(cast, sub):
    plan = plan_close(unit=cast.section, on=TODAY)
    assert [next(char for char in sentence if char.isdigit()) for sentence in plan.refusals] == ["2", "1"]
    with pytest.raises(UnitRefused, match="2"):
        close_unit(unit=cast.section, on=TODAY)
    empty = open_unit(code="0150", name="空科", kind="section", parent=cast.bureau)
    before = everything()
    act = close_unit(unit=empty, on=FUTURE, by=cast.hr)
    assert close_unit(unit=empty, on=FUTURE) is None
    with pytest.raises(UnitRefused, match="空科"):
        require_open(empty, TODAY)
    with pytest.raises(UnitRefused):
        open_unit(code="015001", name="无处", kind="section", parent=empty, on=TODAY)
    undo_act(act=act, by=cast.hr)
    require_open(empty, TODAY)
    assert everything() == before


def test_setting_up_is_taken_back_while_nobody_is_in_it(cast):
    before = everything()
    made = open_unit(code="0150", name="空科", kind="section", parent=cast.bureau, on=TODAY, by=cast.hr)
    act = Act.objects.get(kind="open_unit")
    post = factories.post_in(cast.system_admin, made)
    with pytest.raises(UndoRefused):
        undo_act(act=act, by=cast.hr)
    post.delete()
    undo_act(act=act, by=cast.hr)
    assert everything() == before


def test_what_was_confirmed_is_what_is_done(cast):
    plan = plan_merge(units=[cast.section], into=cast.other_section, on=TODAY)
    assert plan.fingerprint == plan_merge(units=[cast.section], into=cast.other_section, on=TODAY).fingerprint
    factories.person("新来的", cast.section)
    with pytest.raises(PlanChanged) as caught:
        merge_units(units=[cast.section], into=cast.other_section, on=TODAY, expected=plan.fingerprint)
    assert len(caught.value.plan.people) == len(plan.people) + 1
    assert not Act.objects.exists()


def test_the_preview_says_who_goes_what_ends_and_what_is_missing(cast, sub):
    plan = plan_merge(units=[cast.section], into=cast.other_section, on=TODAY)
    assert {line.name for line in plan.people} == {"学员甲", "科长乙"}
    assert [(line.code, line.target) for line in plan.units] == [("010101", "政策法规科")]
    assert {(line.person, line.unit) for line in plan.ends} == {("科长乙", "养老保险科"), ("副局长丙", "养老保险科")}
    assert len(plan.gaps) == 2
    assert plan.stays
    assert not plan.refusals
    moved = plan_move(unit=cast.section, parent=cast.county, on=TODAY)
    assert [(line.name, line.origin, line.target, line.below) for line in moved.units] == [
        ("养老保险科", "示例局", "东城区局", 1)]
    split = plan_split(unit=cast.section, on=TODAY,
                       parts=[Part(NewUnit("0160", "经办科", cast.bureau), people=(cast.head,))])
    assert any("科长乙" in gap for gap in split.gaps)


def test_an_act_is_not_undone_when_something_depends_on_it(cast, sub):
    act = merge_units(units=[cast.section], into=cast.other_section, on=PAST, by=cast.hr)
    Posting.objects.filter(person=cast.learner, to_on=None).update(to_on=TODAY)
    with pytest.raises(UndoRefused):
        undo_act(act=act, by=cast.hr)
    assert fresh(cast.section).closed_on == PAST


def test_an_act_is_not_undone_when_the_unit_above_is_gone(cast, sub):
    empty = open_unit(code="0150", name="上级", kind="section", parent=cast.bureau)
    low = open_unit(code="015001", name="下级", kind="section", parent=empty)
    act = close_unit(unit=low, on=PAST)
    close_unit(unit=empty, on=TODAY)
    with pytest.raises(UndoRefused, match="下级"):
        undo_act(act=act, by=cast.hr)


def test_nobody_who_has_left_is_given_back_a_part(cast):
    act = merge_units(units=[cast.section], into=cast.other_section, on=PAST)
    PersonState.objects.create(person=cast.leader, kind="left", from_on=TODAY, reason="退休")
    with pytest.raises(UndoRefused):
        undo_act(act=act, by=cast.hr)


def test_a_refused_act_writes_nothing(cast):
    before, entries = everything(), Entry.objects.count()
    with pytest.raises(UnitRefused):
        close_unit(unit=cast.section, on=TODAY)
    assert (everything(), Entry.objects.count(), User.objects.filter(is_active=False).count()) == (before, entries, 0)


@pytest.mark.parametrize("how", ["merged", "split", "closed"])
def test_a_role_that_ended_with_its_unit_does_not_come_back(cast, how):
    """What HR may undo, HR could give: a security administrator gives it again (decision 0009)."""
    staff = [post.person for post in Posting.objects.filter(department=cast.county).select_related("person")]
    grant = RoleGrant.objects.get(role="county_admin")
    if how == "merged":
        act = merge_units(units=[cast.county], into=cast.other_section, on=TODAY, by=cast.hr)
    elif how == "split":
        part = Part(into=cast.other_section, people=tuple(staff))
        act = split_unit(unit=cast.county, parts=[part], close=True, on=TODAY, by=cast.hr)
    else:
        Posting.objects.filter(department=cast.county).update(department=cast.other_section)
        act = close_unit(unit=cast.county, on=TODAY, by=cast.hr)
    ended = RoleGrant.objects.get(pk=grant.pk)
    assert ended.to_on == TODAY - DAY
    entry = Entry.objects.get(action="people.end_role")
    assert (entry.target, entry.actor_no) == (grant.person.staff_no, cast.hr.staff_no)
    undo_act(act=act, by=cast.hr)
    assert fresh(cast.county).closed_on is None
    assert RoleGrant.objects.get(pk=grant.pk).to_on == TODAY - DAY
