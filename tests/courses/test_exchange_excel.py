"""Excel: what is typed is read, what is wrong is refused with its row, what is written is read back."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from courses.exchange import excel, excel_out
from courses.exchange.drafts import FileRefused, said
from tests.courses.exchanged import SAMPLES

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "答案"]


def book(*rows, head=HEAD, before=()):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([*before, head, *rows]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return buffer.getvalue()


@pytest.mark.parametrize(("row", "kind", "answer"), [
    (["单选题", "题？", "甲", "乙", "", "b"], "single", ["B"]),
    (["多选", "题？", "甲", "乙", "丙", "A、C"], "multi", ["A", "C"]),
    (["多项选择题", "题？", "甲", "乙", "丙", "ＡＣ"], "multi", ["A", "C"]),
    (["判断题", "题？", "", "", "", "√"], "judge", ["T"]), (["判断", "题？", "", "", "", "错"], "judge", ["F"]),
    (["判断", "题？", "", "", "", True], "judge", ["T"]),
    (["填空题", "题____", "", "", "", 30], "fill", [["30"]]),
    (["填空题", "题____和____", "", "", "", "30日|三十日\n乙"], "fill", [["30日", "三十日"], ["乙"]]),
    (["排序题", "题", "一", "二", "三", "CAB"], "order", ["C", "A", "B"]),
    (["排序题", "题", "一", "二", "三", ""], "order", ["A", "B", "C"]),
    (["匹配题", "题", "左1 == 右1", "左2==右2", "* == 右3", ""], "match", ["A", "B"]),
    (["简答题", "题", "", "", "", "要点"], "short", []), (["实操清单", "题", "一", "二", "", ""], "checklist", []),
])
def test_a_row_of_each_kind(row, kind, answer):
    reading = excel.read(book(row))
    assert not reading.refusals
    values = reading.drafts[0].values
    assert (values["kind"], values["answer"]) == (kind, answer)


@pytest.mark.parametrize(("row", "field", "reason"), [
    (["单选题", "题？", "甲", "乙", "", "E"], "", "E"), (["单选题", "题？", "甲", "乙", "", "甲"], "答案", "甲"),
    (["单选题", "题？", "甲", "乙", "", "AB"], "", ""), (["多选题", "题？", "甲", "乙", "", "A"], "", ""),
    (["抢答题", "题？", "甲", "乙", "", "A"], "题型", "抢答题"), (["", "题？", "甲", "乙", "", "A"], "题型", ""),
    (["单选题", "", "甲", "乙", "", "A"], "", ""), (["判断题", "题？", "", "", "", "大概"], "答案", "大概"),
    (["填空题", "题____", "", "", "", ""], "", ""), (["匹配题", "题", "左1 = 右1", "左2", "", ""], "选项", ""),
    (["单选题", "题？", "甲", "甲", "", "A"], "", ""), (["简答题", "题？", "", "", "", ""], "", ""),
    (["单选题", "题" * 5001, "甲", "乙", "", "A"], "题干", ""), (["单选题", "题", "甲" * 301, "乙", "", "A"], "", ""),
])
def test_a_bad_row_is_refused_with_its_number(row, field, reason):
    reading = excel.read(book(["判断题", "好的", "", "", "", "对"], row))
    assert [(one.place[-1:].isdigit() or "3" in one.place, one.field) for one in reading.refusals] == [(True, field)]
    assert "3" in reading.refusals[0].place
    assert reason in reading.refusals[0].reason
    assert len(reading.drafts) == 1


@pytest.mark.parametrize(("head", "cell", "field"), [
    ("难度", "很难", "难度"), ("施行日期", "明年", "施行日期"), ("字数上限", "多", "字数上限"),
    ("字数上限", "9999", "字数上限"), ("两人评阅", "也许", "两人评阅"), ("题号", "x" * 33, "题号"),
    ("依据", "x" * 201, "依据条款"), ("施行日期", "2011-13-01", "施行日期"),
])
def test_a_bad_cell_is_refused_with_its_heading(head, cell, field):
    reading = excel.read(book(["判断题", "题", "", "", "", "对", cell], head=[*HEAD, head]))
    assert [one.field for one in reading.refusals] == [field]


def test_headings_are_found_under_a_title_and_others_are_named():
    reading = excel.read(book(["判断题", "题", "", "", "", "对", "张三"], head=[*HEAD, "出题人"],
                              before=[["某局题库"], ["2026年"]]))
    assert len(reading.drafts) == 1
    assert "出题人" in reading.notes[0]
    assert "4" in reading.drafts[0].place


def test_the_template_reads_without_a_refusal():
    reading = excel.read(excel_out.template())
    assert not reading.refusals
    assert [draft.values["kind"] for draft in reading.drafts] == [
        "single", "multi", "judge", "fill", "order", "match", "short", "essay", "checklist"]


def test_what_is_written_is_read_back():
    reading = excel.read(excel_out.write(SAMPLES))
    assert not reading.refusals
    for draft, sample in zip(reading.drafts, SAMPLES, strict=True):
        assert draft.code == sample["code"]
        assert said(draft.values) == said(sample)
        for name in excel.CARRIES:
            assert draft.values[name] == sample[name], name


def test_a_formula_is_written_dead():
    with zipfile.ZipFile(io.BytesIO(excel_out.write([SAMPLES[0] | {"stem": "=HYPERLINK(1)"}]))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert excel.read(excel_out.write([SAMPLES[0] | {"stem": "=1+1"}])).drafts[0].stem == "=1+1"


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for n in range(12):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", b" " * 10_000_000)
    return buffer.getvalue()


def far_cell():
    source = book(["判断题", "题", "", "", "", "对"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b'r="A2"', b'r="XFD1048576"') if "sheet1" in name else part)
    return buffer.getvalue()


def without(part):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize("content", [
    b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "题型,题干\n".encode(),
    book(head=["姓名", "工号"]), book(head=[]), without("xl/workbook.xml"), without("xl/worksheets/sheet1.xml"), bomb(),
    far_cell(), book(["判断题", "题", "", "", "", "对"])[:-300],
    book(*[["判断题", f"题{n}", "", "", "", "对"] for n in range(2001)]),
], ids=["empty", "zip", "xls", "csv", "other", "blank", "no book", "no sheet", "bomb", "far", "cut", "many"])
def test_a_broken_file_is_refused(content):
    with pytest.raises(FileRefused):
        excel.read(content)


def test_days_in_three_spellings():
    for cell in ("2011-01-01", "2011/1/1", "2011年1月1日", dt.date(2011, 1, 1).isoformat()):
        draft = excel.read(book(["判断题", "题", "", "", "", "对", cell], head=[*HEAD, "施行日期"])).drafts[0]
        assert draft.values["effective_on"] == dt.date(2011, 1, 1)
