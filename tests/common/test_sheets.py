"""Excel out, read back as an office would open it."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from lms.common.sheets import Column, Sheet, csv_lines, escaped, sheet_response, write_sheet, write_workbook

COLUMNS = [
    Column("工号"), Column("姓名"), Column("完成率", "percent"), Column("平均分", "number"), Column("截止", "date"),
]


def read(content: bytes):
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture
def page():
    rows = [
        ["00101", "=1+1", 66, Decimal("88.2"), dt.date(2026, 6, 30)],
        ["00102", "https://example/", None, None, None],
    ]
    return read(write_sheet(title="汇总", columns=COLUMNS, rows=iter(rows), footnote=["口径：略", "=2+2"])).active


def test_head_is_frozen_and_rows_follow(page):
    assert page.title == "汇总"
    assert page.freeze_panes == "A2"
    assert [cell.value for cell in page[1]] == ["工号", "姓名", "完成率", "平均分", "截止"]


def test_values_keep_their_kind(page):
    assert (page["A2"].value, page["A2"].data_type, page["A2"].number_format) == ("00101", "s", "@")
    assert (page["C2"].value, page["C2"].number_format) == (66, '0"%"')
    assert page["D2"].value == pytest.approx(88.2)
    assert page["E2"].value.date() == dt.date(2026, 6, 30)
    assert [page[f"{column}3"].value for column in "CDE"] == ["—"] * 3


def test_nothing_is_a_formula_or_a_link(page):
    assert page["B2"].value == "'=1+1"
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)


def test_the_footnote_stands_below_the_rows(page):
    assert [page.cell(row, 1).value for row in (5, 6)] == ["口径：略", "=2+2"]


def test_an_empty_sheet_and_several_sheets():
    book = read(write_workbook([Sheet("甲", COLUMNS, []), Sheet("乙" * 40, COLUMNS, [], ["注"])]))
    assert [len(sheet.title) for sheet in book] == [1, 31]
    assert book.worksheets[1]["A3"].value == "注"


@pytest.mark.parametrize("text", ["=A1", "+1", "-1", "@x", "\tx", "\rx"])
def test_dangerous_beginnings_are_escaped(text):
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", ["00101", "A=1", "", "张三"])
def test_other_texts_are_left_alone(text):
    assert escaped(text) == text


def test_a_chinese_file_name():
    response = sheet_response(b"x", "养老保险科 2026.xlsx")
    assert "filename*=UTF-8''%E5%85%BB%E8%80%81" in response["Content-Disposition"]
    assert response["Content-Disposition"].isascii()


def test_csv_opens_rightly_in_excel():
    rows = [["00101", '=1+1,"x"', 66, Decimal("88.2"), dt.date(2026, 6, 30)], ["00102", "甲", None, None, None]]
    text = "".join(csv_lines(Sheet("汇总", COLUMNS, iter(rows), ["=2+2"])))
    assert text == (
        "\ufeff工号,姓名,完成率,平均分,截止\r\n"
        '00101,"\'=1+1,""x""",66,88.2,2026-06-30\r\n00102,甲,,,\r\n\r\n\'=2+2\r\n'
    )


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="Row 1 has 1 cells for 5 columns"):
        write_workbook([Sheet("甲", COLUMNS, [["x"]])])
