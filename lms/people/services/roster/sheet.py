"""Finding the table in a workbook: the head by its meaning, the people below it."""

import datetime as dt
import io
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from lms.people.services.roster.values import RawRow, Table

LARGEST = 20 * 1024 * 1024  # bytes
LOOK_FOR_HEAD = 20  # rows
SYNONYMS = {
    "staff_no": ("工号", "职工号", "人员编号", "员工编号", "员工号", "干部编号"),
    "full_name": ("姓名", "名字", "人员姓名", "职工姓名"),
    "gender": ("性别",),
    "unit": ("所在单位", "单位", "单位名称", "工作单位", "部门", "所在部门"),
    "section": ("科室", "所在科室", "内设机构", "科室名称", "处室"),
    "category": ("编制类别", "人员类别", "编制性质", "身份", "人员身份", "类别"),
    "post": ("职务", "现任职务", "岗位", "职务名称", "工作岗位"),
    "rank": ("职级/岗位等级", "职级", "岗位等级", "职务职级", "现职级"),
    "since": ("任现职时间", "任职时间", "现职时间", "任现职日期", "任职日期"),
    "state": ("人员状态", "状态", "在岗情况", "在岗状态", "在职状态"),
}
FIELD_OF = {label: name for name, labels in SYNONYMS.items() for label in labels}
REQUIRED = ("staff_no", "full_name", "unit", "category", "post")
NOT_A_PERSON = ("合计", "小计", "总计", "共计", "制表", "填表", "审核", "负责人", "说明", "注:", "备注:")
DRAWN_UP = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


class RosterUnreadable(ValueError):  # noqa: N818
    """The file is no roster; the message says why, translated."""


def plain(value: Any) -> str:
    """A label or a unit name: one width, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))


def read_table(content: bytes) -> Table:
    """The first visible sheet with a head. Raises RosterUnreadable."""
    for rows in _visible_sheets(content):
        found = find_head(rows)
        if found:
            first, heads = found
            return _table(rows, first, heads)
    needed = "、".join(SYNONYMS[name][0] for name in REQUIRED)
    raise RosterUnreadable(_("No row holds all these column heads: %(heads)s.") % {"heads": needed})


def _visible_sheets(content: bytes) -> list[list[list[Any]]]:
    if len(content) > LARGEST:
        raise RosterUnreadable(_("The file is larger than 20 MB."))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if "Visible" in str(sheet.visible)]
        return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    except (CalamineError, ValueError, OSError) as error:
        raise RosterUnreadable(_("The file is not an Excel workbook.")) from error


def find_head(rows: list[list[Any]]) -> tuple[int, list[str]] | None:
    """(index of the first row below the head, labels by column); the head may be two merged rows."""
    for index in range(min(LOOK_FOR_HEAD, len(rows))):
        upper = [plain(cell) for cell in rows[index]]
        lower = [plain(cell) for cell in rows[index + 1]] if index + 1 < len(rows) else upper
        both = [below or above for above, below in zip(upper, lower, strict=False)]
        for height, labels in ((1, upper), (2, both)):
            if {FIELD_OF.get(label) for label in labels} >= set(REQUIRED):
                return index + height, labels
    return None


def _table(rows: list[list[Any]], first: int, labels: list[str]) -> Table:
    columns: dict[str, int] = {}
    for number, label in enumerate(labels):
        if label in FIELD_OF:
            columns.setdefault(FIELD_OF[label], number)
    people = [
        RawRow(index + 1, {name: row[number] for name, number in columns.items()})
        for index, row in enumerate(rows[first:], start=first)
        if is_person(row, columns)
    ]
    taken = set(columns.values())
    ignored = tuple(label for number, label in enumerate(labels) if label and number not in taken)
    heads = {name: labels[number] for name, number in columns.items()}
    return Table(tuple(people), heads, ignored, drawn_up_on(rows[:first]))


def is_person(row: list[Any], columns: dict[str, int]) -> bool:
    """Not blank, not a total, not a signature, not a line that only names a group."""
    cells = [plain(cell) for cell in row]
    filled = [cell for cell in cells if cell]
    if not filled or any(cell.startswith(NOT_A_PERSON) for cell in filled[:2]):
        return False
    return bool(cells[columns["staff_no"]] or cells[columns["full_name"]]) or len(filled) > 2


def drawn_up_on(rows: list[list[Any]]) -> dt.date | None:
    """日期：2026年1月4日, above the head."""
    for cell in (plain(cell) for row in rows for cell in row):
        match = DRAWN_UP.search(cell)
        if match:
            try:
                return dt.date(*map(int, match.groups()))
            except ValueError:
                return None
    return None
