"""The sheet that goes back to HR: reasons beside the rows, corrected there, imported again."""

import io

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.services.roster import RosterUnreadable
from lms.people.services.roster.heads import RESULT
from lms.people.services.roster.marked import marked_copy
from lms.people.services.roster.values import Refusal
from tests.people.conftest import UGLY
from tests.people.rosters import HEAD, book, judged, places, row, saved, sheets
from tests.people.xls import xls


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def marked(content: bytes, *refusals: Refusal) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(marked_copy(content, "花名册.xlsx", refusals))).active


def rewritten(sheet) -> bytes:
    return saved(sheet.parent)


def test_each_refused_row_says_why_in_a_last_column():
    content = book(row(), row(staff_no="00902", unit="火星局", post="=1"), top=(["花名册"],))
    sheet = marked(content, *judged(content)[2])
    assert [sheet.cell(number, 11).value for number in (1, 2, 3)] == [None, RESULT, None]
    reasons = sheet.cell(4, 11).value
    assert reasons.startswith("所在单位：There is no unit of this name.")
    assert "；职务：The text looks like a formula." in reasons
    assert sheet.max_column == 11


def test_refused_cells_are_coloured_and_no_others():
    content = book(row(), row(staff_no="00902", unit="火星局", post=""))
    sheet = marked(content, *judged(content)[2])
    coloured = {cell.coordinate for cells in sheet.iter_rows(min_row=2) for cell in cells if cell.fill.fill_type}
    assert coloured == {"D3", "G3"}


def test_the_head_is_frozen_and_numbers_are_text():
    sheet = marked(book(row(), top=(["花名册"], ["单位"])))
    assert sheet.freeze_panes == "A4"
    assert (sheet["A4"].value, sheet["A4"].number_format, sheet["A4"].data_type) == ("00901", "@", "s")
    assert sheet.column_dimensions["A"].width > 5


def test_formulas_are_dead():
    made = sheets(花名册=[[*HEAD, "备注"], [*row(post='=HYPERLINK("http://x","科员")'), "+cmd|' /C calc'!A0"]])
    made.active["K2"].data_type = "s"
    sheet = marked(saved(made))
    assert not [cell for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
    assert sheet["G2"].value == '\'=HYPERLINK("http://x","科员")'
    assert sheet["K2"].value.startswith("'+cmd")


def test_a_dead_formula_is_refused_again_and_a_dash_stays_a_dash():
    made = sheets(花名册=[HEAD, row(post="=A1", rank="-")])
    refused = judged(marked_copy(saved(made), "r.xlsx", []))[2]
    assert places(refused) == [(2, "职务")]


def test_a_number_that_lost_its_zeros_does_not_look_whole():
    content = book(row(), row(staff_no=902))
    sheet = marked(content, *judged(content)[2])
    assert (sheet["A3"].value, sheet["A3"].number_format) == (902, "@")
    assert places(judged(rewritten(sheet))[2]) == [(3, "工号")]
    sheet["A3"] = "00902"
    assert judged(rewritten(sheet))[2] == []


def test_the_copy_is_corrected_and_imported_again():
    content = book(row(), row(staff_no="00902", unit="火星局"), ["合计", 2])
    sheet = marked(content, *judged(content)[2])
    again = judged(rewritten(sheet))
    assert places(again[2]) == places(judged(content)[2])
    assert again[0].ignored == ()
    sheet["D3"] = "市局"
    _table, lines, refused = judged(rewritten(sheet))
    assert ([line.row for line in lines], refused) == ([2, 3], [])


def test_a_copy_of_a_copy_has_one_such_column():
    content = book(row(), row(staff_no="00902", unit="火星局"))
    once = marked_copy(content, "r.xlsx", judged(content)[2])
    twice = marked(once)
    assert [cell.value for cell in twice[1]].count(RESULT) == 1
    assert twice.cell(3, 11).value is None


def test_the_ugly_roster_there_and_back():
    content = UGLY.read_bytes()
    table, lines, refused = judged(content)
    again = judged(marked_copy(content, "u.xlsx", refused))
    assert (again[1], places(again[2])) == (lines, places(refused))
    assert (again[0].heads, again[0].drawn_up_on, again[0].ignored) == (
        table.heads, table.drawn_up_on, table.ignored)


def test_merged_cells_and_merged_heads_are_written_out():
    upper = ["工号", "姓名", "性别", "所在单位", None, "编制类别", "任职情况", None, None, "人员状态"]
    lower = [None, None, None, "名称", "科室", None, "职务", "职级", "任职时间", None]
    made = sheets(花名册=[upper, lower, row(), row(staff_no="00902", section=None)])
    for region in ("D1:E1", "G1:I1", "A1:A2", "E3:E4"):
        made.active.merge_cells(region)
    content = saved(made)
    _table, lines, refused = judged(content)
    assert refused == []
    assert judged(marked_copy(content, "r.xlsx", []))[1] == lines


def test_a_label_merged_over_two_columns_stays_above_both():
    made = sheets(花名册=[["工号", "姓名", "单位", None, "类别", "职务"], [None, None, "编号", "名称"],
                       ["00901", "张三", "7", "市局办公室", "公务员", "科员"]])
    made.active.merge_cells("C1:D1")
    content = saved(made)
    assert len(judged(content)[1]) == 1
    assert judged(marked_copy(content, "r.xlsx", []))[1] == judged(content)[1]


def test_text_and_old_workbooks_come_back_as_new_ones():
    text = "\n".join(",".join(cells) for cells in [HEAD, row(unit="火星局")]).encode("gb18030")
    for content in (text, xls(("花[名]册"[:2], [HEAD, row(unit="火星局")]))):
        copy = marked_copy(content, "r.csv", judged(content)[2])
        assert copy.startswith(b"PK")
        assert places(judged(copy)[2]) == [(2, "所在单位")]


def test_what_cannot_be_read_cannot_be_marked():
    with pytest.raises(RosterUnreadable):
        marked_copy(b"%PDF", "r.pdf", [])


REFUSALS = st.lists(st.builds(Refusal, st.integers(1, 9), st.sampled_from([*HEAD, "火星"]), st.text(), st.text()))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=12), max_size=4), REFUSALS, st.text())
def test_any_text_comes_back_alive_as_text_only(rows, refusals, file_name):
    clean = [["".join(filter(str.isprintable, cell)) for cell in cells] for cells in rows]
    content = book(row(), *clean)
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(content, file_name, refusals))).active
    assert not [cell for cells in copy.iter_rows() for cell in cells if cell.data_type == "f"]
