"""Cell by cell: what a roster may say, and what is refused with the row, the column, the value and the reason."""

import datetime as dt
import re

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.people.services.roster import cells, dates
from lms.people.services.roster.cells import CATEGORIES, STATES, Refused
from lms.people.services.roster.reading import Unit, Units, notes_on, read_lines
from lms.people.services.roster.values import RawRow, Table
from tests.people.conftest import GOOD, UGLY
from tests.people.rosters import HEAD, TODAY, book, judged, places, row, saved, sheets, units


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


# What one cell says, the column that is named, and words of the reason.
REFUSED = {
    "no number": ({"staff_no": ""}, "工号", "missing"),
    "only invisible characters": ({"staff_no": "\u200b\u3000"}, "工号", "missing"),
    "identity number": ({"staff_no": "110101199001011234"}, "工号", "identity number"),
    "identity number in full width": ({"staff_no": "１１０１０１１９９００１０１１２３Ｘ"}, "工号", "identity number"),
    "identity number of 15 digits": ({"staff_no": "110101900101123"}, "工号", "identity number"),
    "identity number rounded": ({"staff_no": 1.1010119900101e17}, "工号", "rounded"),
    "rounded as text": ({"staff_no": "1.3E+17"}, "工号", "rounded"),
    "rounded, whole": ({"staff_no": "1E17"}, "工号", "rounded"),
    "a number among padded text": ({"staff_no": 901}, "工号", "perhaps 00901"),
    "letter O": ({"staff_no": "O0901"}, "工号", "Perhaps 00901?"),
    "small o": ({"staff_no": "0o901"}, "工号", "Perhaps 00901?"),
    "full-width O": ({"staff_no": "Ｏ０９０１"}, "工号", "Perhaps 00901?"),
    "small l for 1": ({"staff_no": "0090l"}, "工号", "Perhaps 00901?"),
    "capital I for 1": ({"staff_no": "0090I"}, "工号", "Perhaps 00901?"),
    "a point in a number": ({"staff_no": "901.5"}, "工号", "letters and digits"),
    "Chinese in a number": ({"staff_no": "临时1"}, "工号", "letters and digits"),
    "too long a number": ({"staff_no": "A" * 21}, "工号", "20 at most"),
    "true for a number": ({"staff_no": True}, "工号", "true or false"),
    "formula in a number": ({"staff_no": "=1+1"}, "工号", "formula"),
    "error in a number": ({"staff_no": "#REF!"}, "工号", "#REF!"),
    "formula in a name": ({"name": "=cmd()"}, "姓名", "formula"),
    "full-width formula": ({"name": "＝cmd"}, "姓名", "formula"),
    "formula behind an apostrophe": ({"name": "'=cmd"}, "姓名", "formula"),
    "formula in a post": ({"post": "@SUM(A1)"}, "职务", "formula"),
    "dead formula in a post": ({"post": "'=HYPERLINK(1)"}, "职务", "formula"),
    "empty name": ({"name": "　"}, "姓名", "missing"),
    "number for a name": ({"name": 7}, "姓名", "not a name"),
    "true for a name": ({"name": True}, "姓名", "not a name"),
    "digit in a name": ({"name": "王伟1"}, "姓名", "“1”"),
    "two names": ({"name": "王伟、李娜"}, "姓名", "“、”"),
    "star in a name": ({"name": "王*"}, "姓名", "“*”"),
    "a character lost": ({"name": "陈?"}, "姓名", "“?”"),
    "a character replaced": ({"name": "陈\ufffd"}, "姓名", "“\ufffd”"),
    "comrade": ({"name": "张三同志"}, "姓名", "“同志”"),
    "his office": ({"name": "张局长"}, "姓名", "“局长”"),
    "nobody": ({"name": "空缺"}, "姓名", "not a name"),
    "dot at the end": ({"name": "阿依古丽·"}, "姓名", "dot"),
    "error for a name": ({"name": "#N/A"}, "姓名", "#N/A"),
    "51 characters": ({"name": "阿" * 51}, "姓名", "50 characters"),
    "unknown private character": ({"name": "陈\ue9ff"}, "姓名", "private character"),
    "private character in a post": ({"post": "科\ue9ff"}, "职务", "private character"),
    "unknown unit": ({"unit": "火星局"}, "所在单位", "no unit of this name"),
    "nearly a unit": ({"unit": "东城区劳动社会保障局"}, "所在单位", "Did you mean: 东城区劳动和社会保障局"),
    "nearly a section": ({"section": "人事教育股"}, "科室", "人事教育科"),
    "no unit": ({"unit": ""}, "所在单位", "The unit is missing"),
    "no section": ({"section": ""}, "科室", "section is missing"),
    "error for a unit": ({"unit": "#N/A"}, "所在单位", "#N/A"),
    "error for a section": ({"section": "#VALUE!"}, "科室", "#VALUE!"),
    "unknown section": ({"section": "火星科"}, "科室", "no unit of this name"),
    "section elsewhere": ({"unit": "信息中心"}, "科室", "not in that unit"),
    "compound of strangers": ({"unit": "信息中心-办公室", "section": ""}, "所在单位", "no unit of this name"),
    "closed unit": ({"section": "职改科"}, "科室", "went to 职业能力建设科"),
    "closed unit without successor": ({"section": "旧科"}, "科室", "This unit is closed."),
    "unknown category": ({"category": "临时工"}, "编制类别", "、".join(CATEGORIES)),
    "no category": ({"category": ""}, "编制类别", "missing"),
    "number for a category": ({"category": 1}, "编制类别", "not known"),
    "no post": ({"post": ""}, "职务", "missing"),
    "long post": ({"post": "科" * 51}, "职务", "50"),
    "long rank": ({"rank": "级" * 31}, "职级/岗位等级", "30"),
    "no gender": ({"gender": "M"}, "性别", "男"),
    "unknown state": ({"state": "云游"}, "人员状态", "、".join(STATES)),
    "false for a state": ({"state": False}, "人员状态", "true or false"),
    "no such month": ({"since": "2020.13"}, "任现职时间", "cannot be right"),
    "no such day": ({"since": "2020-02-30"}, "任现职时间", "cannot be right"),
    "a state in other words": ({"name": "张三（已退休）"}, "姓名", "已退休"),
    "a title for a mark": ({"name": "张三（副科长）"}, "姓名", "科长"),
    "month 0": ({"since": "202000"}, "任现职时间", "cannot be right"),
    "no date": ({"since": "去年"}, "任现职时间", "no date"),
    "from to": ({"since": "1998.07-2003.05"}, "任现职时间", "no date"),
    "far future": ({"since": "2099.01"}, "任现职时间", "cannot be right"),
    "no finite number": ({"since": "1E+999"}, "任现职时间", "no date"),
    "long ago": ({"since": "1899.01"}, "任现职时间", "cannot be right"),
    "January or October": ({"since": 1998.1}, "任现职时间", "January or October"),
    "January or October as text": ({"since": "1998.1"}, "任现职时间", "January or October"),
    "two digits": ({"since": "98.07"}, "任现职时间", "perhaps 1998.07"),
    "two digits of this century": ({"since": "07.7"}, "任现职时间", "perhaps 2007.07"),
    "two digits as a number": ({"since": 98.07}, "任现职时间", "perhaps 1998.07"),
    "true for a date": ({"since": True}, "任现职时间", "true or false"),
    "error for a date": ({"since": "#DIV/0!"}, "任现职时间", "#DIV/0!"),
}


