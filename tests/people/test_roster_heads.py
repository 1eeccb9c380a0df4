"""The table in the sheet: heads by meaning, the rows that are people, and a note for everything left out."""

import datetime as dt

import pytest
from django.utils import translation
from openpyxl.cell.cell import MergedCell

from lms.people.services.roster import RosterUnreadable
from lms.people.services.roster.heads import RESULT, SYNONYMS
from lms.people.services.roster.sheet import read_table
from tests.people.rosters import HEAD, book, judged, places, row, saved, sheets
from tests.people.xls import xls

FIELDS = ["staff_no", "full_name", "gender", "unit", "section", "category", "post", "rank", "since", "state"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def headed(**labels) -> list[str]:
    return [labels.get(field, label) for field, label in zip(FIELDS, HEAD, strict=True)]


def noted(table, word: str) -> str:
    found = [note for note in table.notes if word in note]
    assert len(found) == 1, table.notes
    return found[0]


@pytest.mark.parametrize("field", FIELDS)
def test_every_column_has_at_least_eight_names(field):
    assert len(set(SYNONYMS[field])) >= 8
    for label in SYNONYMS[field]:
        table, lines, refused = judged(book(row(), head=headed(**{field: label})))
        assert (len(lines), refused, table.ignored) == (1, [], ()), label
        assert table.heads[field] == label.replace("性別", table.heads[field])


WRITTEN = ["工 号", "工\n号", "＊工号", "*工号（必填）", "工号*", "工　号：", "【工号】", "工号(如00123)",
           "「工号」（必填）", "工号\u200b", "必填 工号", "※工号", "工号［文本］", "工号 (Staff No.)"]


@pytest.mark.parametrize("label", WRITTEN)
def test_a_head_is_known_however_it_is_decorated(label):
    table, lines, refused = judged(book(row(), head=headed(staff_no=label)))
    assert (lines[0].staff_no, refused, table.heads["staff_no"]) == ("00901", [], "工号")


def two_rows(upper: list, lower: list, merged: tuple, *rows: list) -> bytes:
    made = sheets(花名册=[["示例局花名册"], upper, lower, *rows])
    for region in merged:
        made.active.merge_cells(region)
    return saved(made)


UPPER = ["工号", "姓名", "性别", "所在单位", None, "编制类别", "任职情况", None, None, "人员状态"]


@pytest.mark.parametrize("lower", [
    [None, None, None, "单位", "科室", None, "职务", "职级", "任职时间", None],
    [None, None, None, "名称", "科室", None, "职务", "职级", "时间（任现职时间）", None],
    [None, None, None, None, "科室", None, "现任职务", "级别", "任职时间", None],
])
def test_a_merged_head_of_two_rows_is_read_by_its_lower_words(lower):
    regions = ("D2:E2", "G2:I2", "A2:A3", "B2:B3")
    table, lines, refused = judged(two_rows(UPPER, lower, regions, row()))
    assert (table.heads["post"], [line.unit for line in lines], refused) == (lower[6], ["0101"], [])
    assert (lines[0].rank, lines[0].row) == ("一级科员", 4)


def test_a_head_of_three_rows():
    made = sheets(花名册=[
        ["基本情况", None, None, "组织情况", None, None, None, None, None, None],
        ["工号", "姓名", "性别", "所在单位", None, "编制类别", "任职情况", None, None, "状态"],
        [None, None, None, "单位", "科室", None, "职务", "职级", "任职时间", None], row()])
    made.active.merge_cells("A1:C1")
    made.active.merge_cells("D2:E2")
    assert [line.rank for line in judged(saved(made))[1]] == ["一级科员"]


def test_a_word_that_says_nothing_is_read_with_the_merged_word_above_it():
    made = sheets(花名册=[["工号", "姓名", "单位", None, None, "类别", "职务"], [None, None, "编号", "名称", "电话"],
                       ["00901", "张三", "7", "市局办公室", "12345", "公务员", "科员"]])
    made.active.merge_cells("C1:E1")
    table, lines, refused = judged(saved(made))
    assert ([line.unit for line in lines], refused, table.ignored) == (["0101"], [], ("编号", "电话"))


def test_the_row_below_the_head_is_not_taken_for_a_head():
    _table, lines, _refused = judged(book(row(), row(staff_no="00902")))
    assert [line.row for line in lines] == [2, 3]


def test_one_column_for_the_unit_whatever_it_is_called():
    for label in ("科室", "部门", "所在处室", "单位/科室", "所在部门"):
        head = [label if one == "所在单位" else one for one in HEAD if one != "科室"]
        cells = [cell for one, cell in zip(HEAD, row(), strict=True) if one != "所在单位"]
        table, lines, refused = judged(book(cells, head=head))
        assert ([line.unit for line in lines], refused) == (["0101"], []), label
        assert "section" not in table.heads


def test_a_department_is_the_section_where_the_unit_has_a_column():
    assert judged(book(row(), head=headed(section="部门")))[1][0].unit == "0101"
    assert judged(book(row(), head=headed(unit="部门")))[1][0].unit == "0101"


def test_the_bureau_itself_is_no_place_in_a_roster_of_one_column():
    head = [one for one in HEAD if one != "科室"]
    cells = [cell for one, cell in zip(HEAD, row(), strict=True) if one != "科室"]
    assert places(judged(book(cells, head=head))[2]) == [(2, "所在单位")]


@pytest.mark.parametrize("field", ["staff_no", "full_name", "category", "post"])
def test_a_missing_column_is_named_with_the_heads_that_were_found(field):
    with pytest.raises(RosterUnreadable) as refused:
        read_table(book(row(), head=headed(**{field: "代码"})))
    missing, found = str(refused.value).split(". Heads found: ")
    assert missing == f"The roster has no column {SYNONYMS[field][0]}. Add it"
    assert "代码" in found
    assert "职级/岗位等级" in found


def test_no_head_at_all():
    with pytest.raises(RosterUnreadable, match="No row holds all these column heads: 工号、姓名"):
        read_table(book(["a", "b"], head=["一", "二"]))


@pytest.mark.parametrize(("labels", "first", "second"), [
    ({"rank": "姓名"}, "B (“姓名”)", "H (“姓名”)"),
    ({"rank": "职工号"}, "A (“工号”)", "H (“职工号”)"),
    ({"rank": "部门"}, "E (“科室”)", "H (“部门”)"),
])
def test_two_columns_of_one_meaning_are_refused_by_letter(labels, first, second):
    with pytest.raises(RosterUnreadable) as refused:
        read_table(book(row(), head=headed(**labels)))
    assert first in str(refused.value)
    assert second in str(refused.value)


def test_a_head_without_people_is_no_roster():
    """Taken for a whole roster it would say that everybody has left."""
    for rows in ([], [["合计", "0"]], [[""]]):
        with pytest.raises(RosterUnreadable, match="no person below them"):
            read_table(book(*rows))


def test_columns_not_needed_are_named_and_personal_ones_twice():
    more = ["民族", "身份证号码", "手机号", "工资卡号"]
    table = read_table(book([*row(), "汉", "110101199001011234", "13900000000", "6222"], head=[*HEAD, *more]))
    assert table.ignored == tuple(more)
    assert table.personal == ("身份证号码", "手机号", "工资卡号")
    assert "leave these columns out" in noted(table, "身份证号码、手机号、工资卡号. It")
    assert "110101199001011234" not in f"{table}"


def test_the_column_a_marked_copy_added_is_passed_over():
    table = read_table(book([*row(), "工号：…"], head=[*HEAD, RESULT]))
    assert (table.ignored, table.notes, len(table.rows)) == ((), (), 1)


DATES = {
    "日期：2026年1月4日": dt.date(2026, 1, 4),
    "制表日期: 2026-01-04": dt.date(2026, 1, 4),
    "截至2026.1.4": dt.date(2026, 1, 4),
    "统计截止时间：2026/1/4": dt.date(2026, 1, 4),
    "截至日期：２０２６年１月": dt.date(2026, 1, 31),
    "填表时间：二〇二六年十二月二十一日": dt.date(2026, 12, 21),
    "制表时间：二○二六年一月十日": dt.date(2026, 1, 10),
    "（2026年1月4日）": dt.date(2026, 1, 4),
    "日期：2026年13月4日": None,
    "单位：示例局": None,
    "花名册（2026年度）": None,
}


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_the_day_a_roster_was_drawn_up_on(text, day):
    assert read_table(book(row(), top=(["花名册"], ["单位：示例局", "", text]))).drawn_up_on == day


def test_the_day_in_a_cell_of_its_own_and_below_the_table():
    beside = sheets(花名册=[["制表日期：", None, dt.datetime(2026, 1, 4)], HEAD, row()])
    assert read_table(saved(beside)).drawn_up_on == dt.date(2026, 1, 4)
    below = book(row(), ["制表人：王某", "", "制表日期：2026年1月4日"])
    assert read_table(below).drawn_up_on == dt.date(2026, 1, 4)


LEFT_OUT = {
    "total": (["合计", "", "1"], "Totals"),
    "total beside a count": (["合　计", 60], "Totals"),
    "total in the name": (["", "小计：", "", "12人"], "Totals"),
    "grand total": (["总计", "3人"], "Totals"),
    "signature": (["制表人：", "王某", "", "", "审核人：", "李某"], "Signatures"),
    "signature further right": (["", "", "审核人：李某"], "Signatures"),
    "how to fill it in": (["填表说明：1. 工号按文本填写。"], "Signatures"),
    "remark": (["注：本表一式三份"], "Signatures"),
    "blank below": (["以下空白"], "Signatures"),
    "leader's signature": (["主管领导签字：", "", "李某"], "Signatures"),
    "head's signature": (["人事科长：王某", "", "", "局领导：李某"], "Signatures"),
    "seal beside a day": (["单位（盖章）：", "", "", "", "2026年6月1日"], "Signatures"),
    "approved by": (["批准人：", "", "李某"], "Signatures"),
    "telephone": (["联系电话：0101-123", "", "", "邮箱"], "Signatures"),
    "all of them": (["以上人员均在编", "", "", "", "2026年6月1日"], "Signatures"),
    "continued": (["（续表）", "", "", "", "2026年6月1日"], "Signatures"),
    "total of people": (["人数合计", "", "60人", "", "2026年6月1日"], "Totals"),
    "so many in all": (["共 60 人", "", "", "", "2026年6月1日"], "Totals"),
    "heading": (["办公室"], "Headings"),
    "numbered heading": (["二、人事教育科（12人）"], "Headings"),
    "heading elsewhere": (["", "", "", "社会保险事业管理局"], "Headings"),
    "page number": (["第1页", "", "共3页"], "Signatures"),
    "a word": (["（草稿）"], "Neither"),
    "head again": (HEAD, "Repeated"),
}


@pytest.mark.parametrize(("cells", "word"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_rows_that_are_no_people_are_named_wherever_they_stand(cells, word):
    table, lines, refused = judged(book(row(), cells, row(staff_no="00902"), [""], [" ", "　"]))
    assert ([line.row for line in lines], refused) == ([2, 4], [])
    assert "rows 3" in noted(table, word)


def test_a_total_beside_a_serial_number():
    content = book(["1", *row()], ["合计", 60, 55], head=["序号", *HEAD])
    table, lines, refused = judged(content)
    assert (len(lines), refused) == (1, [])
    assert "rows 3" in noted(table, "Totals")


def test_a_head_of_two_rows_repeated_at_a_page_break():
    lower = [None, None, None, "单位", "科室", None, "职务", "职级", "任职时间", None]
    table, lines, refused = judged(two_rows(UPPER, lower, ("G2:I2",), row(), UPPER, lower, row(staff_no="00902")))
    assert ([line.row for line in lines], refused) == ([4, 7], [])
    assert "rows 5, 6" in noted(table, "Repeated")


def test_people_are_never_taken_for_signatures():
    odd = [row(post="负责人"), row(staff_no="00902", name="审核"), row(staff_no="00903", unit="市局", post="说明员")]
    head = ["职务", *HEAD[:6], *HEAD[7:]]
    turned = [[cells[6], *cells[:6], *cells[7:]] for cells in odd]
    assert [line.row for line in judged(book(*turned, head=head))[1]] == [2, 3, 4]


def test_people_of_a_unit_that_approves_are_refused_not_dropped_when_the_number_is_missing():
    """Left out of a roster that names everyone they would be taken as left."""
    head = ["所在单位", "科室", "姓名", "工号", "编制类别", "职务"]
    rows = [[unit, section, name, "", "公务员", post] for unit, section, name, post in (
        ("审批科", "", "张三", "科员"), ("统计科", "", "李四", "科员"), ("市局", "办公室", "王五", "负责人"))]
    turned = [[cells[5], *cells[:5]] for cells in rows]
    for table in (book(*rows, head=head), book(*turned, head=[head[5], *head[:5]])):
        assert {one.row for one in judged(table)[2]} == {2, 3, 4}


def test_a_row_that_only_has_a_name_or_a_number_is_refused_not_dropped():
    _table, lines, refused = judged(book(row(), ["", "李四"], ["00903"]))
    assert len(lines) == 1
    assert {one.row for one in refused} == {3, 4}


def test_hidden_rows_are_read_and_marked():
    made = sheets(花名册=[HEAD, row(), row(staff_no="00902"), row(staff_no="00903")])
    made.active.row_dimensions[3].hidden = True
    table, lines, _refused = judged(saved(made))
    assert [line.hidden for line in lines] == [False, True, False]
    assert "3." in noted(table, "Hidden rows")
    old = judged(xls(("花名册", [HEAD, row(), row(staff_no="00902")], {"hidden_rows": (3,)})))
    assert [line.hidden for line in old[1]] == [False, True]


MERGED = [HEAD, row(), row(staff_no="00902", section=None), row(staff_no="00903", section=None),
          row(staff_no="00904", section="人事教育科")]


def test_a_merged_section_counts_for_all_its_rows():
    made = sheets(花名册=MERGED)
    made.active.merge_cells("E2:E4")
    table, lines, refused = judged(saved(made))
    assert ([line.unit for line in lines], refused) == (["0101", "0101", "0101", "0102"], [])
    assert "科室" in noted(table, "Merged")
    rows = [[cell if cell is not None else "" for cell in cells] for cells in MERGED]
    old = xls(("花名册", rows, {"merged": ((1, 3, 4, 4),)}))
    assert [line.unit for line in judged(old)[1]] == ["0101", "0101", "0101", "0102"]


def test_what_is_not_merged_is_not_filled():
    assert places(judged(saved(sheets(花名册=MERGED)))[2]) == [(3, "科室"), (4, "科室")]


def test_a_line_merged_across_columns_is_nobodys_section():
    made = sheets(花名册=[HEAD, row(), row(staff_no="00902", section=None, category=None)])
    made.active.merge_cells("E2:F3")
    assert places(judged(saved(made))[2]) == [(2, "编制类别"), (3, "科室"), (3, "编制类别")]


def test_a_merged_number_is_one_persons_only():
    made = sheets(花名册=[HEAD, row(), row(name="李四")])
    made.active.merge_cells("A2:A3")
    assert isinstance(made.active["A3"], MergedCell)
    assert places(judged(saved(made))[2]) == [(3, "工号")]
