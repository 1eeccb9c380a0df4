"""What a roster does to each person, what stops it, and what only one of two may write."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.people.models import (
    ActChange,
    HeadOf,
    ImportRow,
    ImportRun,
    PeopleSettings,
    PersonState,
    Portfolio,
    Posting,
    RoleGrant,
    User,
)
from lms.people.services import transfer_person
from lms.people.services.roster import (
    RosterRefused,
    commit_roster,
    discard_roster,
    forget_contents,
    judge_roster,
    receive_roster,
)
from tests import factories
from tests.people.rosters import HEAD, TODAY, book, load, row

LATER = TODAY + dt.timedelta(days=1)


def judged(*rows, complete=False, by=None, on=LATER, **more) -> ImportRun:
    run = receive_roster(content=book(*rows, **more), file_name="r.xlsx", by=by, complete=complete)
    return judge_roster(run=run, on=on)


def confirm(run, **more) -> bool:
    return commit_roster(run=run, by=more.pop("by", None), on=more.pop("on", LATER), **more)


def people(count: int, **changes) -> list[list]:
    """Numbers 00100 …, names 张丄 …"""
    numbers = range(100, 100 + count)
    return [row(staff_no=f"00{number}", name=f"张{chr(0x4DA0 + number)}", **changes) for number in numbers]


KINDS = {
    "a new number joins": (row(staff_no="00902"), "joiner", {}),
    "another unit moves": (row(section="政策法规科"), "mover", {"unit": "0101"}),
    "another post moves": (row(post="副科长"), "mover", {"post": "科员"}),
    "a loan moves": (row(name="张三(借调)", section="政策法规科"), "mover", None),
    "another rank changes": (row(rank="四级主任科员"), "changed", {"rank": "一级科员"}),
    "another category changes": (row(category="参公人员"), "changed", {"category": "civil_servant"}),
    "another name changes": (row(name="张叁"), "changed", {"full_name": "张三"}),
    "a mark changes": (row(name="张三（大）"), "changed", {"name_tag": ""}),
    "a pause changes": (row(state="产假"), "changed", {"state": "active"}),
    "retirement leaves": (row(state="退休"), "leaver", {"state": "active"}),
    "the same stays": (row(), "unchanged", {}),
}


@pytest.mark.parametrize(("line", "kind", "before"), KINDS.values(), ids=KINDS.keys())
def test_what_a_row_does(organisation, line, kind, before):
    load(row())
    run = judged(line)
    kept = run.rows.get()
    assert kept.kind == kind
    assert before is None or kept.before == before
    counters = {name: getattr(run, name) for name in ("joiners", "movers", "leavers", "changed", "unchanged")}
    assert sum(counters.values()) == 1
    assert counters.get(f"{kind}s", counters.get(kind)) == 1


def test_the_preview_says_from_which_day(organisation):
    load(row())
    assert judged(row(post="副科长", since="2026.03")).rows.get().after == {"post": "副科长", "from_on": "2026-03-01"}
    assert judged(row(post="科长")).rows.get().after["from_on"] == f"{LATER}"
    assert judged(row(state="退休")).rows.get().after == {"state": "left", "last_day": f"{TODAY}", "reason": "退休"}


def test_a_preview_writes_nothing_but_itself(organisation):
    run = judged(*people(3))
    assert (User.objects.count(), Posting.objects.count(), ActChange.objects.count()) == (0, 0, 0)
    assert (run.state, run.blocked, run.joiners, run.rows.count()) == ("previewed", "", 3, 3)


def test_a_written_roster_is_one_act_and_its_file_is_forgotten(organisation):
    hr = factories.person("人事", organisation["0102"])
    run = judged(*people(3), by=hr)
    assert confirm(run, by=hr)
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.state, bytes(run.content), run.committed_by, run.act.kind) == (
        "committed", b"", hr, "people.import_roster")
    assert run.act.changes.count() == 6  # three accounts, three posts
    assert all(one.person_id for one in run.rows.all())
    assert Entry.objects.get(action="people.import_roster").detail["joiners"] == 3


def test_names_get_their_keys_unless_hr_has_set_them(organisation):
    confirm(judged(*people(2), on=TODAY), on=TODAY)
    first, second = User.objects.order_by("staff_no")
    assert (first.pinyin.split()[0], bool(first.stroke_key)) == ("zhang", True)
    User.objects.filter(pk=second.pk).update(keys_by_hand=True, pinyin="chang er")
    run = judged(row(staff_no="00100", name="单田"), row(staff_no="00101", name="李四"))
    assert any("2, 3" in note for note in run.notes)
    confirm(run)
    first, second = User.objects.order_by("staff_no")
    assert (first.pinyin, second.pinyin, second.full_name) == ("shan tian", "chang er", "李四")


def test_a_story_never_holds_a_password(organisation):
    confirm(judged(*people(1)), password="Begin-2026")
    assert "password" not in json.dumps(list(ActChange.objects.values("before", "after")), default=str)


def test_who_is_not_named_by_a_roster_that_names_everyone_has_left(organisation):
    load(*people(5))
    run = judged(*people(4), complete=True)
    gone = run.rows.get(kind="leaver")
    assert (gone.row, gone.staff_no, run.leavers) == (None, "00104", 1)
    assert judged(*people(4)).leavers == 0
    confirm(run)
    person = User.objects.get(staff_no="00104")
    assert (person.is_active, person.states.get().kind) == (False, "left")
    assert Posting.objects.get(person=person).to_on == TODAY


def test_a_county_roster_speaks_of_its_county_only(organisation):
    there = {"unit": "东城区局", "section": "", "category": "参公人员"}
    load(*people(3), row(staff_no="00301", name="县一", **there), row(staff_no="00302", name="县二", **there))
    run = judged(row(staff_no="00301", name="县一", **there), complete=True)
    assert [one.staff_no for one in run.rows.filter(kind="leaver")] == ["00302"]
    assert any("东城区" in note for note in run.notes)


def test_borrowed_staff_and_who_is_known_to_go_are_no_leavers(organisation):
    load(*people(2))
    host = factories.person("借来", staff_no="00777")
    factories.post_in(host, organisation["0101"], kind="loan")
    going = factories.person("将退休", organisation["0101"], staff_no="00778", to_on=LATER + dt.timedelta(days=9))
    PersonState.objects.create(person=going, kind="left", reason="退休", from_on=LATER + dt.timedelta(days=10))
    assert judged(*people(2), complete=True).leavers == 0


def test_a_last_day_still_to_come_stands(organisation):
    load(row())
    person, last = User.objects.get(), LATER + dt.timedelta(days=9)
    Posting.objects.update(to_on=last)
    PersonState.objects.create(person=person, kind="left", reason="退休", from_on=last + dt.timedelta(days=1))
    assert judged(row()).rows.get().kind == "unchanged"
    assert judged(row(state="退休")).rows.get().kind == "unchanged"
    refused = judged(row(post="科长")).rows.get()
    assert f"{last + dt.timedelta(days=1)}" in refused.reasons[0]["reason"]


def test_a_planned_move_is_not_taken_back_in_silence(organisation):
    load(row())
    transfer_person(person=User.objects.get(), department=organisation["0105"], post="科员", rank="一级科员",
                    category="civil_servant", on=LATER + dt.timedelta(days=30))
    assert judged(row()).rows.get().kind == "unchanged"
    assert judged(row(post="科长")).rows.get().kind == "refused"


def test_a_post_does_not_begin_before_the_last_one_ended(organisation):
    person = factories.person("张三", staff_no="00901")
    factories.post_in(person, organisation["0105"], to_on=dt.date(2026, 3, 31))
    run = judged(row(name="张三"))
    assert run.rows.get().after["from_on"] == f"{LATER}"
    assert confirm(run)


def test_too_many_leavers_stop_the_roster(organisation):
    load(*people(30))
    limits = PeopleSettings.load()
    limits.max_leavers_percent, limits.always_allowed_leavers = 10, 2
    limits.save()
    assert judged(*people(27), complete=True).blocked == ""
    run = judged(*people(26), complete=True)
    assert run.blocked
    assert all(number in run.blocked for number in ("4", "30", "3"))
    with pytest.raises(RosterRefused, match="30"):
        confirm(run)
    assert User.objects.filter(is_active=False).count() == 0


def test_named_leavers_count_too_and_a_handful_may_always_go(organisation):
    load(*people(6))
    limits = PeopleSettings.load()
    limits.max_leavers_percent, limits.always_allowed_leavers = 0, 2
    limits.save()
    left = people(3, state="退休")
    assert judged(*left).blocked
    assert judged(*left[:2]).blocked == ""


def test_who_leaves_loses_every_part_he_played(organisation):
    load(*people(2))
    person = User.objects.get(staff_no="00100")
    factories.head(person, organisation["0101"])
    factories.portfolio(person, organisation["0105"])
    factories.role(person, "hr")
    confirm(judged(*people(1, state="退休")))
    for fact in (HeadOf, Portfolio, RoleGrant):
        assert fact.objects.get(person=person).to_on == TODAY


def test_the_same_roster_again_says_so_and_writes_nothing(organisation):
    confirm(judged(*people(3), on=TODAY), on=TODAY)
    facts = ActChange.objects.count()
    run = judged(*people(3))
    assert (run.unchanged, run.rows.count()) == (3, 3)
    assert run.blocked
    with pytest.raises(RosterRefused):
        confirm(run)
    assert ActChange.objects.count() == facts


def test_a_pause_begun_and_ended_on_one_day_is_not_ended_again_and_again(organisation):
    load(row())
    for state in ("产假", "在岗"):
        assert confirm(judged(row(state=state)))
    run = judged(row(state="在岗"))
    assert (run.changed, run.unchanged) == (0, 1)


def test_a_number_in_small_letters_is_the_number_in_capitals(organisation):
    load(row(staff_no="A001"))
    run = judged(row(staff_no="a001", name="李四"), row(staff_no="B001"))
    assert [(one.row, one.kind) for one in run.rows.order_by("row")] == [(2, "refused"), (3, "joiner")]
    assert "A001" in run.rows.get(row=2).reasons[0]["reason"]
    assert judged(row(staff_no="A001")).unchanged == 1


def test_any_refusal_blocks_all_rows(organisation):
    run = judged(*people(2), row(unit="火星局"))
    assert (run.refused, run.joiners) == (1, 2)
    refused = run.rows.get(kind="refused")
    assert (refused.row, refused.staff_no, refused.reasons[0]["value"]) == (4, "00901", "火星局")
    with pytest.raises(RosterRefused):
        confirm(run)
    assert User.objects.count() == 0


def test_confirming_twice_writes_once(organisation):
    run = judged(*people(2))
    assert confirm(run)
    assert confirm(run)
    assert (User.objects.count(), Posting.objects.count()) == (2, 2)


def test_what_changed_since_the_preview_is_shown_before_it_is_written(organisation):
    load(row())
    run = judged(row(post="副科长"))
    transfer_person(person=User.objects.get(), department=organisation["0105"], post="科长", rank="一级科员",
                    category="civil_servant", on=TODAY - dt.timedelta(days=2))
    assert not confirm(run)
    run = ImportRun.objects.get(pk=run.pk)
    assert run.state == "previewed"
    assert run.rows.get().before["post"] == "科长"
    assert "人员库" in run.notes[0] or "register" in run.notes[0]
    assert not Posting.objects.filter(post="副科长").exists()
    assert confirm(run)


def test_of_two_runs_of_one_roster_one_is_written(organisation):
    first, second = judged(*people(2)), judged(*people(2))
    assert first.pk != second.pk
    assert confirm(first)
    assert not confirm(second)
    second.refresh_from_db()
    assert (second.state, second.unchanged) == ("previewed", 2)
    assert second.blocked


def test_only_the_preview_that_was_seen_is_written(organisation):
    run = judged(*people(2))
    assert not confirm(run, seen="0" * 64)
    assert User.objects.count() == 0


WRONG_STATES = ("judging", "unreadable", "discarded", "undone")


@pytest.mark.parametrize("state", WRONG_STATES)
def test_only_a_preview_can_be_confirmed(organisation, state):
    run = judged(*people(1))
    ImportRun.objects.update(state=state)
    with pytest.raises(RosterRefused):
        confirm(run)
    assert User.objects.count() == 0


def test_a_discarded_roster_is_forgotten(organisation):
    run = judged(*people(1))
    discard_roster(run=run, by=None)
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == ("discarded", b"")
    assert discard_roster(run=run, by=None).state == "discarded"
    with pytest.raises(RosterRefused):
        confirm(run)
    with pytest.raises(RosterRefused):
        judge_roster(run=run)


def test_a_written_roster_cannot_be_discarded(organisation):
    run = judged(*people(1))
    confirm(run)
    with pytest.raises(RosterRefused):
        discard_roster(run=run, by=None)


def test_a_file_that_is_no_roster_is_forgotten_at_once(organisation):
    run = judge_roster(run=receive_roster(content=b"no workbook", file_name="r.xlsx", by=None))
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == ("unreadable", b"")
    assert run.notes


def test_files_nobody_confirmed_are_forgotten_after_a_week(organisation):
    old, new = judged(*people(1)), judged(*people(2))
    ImportRun.objects.filter(pk=old.pk).update(uploaded_at=new.uploaded_at - dt.timedelta(days=8))
    assert forget_contents(now=new.uploaded_at) == 1
    old.refresh_from_db()
    assert (old.state, bytes(old.content)) == ("discarded", b"")
    assert forget_contents(now=new.uploaded_at) == 0


def test_the_same_upload_twice_is_one_run(organisation):
    hr = factories.person("人事")
    assert judged(*people(1), by=hr).pk == judged(*people(1), by=hr).pk
    assert judged(*people(1), by=hr, complete=True).pk != judged(*people(1), by=hr).pk


def test_no_identity_number_is_kept(organisation):
    number = "110101199001011234"
    run = judged([number, f"张三{number}", *row()[2:]], row(staff_no="11010119900101123X", state=number),
                 [*row(staff_no="00902"), number], head=[*HEAD, f"身份证{number}"])
    kept = json.dumps([*ImportRow.objects.filter(run=run).values("staff_no", "full_name", "before", "after", "reasons"),
                       run.notes], ensure_ascii=False)
    assert run.refused == 2
    assert "19900101" not in kept


@pytest.fixture
def whole_statements(monkeypatch):
    """SQLite as Django knows it takes 999 values a statement and is sent several; here each is one."""
    monkeypatch.setattr(connection.features, "max_query_params", 30_000)


def _asked(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def _figures(count: int, organisation, unit: str) -> tuple[int, ...]:
    rows = people(count, section=unit)
    load(*rows[: count // 2])
    other = [[*line[:6], "副科长", *line[7:]] for line in rows]
    run = receive_roster(content=book(*other), file_name=unit, by=None)
    return _asked(lambda: judge_roster(run=run, on=LATER)), _asked(lambda: confirm(ImportRun.objects.get(pk=run.pk)))


def test_two_hundred_rows_take_as_many_statements_as_twenty(organisation, whole_statements):
    few = _figures(20, organisation, "办公室")
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(staff_no=f"x{person.staff_no}")
    assert _figures(200, organisation, "办公室") == few