WHAT_TO_DO = re.compile(r"[Ww]rite|[Tt]ype|Name|Did you mean|[Pp]erhaps|Known: |only|at most|[Cc]orrect|Check|"
                        r"[Dd]elete|Replace|Shorten|Give")


@pytest.mark.parametrize(("changes", "column", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(changes, column, words):
    _table, lines, refused = judged(book(row(**changes), row(staff_no="00902")))
    assert places(refused) == [(2, column)]
    assert words in refused[0].reason
    assert WHAT_TO_DO.search(refused[0].reason), "it says what is wrong, and not what to do"
    assert [line.row for line in lines] == [3]


TAKEN = {
    "full-width digits": ({"staff_no": "００９０１"}, "staff_no", "00901"),
    "invisible marks": ({"staff_no": "\u200e00\u200b90\u00a01\ufeff"}, "staff_no", "00901"),
    "letters in front": ({"staff_no": "LZ-0901"}, "staff_no", "LZ-0901"),
    "letters that stay letters": ({"staff_no": "OL"}, "staff_no", "OL"),
    "padded name": ({"name": "张　三"}, "full_name", "张三"),
    "name with marks of direction": ({"name": "\u202a张\u200d三\u202c\u00a0"}, "full_name", "张三"),
    "separator": ({"name": "阿依古丽•买买提"}, "full_name", "阿依古丽·买买提"),
    "full stop as a separator": ({"name": "阿依古丽.买买提"}, "full_name", "阿依古丽·买买提"),
    "full-width stop": ({"name": "阿依古丽．买买提"}, "full_name", "阿依古丽·买买提"),
    "䶮 of GBK": ({"name": "陈\ue863"}, "full_name", "陈䶮"),
    "㭎 of GBK": ({"name": "李\ue82d"}, "full_name", "李㭎"),
    "𤇾 of GBK": ({"name": "王\ue855"}, "full_name", "王𤇾"),
    "the last of GBK": ({"name": "王\ue864"}, "full_name", "王龻"),
    "outside the basic plane": ({"name": "𬱖华"}, "full_name", "𬱖华"),
    "newer than this Python": ({"name": "张\U00031350"}, "full_name", "张\U00031350"),
    "a radical out of a PDF": ({"name": "王⽂"}, "full_name", "王文"),
    "Latin letters": ({"name": "Anna  Maria O'Neil"}, "full_name", "Anna Maria O'Neil"),
    "full-width Latin letters": ({"name": "Ａｎｎａ"}, "full_name", "Anna"),
    "mark": ({"name": "王伟（大）"}, "name_tag", "大"),
    "mark with a full-width digit": ({"name": "王伟（２）"}, "name_tag", "2"),
    "mark with a digit": ({"name": "王伟(2)"}, "name_tag", "2"),
    "mark without the name": ({"name": "王 伟（ 小 ）"}, "full_name", "王伟"),
    "on loan in the name": ({"name": "李娜(借调)"}, "kind", "loan"),
    "short unit": ({"unit": "市局", "section": "人教科"}, "unit", "0102"),
    "nickname": ({"unit": "社保中心", "section": ""}, "unit", "0201"),
    "section below": ({"unit": "社保局", "section": "社保大厅"}, "unit", "020101"),
    "spaces in a unit": ({"section": "办 公　室"}, "unit", "0101"),
    "the unit again for a section": ({"unit": "信息中心", "section": "信息中心"}, "unit", "0207"),
    "dash for a section": ({"unit": "信息中心", "section": "—"}, "unit", "0207"),
    "compound with a hyphen": ({"unit": "市局-办公室", "section": ""}, "unit", "0101"),
    "compound with a slash": ({"unit": "市局 / 人教科", "section": ""}, "unit", "0102"),
    "compound in full": ({"unit": "示例市劳动和社会保障局办公室", "section": ""}, "unit", "0101"),
    "compound for a section": ({"section": "社保局－社保大厅"}, "unit", "020101"),
    "dated with dots": ({"since": "1998.07"}, "since", dt.date(1998, 7, 1)),
    "one digit for a month": ({"since": "1998.7"}, "since", dt.date(1998, 7, 1)),
    "run together": ({"since": "199807"}, "since", dt.date(1998, 7, 1)),
    "run together with a day": ({"since": "19980715"}, "since", dt.date(1998, 7, 15)),
    "run together, a number": ({"since": 199807}, "since", dt.date(1998, 7, 1)),
    "with a hyphen": ({"since": "1998-07"}, "since", dt.date(1998, 7, 1)),
    "with a hyphen and a day": ({"since": "1998-07-15"}, "since", dt.date(1998, 7, 15)),
    "with slashes": ({"since": "1998/7/15"}, "since", dt.date(1998, 7, 15)),
    "with midnight": ({"since": "1998-07-15 00:00:00"}, "since", dt.date(1998, 7, 15)),
    "in full width": ({"since": "１９９８．０７"}, "since", dt.date(1998, 7, 1)),
    "in words": ({"since": "1998年7月"}, "since", dt.date(1998, 7, 1)),
    "in words with a day": ({"since": "1998年7月15日"}, "since", dt.date(1998, 7, 15)),
    "a decimal number": ({"since": 1998.07}, "since", dt.date(1998, 7, 1)),
    "December as a number": ({"since": 1998.12}, "since", dt.date(1998, 12, 1)),
    "Excel's serial": ({"since": 36008}, "since", dt.date(1998, 8, 1)),
    "Excel's serial as text": ({"since": "36008"}, "since", dt.date(1998, 8, 1)),
    "Excel's serial at noon": ({"since": 36008.5}, "since", dt.date(1998, 8, 1)),
    "soon": ({"since": "2026.12"}, "since", dt.date(2026, 12, 1)),
    "no date": ({"since": ""}, "since", None),
    "slash for no date": ({"since": "/"}, "since", None),
    "public institution": ({"category": "事业专技人员"}, "category", "institution_expert"),
    "worker": ({"category": "事业工勤"}, "category", "worker"),
    "spaces in a category": ({"category": "公 务 员 "}, "category", "civil_servant"),
    "in the village": ({"state": "驻村帮扶"}, "state", "paused"),
    "no state": ({"state": ""}, "state", "active"),
    "maternity in the name": ({"name": "李娜（产假）"}, "state", "paused"),
    "retired without a post": ({"state": "退休", "post": ""}, "state", "left"),
    "no rank": ({"rank": "—"}, "rank", ""),
    "brackets of a post": ({"post": "副局长(社保)"}, "post", "副局长（社保）"),
    "no gender": ({"gender": ""}, "gender", ""),
}


@pytest.mark.parametrize(("changes", "name", "value"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken(changes, name, value):
    _table, lines, refused = judged(book(row(**changes)))
    assert refused == []
    assert getattr(lines[0], name) == value


def test_a_real_date_cell():
    noon = dt.datetime(1998, 7, 15, 12)
    made = sheets(花名册=[HEAD, row(since=noon), row(staff_no="00902", since=dt.date(1998, 8, 1))])
    assert [line.since for line in judged(saved(made))[1]] == [dt.date(1998, 7, 15), dt.date(1998, 8, 1)]


def test_a_date_where_a_text_belongs():
    made = sheets(花名册=[HEAD, row(post=dt.date(2020, 1, 1)), row(staff_no=dt.date(2020, 1, 1))])
    assert places(judged(saved(made))[2]) == [(2, "职务"), (3, "工号")]


def test_numbers_without_zeros_are_taken_where_nobody_has_zeros():
    _table, lines, refused = judged(book(row(staff_no=1901), row(staff_no="1902")))
    assert ([line.staff_no for line in lines], refused) == (["1901", "1902"], [])


def test_a_number_among_padded_ones_of_many_lengths_gets_no_guess():
    refused = judged(book(row(), row(staff_no="0902"), row(staff_no=3)))[2]
    assert [(one.row, one.value, "perhaps" in one.reason) for one in refused] == [(4, "3", False)]


def test_a_formula_counts_by_its_stored_value():
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for number, cells_of_row in enumerate([HEAD, row(), row(staff_no="00902"), row(staff_no="00903")]):
            sheet.write_row(number, 0, cells_of_row)
        sheet.write_formula(1, 6, '=A1&"员"', None, "办事员")
        sheet.write_formula(2, 6, "=VLOOKUP(1,Z:Z,2)", None, "#N/A")
        sheet.write_formula(3, 7, '=IF(A1="","",B1)', None, "")
    _table, lines, refused = judged(buffer.getvalue())
    assert lines[0].post == "办事员"
    assert places(refused) == [(3, "职务"), (4, "职级/岗位等级")]
    assert "=VLOOKUP(1,Z:Z,2) #N/A" in refused[0].reason
    assert '=IF(A1="","",B1)' in refused[1].reason


def test_a_formula_without_a_stored_value_is_named_once():
    made = sheets(花名册=[HEAD, row(post='=HYPERLINK("http://x","科员")'), row(staff_no="00902", section="=E1")])
    made.active["H2"], made.active["H2"].data_type = "#REF!", "e"
    refused = judged(saved(made))[2]
    assert places(refused) == [(2, "职务"), (2, "职级/岗位等级"), (3, "科室")]
    assert '=HYPERLINK("http://x","科员")' in refused[0].reason
    assert "#REF!" in refused[1].reason


def test_a_formula_in_a_column_nobody_needs_is_nobodys_business():
    made = sheets(花名册=[[*HEAD, "备注"], [*row(), "=1+1"]])
    assert judged(saved(made))[2] == []


def test_two_equal_numbers_refuse_both_rows():
    _table, lines, refused = judged(book(row(), row(staff_no="00902"), row(staff_no="００９０１", name="李四")))
    assert [(one.row, one.column, "rows 2, 4" in one.reason) for one in refused] == [
        (2, "工号", True), (4, "工号", True)]
    assert [line.row for line in lines] == [3]


def test_a_fraction_among_padded_numbers_gets_no_guess():
    refused = judged(book(row(), row(staff_no=9.01)))[2]
    assert (places(refused), "perhaps" in refused[0].reason) == ([(3, "工号")], False)


def test_numbers_that_differ_in_capitals_only_are_equal():
    _table, lines, refused = judged(book(row(staff_no="A001"), row(staff_no="a001", name="李四"), row()))
    assert ([line.row for line in lines], places(refused)) == ([4], [(2, "工号"), (3, "工号")])


def test_two_identical_rows_are_called_that():
    refused = judged(book(row(), row()))[2]
    assert [(one.row, one.reason) for one in refused] == [
        (number, "Rows 2, 3 say the same. Delete all but one.") for number in (2, 3)]


def test_one_name_twice_is_a_note_not_a_refusal():
    content = book(row(), row(staff_no="00902"), row(staff_no="00903", name="王伟（大）"),
                   row(staff_no="00904", name="王伟（小）"))
    _table, lines, refused = judged(content)
    assert refused == []
    notes = notes_on(lines)
    assert len(notes) == 1
    assert notes[0].startswith("张三 stands in rows 2, 3")


def test_a_whole_identity_number_is_never_repeated():
    refused = judged(book(row(staff_no="110101199001011234"), row(staff_no="110101199001011234")))[2]
    assert {one.value for one in refused} == {"110…34"}


def test_every_wrong_cell_of_a_row_is_named():
    wrong = row(staff_no="", name="", unit="火星", category="x", post="", rank="=1", since="x", state="x")
    refused = judged(book(wrong))[2]
    assert [one.column for one in refused] == [
        "工号", "姓名", "所在单位", "编制类别", "职级/岗位等级", "任现职时间", "人员状态", "职务"]


SAME = {
    "市局": Unit("00", "0", is_root=True, closed=False),
    "东城区局": Unit("31", "01", is_root=False, closed=False),
    "西山区局": Unit("32", "02", is_root=False, closed=False),
    "办公室": (Unit("3101", "0101", is_root=False, closed=False), Unit("3201", "0201", is_root=False, closed=False)),
    "财务科": (Unit("3102", "0102", is_root=False, closed=True), Unit("3202", "0202", is_root=False, closed=False)),
}


def test_a_name_several_units_have_is_decided_by_the_unit_above():
    known = Units(SAME)
    assert known.find("东城区局", "办公室") == "3101"
    assert known.find("西山区局", "办公室") == "3201"
    assert known.find("西山区局-办公室", "") == "3201"
    assert known.find("财务科", "") == "3202"
    with pytest.raises(Refused, match="Several units have this name"):
        known.find("办公室", "")
    with pytest.raises(Refused, match="closed"):
        known.find("东城区局", "财务科")


def test_a_whole_novel_for_a_unit_is_not_taken_apart():
    """Each way to cut it in two would copy it: quadratic, for every row of a crafted file."""
    known = units()
    with pytest.raises(Refused, match="no unit"):
        known.find("市局-" * 50 + "办公室", "")
    assert list(known._compound("市局" + "-" * 97 + "办公室")) == []
    assert [unit.code for unit in known._compound("市局" + "-" * 95 + "办公室")] == ["0101"] * 96


def test_suggestions_for_a_file_of_nonsense_do_not_take_for_ever():
    """Each costs a search among all names; after 200 different ones nobody reads them."""
    known = units()
    for number in range(1000):
        with pytest.raises(Refused):
            known.find(f"人事教育科{number}", "")
    assert len(known.suggested) == 200


# Row and column of everything the ugly roster is refused for; the values are asserted where the import is tested.
UGLY_PLACES = [(27, "科室"), (28, "工号"), (29, "工号"), (30, "工号"), (31, "工号"), (32, "姓名"), (34, "科室"),
               (35, "科室"), (35, "职务")]


def test_the_ugly_roster():
    table, lines, refused = judged(UGLY.read_bytes())
    assert places(refused) == UGLY_PLACES
    assert [one.reason for one in refused if one.row == 30] == [
        "The cell is a number: leading zeros are lost. Type it as text, perhaps 00025."]
    assert "HYPERLINK" in refused[-1].reason
    assert (len(lines), table.drawn_up_on, table.personal) == (52, dt.date(2026, 1, 4), ("联系电话",))
    assert [note for note in table.notes if "66" in note or "68" in note] == [
        "Totals, not read: rows 66.", "Signatures and remarks, not read: rows 68."]


def test_the_good_roster_reads_clean():
    table, lines, refused = judged(GOOD.read_bytes())
    assert (len(lines), refused, len(table.rows)) == (511, [], 511)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), st.datetimes(), st.dates(), st.times(),
    st.timedeltas(), st.binary(max_size=5), st.lists(st.integers(), max_size=2), st.complex_numbers(),
    st.sampled_from([*CATEGORIES, *STATES, "1998.07", "00901", "王伟（大）", "=1", 10**400, -0.0, "\ud800", "²"]),
    st.sampled_from(["١٩٩٨.٠٧", "1998.0७", "႐႑႒႓.01", "1e5", "NaN", "∞"]),
    st.from_regex(r"[0-9０-９]{2,8}[.\-/年]?[0-9]{0,2}[月日]?", fullmatch=True),
)
JUDGES = {
    "staff_no": lambda value: cells.staff_no(value, padded=True, width=5, typed=False),
    "name": cells.name,
    "category": cells.category,
    "gender": cells.gender,
    "state": lambda value: cells.state(value, ""),
    "short": lambda value: cells.short(value, 50),
    "month": lambda value: dates.month(value, TODAY),
    "unit": lambda value: units().find(value, ""),
    "section": lambda value: units().find("市局", value),
    "shown": cells.shown_safely,
}


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@settings(max_examples=120, deadline=None)
@given(value=ANYTHING)
@example(value=float("nan"))
@example(value=float("inf"))
@example(value=1e300)
@example(value=10**400)
@example(value="\ud800")
def test_any_value_is_taken_or_refused(judge, value):
    try:
        judge(value)
    except Refused as refused:
        reason = str(refused)
    else:
        reason = "taken"
    assert reason


FIELDS = ("staff_no", "full_name", "gender", "unit", "section", "category", "post", "rank", "since", "state")
ROWS = st.lists(st.fixed_dictionaries({field: ANYTHING for field in FIELDS}), max_size=6)


@settings(max_examples=100, deadline=None)
@given(found=ROWS, typed=st.booleans())
def test_any_table_yields_only_lines_and_refusals(found, typed):
    raws = tuple(RawRow(number, values) for number, values in enumerate(found, start=2))
    table = Table(raws, dict(zip(FIELDS, HEAD, strict=True)), (), None, typed=typed)
    lines, refused = read_lines(table, today=TODAY, units=units())
    assert {line.row for line in lines} | {one.row for one in refused} == {raw.row for raw in raws}
    assert not {line.row for line in lines} & {one.row for one in refused}
    assert all(one.column in HEAD and one.reason and isinstance(one.value, str) for one in refused)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.text(max_size=8), st.integers(-10**9, 10**9), st.booleans(),
                                   st.floats(allow_nan=False, allow_infinity=False)), max_size=12), max_size=5))
def test_any_small_sheet_below_a_head_is_read(rows):
    clean = [["".join(filter(str.isprintable, cell)) if isinstance(cell, str) else cell for cell in cells_of_row]
             for cells_of_row in rows]
    table, lines, refused = judged(book(row(), *clean))
    assert {line.row for line in lines} | {one.row for one in refused} == {raw.row for raw in table.rows}
