"""Importing HR's roster: the good file, the ugly one, and every way in between."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.people.models import ImportRow, ImportRun, PersonState, Posting, User
from lms.people.services.roster import RosterUnreadable, import_roster
from tests import factories
from tests.people.conftest import GOOD, UGLY
from tests.people.rosters import HEAD, TODAY, book, load, row


def command(path, *options: str) -> tuple[dict, bool]:
    """(the JSON printed, whether the command failed)."""
    out = io.StringIO()
    try:
        call_command("import_roster", str(path), "--json", *options, stdout=out)
    except CommandError:
        return json.loads(out.getvalue()), True
    return json.loads(out.getvalue()), False


def test_the_good_roster_is_all_new_then_unchanged(organisation):
    dry, failed = command(GOOD)
    assert (len(dry["new"]), dry["changed"], dry["unchanged"], dry["refused"], failed) == (511, [], 0, [], False)
    assert User.objects.count() == 0
    command(GOOD, "--commit")
    assert (User.objects.count(), Posting.objects.main().count(), ImportRow.objects.count()) == (511, 511, 511)
    again, failed = command(GOOD, "--commit")
    assert again == {"new": [], "changed": [], "unchanged": 511, "refused": []}
    assert not failed
    assert (ImportRun.objects.count(), Entry.objects.filter(action="people.import_roster").count()) == (1, 1)


def test_nobody_begins_a_post_in_the_future_and_nobody_may_sign_in_yet(organisation):
    import_roster(content=GOOD.read_bytes(), file_name="r", commit=True, on=TODAY)
    assert not Posting.objects.filter(from_on__gt=TODAY).exists()
    assert Posting.objects.get(person__staff_no="00001").from_on == dt.date(2026, 1, 4)
    assert Posting.objects.get(person__staff_no="00002").from_on == dt.date(2025, 9, 1)
    assert not any(person.has_usable_password() for person in User.objects.all()[:5])


# Row, column, value: each with a reason, and nothing written.
UGLY_REFUSALS = {
    (27, "科室", "人教股"),
    (28, "工号", "00024"),
    (29, "工号", "00024"),
    (30, "工号", "25"),
    (31, "工号", "1.3042E+17"),
    (32, "姓名", ""),
    (34, "科室", "纪检监察室"),
    (35, "科室", ""),
    (35, "职务", ""),
}


def test_the_ugly_roster_is_refused_cell_by_cell(organisation):
    result, failed = command(UGLY, "--commit")
    assert failed
    assert {(one["row"], one["column"], one["value"]) for one in result["refused"]} == UGLY_REFUSALS
    assert all(one["reason"] for one in result["refused"])
    assert (User.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_what_the_ugly_roster_says_where_it_can_be_read(organisation):
    report = import_roster(content=UGLY.read_bytes(), file_name="u", on=TODAY)
    names = {change.line.staff_no: change.line for change in report.new}
    assert [names[number].full_name for number in ("00011", "00016", "00017", "00018", "00019")] == [
        "王海雨", "阿依古丽·买买提", "陈䶮", "㐆明", "𬱖华"]
    assert [(names[n].full_name, names[n].name_tag) for n in ("00013", "00014")] == [("王伟", "大"), ("王伟", "小")]
    assert (names["00015"].full_name, names["00015"].kind) == ("李娜", "loan")
    assert names["00012"].full_name == "贾涛"
    assert (names["00020"].since, names["00021"].since) == (dt.date(1998, 7, 1), dt.date(1998, 8, 1))
    assert names["00028"].state == "paused"
    assert "联系电话" in report.ignored


def test_the_command_in_words(organisation, capsys):
    with pytest.raises(CommandError):
        call_command("import_roster", str(UGLY))
    printed = capsys.readouterr().out
    assert "民族" in printed
    assert "1.3042E+17" in printed


def test_a_file_that_is_no_workbook_fails_in_words(tmp_path, db):
    wrong = tmp_path / "r.xlsx"
    wrong.write_bytes(b"no workbook")
    with pytest.raises(CommandError):
        call_command("import_roster", str(wrong))


def test_titles_totals_and_signatures_are_no_people(organisation):
    below = (["合计", "1"], ["小计：", "", "1"], [""], ["制表人：王某", "", "审核人"])
    report = load(row(), *below, top=(["花名册"], ["单位：市局"]))
    assert (len(report.new), report.refused) == (1, ())


def test_a_two_row_head_and_other_words_for_the_columns(organisation):
    upper = ["职工号", "基本情况", "", "单位情况", "", "岗位情况", "", "", "", "状态"]
    lower = ["", "姓名", "性别", "工作单位", "内设机构", "人员类别", "现任职务", "职级", "任职时间", ""]
    assert len(load(row(), head=lower, top=(upper,)).new) == 1


def test_a_sheet_without_the_columns_is_no_roster(organisation):
    with pytest.raises(RosterUnreadable, match="工号"):
        load(["00901", "张三"], head=["编号", "姓名"])


def test_a_change_closes_the_old_post_the_day_before(organisation):
    load(row())
    report = load(row(section="政策法规科", rank="四级主任科员", since="2026.03"))
    assert report.changed[0].before == {"unit": "0101", "rank": "一级科员"}
    old, new = Posting.objects.order_by("from_on")
    assert (old.department.code, old.rank, old.to_on) == ("0101", "一级科员", dt.date(2026, 2, 28))
    assert (new.department.code, new.rank) == ("0105", "四级主任科员")
    assert (new.from_on, new.to_on) == (dt.date(2026, 3, 1), None)
    assert load(row(section="政策法规科", rank="四级主任科员", since="2026.03")).unchanged == 1


def test_a_change_the_roster_does_not_date_counts_from_today(organisation):
    load(row())
    load(row(post="副科长"))
    assert Posting.objects.get(to_on=None).from_on == TODAY
    assert load(row(post="科长")).refused[0].column == "职务"
    assert load(row(post="科长"), on=TODAY + dt.timedelta(days=1)).committed


def test_a_corrected_name_moves_nobody(organisation):
    load(row())
    load(row(name="张叁（大）"))
    person = User.objects.get()
    assert (person.full_name, person.name_tag, Posting.objects.count()) == ("张叁", "大", 1)


def test_maternity_leave_and_the_return(organisation):
    load(row())
    load(row(state="产假"))
    state = PersonState.objects.get()
    assert (state.kind, state.reason, state.from_on, state.to_on) == ("paused", "产假", TODAY, None)
    assert load(row(state="产假")).unchanged == 1
    load(row(), on=dt.date(2026, 8, 7))
    state.refresh_from_db()
    assert (state.to_on, Posting.objects.count()) == (dt.date(2026, 8, 6), 1)


def test_a_roster_does_not_end_a_pause_it_cannot_know_of(organisation):
    """What began after the roster was drawn up is not contradicted by it; a later roster does end it."""
    load(row())
    load(row(state="产假"))
    before, after = (("单位：示例局", "日期：2026年1月4日"),), (("单位：示例局", "日期：2026年8月1日"),)
    assert load(row(), top=before, on=dt.date(2026, 8, 7)).unchanged == 1
    assert PersonState.objects.get().to_on is None
    assert len(load(row(), top=after, on=dt.date(2026, 8, 7)).changed) == 1


def test_retirement_keeps_the_file_and_the_number(organisation):
    load(row())
    load(row(state="退休"))
    person = User.objects.get()
    assert (person.is_active, Posting.objects.get().to_on) == (False, TODAY - dt.timedelta(days=1))
    assert PersonState.objects.get().kind == "left"
    assert load(row(state="退休")).unchanged == 1
    refused = load(row(name="新来的")).refused
    assert [(one.column, one.value) for one in refused] == [("工号", "00901")]
    person.refresh_from_db()
    assert person.full_name == "张三"


def test_borrowing_someone_leaves_his_post_at_home(organisation):
    load(row(unit="东城区局", section="", category="参公人员"))
    borrowed = row(name="张三(借调)", category="参公人员")
    assert load(borrowed).changed[0].after["kind"] == "loan"
    home, host = Posting.objects.order_by("pk")
    assert (home.department.code, home.kind, home.to_on) == ("0301", "main", None)
    assert (host.department.code, host.kind, host.to_on) == ("0101", "loan", None)
    assert load(borrowed).unchanged == 1
    assert load(row(unit="东城区局", section="", category="参公人员")).unchanged == 1


def test_one_refusal_stops_everything(organisation):
    load(row())
    report = load(row(post="副科长"), row(staff_no="00902", unit="火星局"))
    assert (len(report.changed), report.committed, User.objects.count()) == (1, False, 1)
    assert Posting.objects.get().post == "科员"


def test_a_system_administrator_gets_no_post(organisation):
    factories.role(factories.person("系统", staff_no="00901"), "system_admin")
    assert [one.column for one in load(row()).refused] == ["工号"]
    assert not Posting.objects.exists()


def test_a_column_that_is_absent_changes_nothing(organisation):
    load(row())
    keep = [number for number, name in enumerate(HEAD) if name not in ("性别", "职级/岗位等级", "人员状态")]
    report = load([row()[number] for number in keep], head=[HEAD[number] for number in keep])
    assert report.unchanged == 1


def test_a_closed_unit_takes_nobody(organisation):
    unit = organisation["0101"]
    unit.closed_on = TODAY
    unit.save()
    assert load(row()).refused[0].column == "科室"


def test_nothing_unneeded_is_kept(organisation):
    load([*row(), "汉", "13900000000"], head=[*HEAD, "民族", "联系电话"])
    kept = json.dumps(list(ImportRow.objects.values("before", "after"))) + str(vars(User.objects.get()))
    assert "13900000000" not in kept


def test_an_initial_password_must_be_changed(organisation):
    import_roster(content=book(row()), file_name="r", commit=True, password="Begin-2026", on=TODAY)
    person = User.objects.get()
    assert person.check_password("Begin-2026")
    assert person.must_change_password


def _queries(count: int, **changes) -> int:
    rows = [row(staff_no=f"1{number:04}", **changes) for number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        load(*rows)
    return len(queries)


def test_fifty_people_take_as_many_queries_as_five(organisation):
    few = (_queries(5), _queries(5, post="副科长"))
    User.objects.filter(staff_no__startswith="1").update(staff_no=Concat(Value("x"), F("staff_no")))
    many = (_queries(50), _queries(50, post="副科长"))
    assert all(more - less <= 8 for more, less in zip(many, few, strict=True))  # SQLite splits long statements
