"""The empty roster HR fills in: heads, lists to choose from, examples and explanations on sheets of their own."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lms.people.models import Department
from lms.people.services.roster.cells import CATEGORIES, STATES

# The roster is in Chinese whatever language its reader's screen has.
HEADS = ("工号", "姓名", "性别", "所在单位", "科室", "编制类别", "职务", "职级/岗位等级", "任现职时间", "人员状态")
WIDTHS = (10, 14, 6, 26, 20, 14, 18, 18, 14, 12)
EXAMPLES = (
    ("00901", "张三", "男", "（单位名称）", "办公室", "公务员", "科员", "一级科员", "2020.01", "在岗"),
    ("00902", "王伟（大）", "男", "（单位名称）", "人事教育科", "事业管理人员", "副科长", "八级", "2023-07", "产假"),
    ("00903", "阿依古丽·买买提", "女", "（单位名称）", "", "劳务派遣", "窗口人员", "", "", "退休"),
)
ROWS = 2000  # so many rows have the lists to choose from


def empty_template() -> bytes:
    """An .xlsx whose first sheet holds the heads and nobody (one query)."""
    units = [unit.name for unit in Department.objects.filter(closed_on__isnull=True)]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#E8EEF7"})
        roster = _sheet(book, "花名册", head, text)
        _examples(book, head, text)
        _lists(book, roster, units, head)
        _explain(book)
    return buffer.getvalue()


def _sheet(book: xlsxwriter.Workbook, title: str, head: Any, text: Any) -> Any:
    """Every column is text, so that 00901 keeps its zeros."""
    sheet = book.add_worksheet(title)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width, text)
    sheet.write_row(0, 0, HEADS, head)
    sheet.freeze_panes(1, 0)
    return sheet


def _examples(book: xlsxwriter.Workbook, head: Any, text: Any) -> None:
    """A column each, so that nobody takes this sheet for a second roster."""
    sheet = book.add_worksheet("示例")
    sheet.set_column(0, len(EXAMPLES), 24, text)
    sheet.write_column(0, 0, ("列", *HEADS), head)
    for number, example in enumerate(EXAMPLES, start=1):
        sheet.write_string(0, number, f"示例 {number}", head)
        sheet.write_column(1, number, example, text)


def _lists(book: xlsxwriter.Workbook, roster: Any, units: Sequence[str], head: Any) -> None:
    """Units, categories and states to choose from; a list warns, it does not forbid."""
    lists = book.add_worksheet("可选值")
    columns = (
        ("所在单位、科室", units, (3, 4)), ("编制类别", list(CATEGORIES), (5,)), ("人员状态", list(STATES), (9,)),
    )
    for number, (title, values, targets) in enumerate(columns):
        lists.set_column(number, number, 28)
        lists.write_string(0, number, title, head)
        for row, value in enumerate(values, start=1):
            lists.write_string(row, number, value)
        letter = "ABC"[number]
        source = f"=可选值!${letter}$2:${letter}${max(len(values), 1) + 1}"
        for target in targets:
            roster.data_validation(1, target, ROWS, target,
                                   {"validate": "list", "source": source, "error_type": "warning"})


def _explain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(explanations()):
        sheet.write_string(row, 0, line)


def explanations() -> tuple[str, ...]:
    """What a good roster looks like; the upload page says the same."""
    return (
        _("One person a row, on the first sheet; a title above the heads and totals below are no harm."),
        _("Needed columns: staff number, name, unit, category, post. Others may be absent: what is absent is not "
          "changed."),
        _("Staff numbers are typed as text, with their leading zeros; a number stands once in the file and is never "
          "given to a second person."),
        _("Units are written with their full or short name or a known nickname; an unknown unit is refused, never "
          "made."),
        _("Two people of one name are told apart by a mark: 王伟（大）, 王伟（小）."),
        _("Dates as 2020.01, 2020-01 or 2020年1月; without a date the roster's own day counts, else today."),
        _("Who has retired or left stays in the file once more, with that state; who is on maternity leave or in the "
          "village is paused."),
        _("Leave out identity numbers, telephone numbers and addresses: they are not needed, not read and not kept."),
    )
