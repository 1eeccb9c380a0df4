"""Small workbooks made on the spot."""

import datetime as dt
import io

import xlsxwriter

from lms.people.services.roster import import_roster

TODAY = dt.date(2026, 6, 21)
HEAD = ["工号", "姓名", "性别", "所在单位", "科室", "编制类别", "职务", "职级/岗位等级", "任现职时间", "人员状态"]
ROW = ["00901", "张三", "男", "示例市劳动和社会保障局", "办公室", "公务员", "科员", "一级科员", "2020.01", "在岗"]


def row(**changes) -> list:
    names = ["staff_no", "name", "gender", "unit", "section", "category", "post", "rank", "since", "state"]
    return [changes.get(name, value) for name, value in zip(names, ROW, strict=True)]


def book(*rows: list, head: list | None = None, top: tuple = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "in_memory": True}) as made:
        sheet = made.add_worksheet("花名册")
        for number, cells in enumerate([*top, head or HEAD, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell) if isinstance(cell, str) else sheet.write(number, column, cell)
    return buffer.getvalue()


def load(*rows: list, commit: bool = True, on: dt.date = TODAY, **more):
    return import_roster(content=book(*rows, **more), file_name="r.xlsx", commit=commit, on=on)
