"""Questions into Excel, and the template with a filled-in example of each kind and a sheet of notes."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from courses.exchange import words
from courses.exchange.examples import EXAMPLES
from courses.exchange.excel import HEADS, LETTERS
from courses.question_rows import joined_blanks

WIDTHS = {"stem": 60, "answer": 16, "rubric": 30, "explanation": 40, "article": 24, "code": 12}
AFTER = ("answer", "rubric", "explanation", "article", "effective_on", "difficulty", "tags", "max_length",
         "two_markers", "any_order")
SHOWN_OPTIONS = 6  # columns of options, where no question has more
DANGEROUS = ("=", "+", "-", "@", "'")


def write(questions: Iterable[Mapping[str, Any]]) -> bytes:
    """A workbook that `excel.read` takes back unchanged. Each question: code, and the fields of a Draft."""
    rows = [_cells(one) for one in questions]
    return _book(rows, [])


def template() -> bytes:
    return _book([_cells(one) for one in EXAMPLES], notes())


def _book(rows: Sequence[Mapping[str, Any]], lines: Sequence[str]) -> bytes:
    buffer = io.BytesIO()
    options = max([SHOWN_OPTIONS, *(len(row["options"]) for row in rows)])
    heads = ["code", "kind", "stem", *(f"option_{letter}" for letter in LETTERS[:options]), *AFTER]
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet("试题"), book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for column, name in enumerate(heads):
            sheet.set_column(column, column, WIDTHS.get(name, 14), text)
            sheet.write_string(0, column, _head(name), bold)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(heads):
                sheet.write_string(number, column, _escaped(_cell(row, name)), text)
        sheet.freeze_panes(1, 3)
        sheet.data_validation(1, 1, 2000, 1, {"validate": "list", "source": [one[0] for one in words.KINDS.values()]})
        _write_notes(book, lines)
    return buffer.getvalue()


def _write_notes(book: xlsxwriter.Workbook, lines: Sequence[str]) -> None:
    if not lines:
        return
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)


def _head(name: str) -> str:
    return f"选项{name[-1]}" if name.startswith("option_") else HEADS[name][0]


def _cell(row: Mapping[str, Any], name: str) -> str:
    if not name.startswith("option_"):
        return row.get(name, "")
    place = LETTERS.index(name[-1])
    return row["options"][place] if place < len(row["options"]) else ""


def _escaped(text: str) -> str:
    """Dead as a formula also after the sheet was saved as CSV; `excel.text_of` takes the apostrophe off."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _cells(one: Mapping[str, Any]) -> dict[str, Any]:
    options, answer = _said(one)
    day, most = one.get("effective_on"), one.get("max_length")
    return {
        "code": one["code"], "kind": words.kind_word(one["kind"]), "stem": one["stem"], "options": options,
        "answer": answer, "rubric": one.get("rubric", ""), "explanation": one.get("explanation", ""),
        "article": one.get("article", ""), "effective_on": day.isoformat() if day else "",
        "difficulty": words.difficulty_word(one.get("difficulty", 2)), "tags": "、".join(one.get("tags", ())),
        "max_length": str(most) if most else "", "two_markers": "是" if one.get("two_markers") else "",
        "any_order": "是" if one.get("any_order") else "",
    }


def _said(one: Mapping[str, Any]) -> tuple[list[str], str]:
    """The columns of options, and the answer, by kind."""
    kind, answer = one["kind"], one["answer"]
    if kind == "judge":
        return [], "正确" if answer == ["T"] else "错误"
    if kind == "fill":
        return [], joined_blanks(answer)
    if kind == "match":
        return _pairs(one), ""
    letters = {option["key"]: letter for option, letter in zip(one["options"], LETTERS, strict=False)}
    return [option["text"] for option in one["options"]], "".join(letters[key] for key in answer)


def _pairs(one: Mapping[str, Any]) -> list[str]:
    right = {target["key"]: target["text"] for target in one["targets"]}
    pairs = [f"{left['text']} == {right[key]}" for left, key in zip(one["options"], one["answer"], strict=True)]
    return pairs + [f"* == {text}" for key, text in right.items() if key not in one["answer"]]


def notes() -> list[str]:
    """The sheet beside the examples."""
    return [
        _("One question a row. Delete the examples, keep the headings; their order does not matter."),
        _("题号: the question's code in the bank. Given and known, the question is revised; empty, a code is given."),
        _("题型: %(kinds)s.") % {"kinds": "、".join(one[0] for one in words.KINDS.values())},
        _("单选题, 多选题: the letters of the right options: B or ACD."),
        _("判断题: 正确 or 错误. 选项 stay empty."),
        _("填空题: draw each blank in the stem as ____. One blank a line in the answer (Alt+Enter), other accepted "
          "forms after |: 30日|三十日. Width, case and spaces make no difference."),
        _("排序题: the parts as options, the answer the letters in the right order; empty when they stand so already."),
        _("匹配题: each option is a pair: left == right; a right side that fits nothing: * == right."),
        _("简答题, 论述题: what is marked by in 评分标准. 实操清单: one criterion an option."),
        _("难度: 易, 中 or 难, empty is 中. 标签: divided by 、 . 施行日期: 2011-01-01."),
        _("Nothing is written before you have seen what will be; one row that is refused refuses the file."),
        _("Not carried by Excel: texts, pictures and tables under the stem."),
    ]
