"""Small workbooks made on the spot, and what reading makes of them."""

import datetime as dt
import io

import openpyxl
import xlsxwriter

from lms.people.services.roster import import_roster
from lms.people.services.roster.heads import plain
from lms.people.services.roster.reading import Unit, Units, read_lines
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.values import Line, Refusal, Table
from tests.people.organisation import ALIASES
from tests.people.organisation import UNITS as BUREAU

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


def sheets(**named: list) -> openpyxl.Workbook:
    """A workbook to be changed further; `=1+1` becomes a formula without a stored value."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in named.items():
        sheet = made.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def load(*rows: list, commit: bool = True, on: dt.date = TODAY, **more):
    return import_roster(content=book(*rows, **more), file_name="r.xlsx", commit=commit, on=on)


def units() -> Units:
    """The bureau's 29 units by full name, short name and nickname, and one that is closed."""
    paths: dict[str, str] = {}
    by_name: dict[str, Unit] = {}
    for code, above, name, short, kind in BUREAU:
        paths[code] = paths.get(above, "") + f"{code:0>8}"
        unit = Unit(code, paths[code], kind == "root", closed=False)
        by_name |= {plain(called): unit for called in (name, short) if called}
    by_name |= {name: Unit(code, paths[code], is_root=False, closed=False) for name, code in ALIASES.items()}
    by_name["职改科"] = Unit("0199", paths["00"] + "0199", is_root=False, closed=True, successor="职业能力建设科")
    by_name["旧科"] = Unit("0198", paths["00"] + "0198", is_root=False, closed=True)
    return Units(by_name)


def judged(content: bytes, known: Units | None = None) -> tuple[Table, list[Line], list[Refusal]]:
    """Read and judged on the tests' day, without a database."""
    table = read_table(content)
    return (table, *read_lines(table, today=TODAY, units=known or units()))


def places(refused: list[Refusal]) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in refused]
