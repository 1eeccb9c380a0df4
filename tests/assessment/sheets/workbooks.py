"""Workbooks as a clerk fills them in."""

import io

import xlsxwriter

from tests.assessment.sheets.conftest import paper


def workbook(rows, heads=None, title: str = "") -> bytes:
    """Heads and rows of any cells; with a title row above where one is given."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        lines = [*([[title]] if title else []), heads or ["工号", "姓名", "卷别", *map(str, range(1, 9))], *rows]
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return buffer.getvalue()


def row_of(papers, person, *, letter: str = "A", wrong: int = 0, **changes) -> list:
    """Everything right but the first so many."""
    printed = paper(papers, letter)
    cells = ["" if item["item"] <= wrong else "".join(item["answer"]).replace("T", "√")
             for item in printed.paper["items"]]
    said = {"staff_no": person.staff_no, "name": person.full_name, "letter": letter} | changes
    return [said["staff_no"], said["name"], said["letter"], *cells]
