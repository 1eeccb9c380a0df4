"""`python -m tests.benchmarks.roster_reading`: reading and judging 10,000 rows, beside calamine reading them alone.

CPU time of this process and the peak of memory it took, each in a process of its own. Trust the ratio.
"""

import datetime as dt
import io
import os
import resource
import statistics
import subprocess
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

ROWS, ROUNDS = 10_000, 5
HEAD = ["序号", "工号", "姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "所在单位", "科室", "编制类别", "职务",
        "职级/岗位等级", "任现职时间", "参加工作时间", "人员状态", "备注"]
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def workbook(rows: int = ROWS) -> bytes:
    """A roster of so many people, each with a name of his own."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for column, label in enumerate(HEAD):
            sheet.write_string(0, column, label)
        for row in range(1, rows + 1):
            name = SURNAMES[row % 10] + GIVEN[row // 10 % 20] + GIVEN[row // 200 % 20]
            section = f"第{row % 25}科"
            cells = [row, f"{row:06}", name, "男", "汉", "1998.12", "群众", "本科", "示例局", section, "公务员",
                     "科员", "一级科员", "2020.01", "2018.07", "在岗", ""]
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell) if column == 0 else sheet.write_string(row, column, cell)
    return buffer.getvalue()


def calamine_alone(content: bytes) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


def read_and_judge(content: bytes) -> int:
    from lms.people.services.roster.reading import Unit, Units, read_lines
    from lms.people.services.roster.sheet import read_table

    units = {"示例局": Unit("00", "0001", True, False)}
    units |= {f"第{number}科": Unit(f"01{number:02}", f"0001{number:04}", False, False) for number in range(25)}
    lines, refused = read_lines(read_table(content), today=dt.date(2026, 6, 21), units=Units(units))
    assert not refused, refused[:3]
    return len(lines)


def cpu_seconds(read, content: bytes) -> float:
    """The median of the rounds, after one to get warm."""
    taken = []
    for _round in range(ROUNDS + 1):
        began = time.process_time()
        read(content)
        taken.append(time.process_time() - began)
    return statistics.median(taken[1:])


def measure(name: str, rows: int) -> None:
    """Print one line of figures; runs in a process of its own so that the peak is its own."""
    import django

    django.setup()
    content = workbook(rows)
    read = {"calamine": calamine_alone, "judged": read_and_judge}[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{name:<10}{found:>8} rows{cpu_seconds(read, content):>9.3f} s{(peak - before) / 1024:>8.0f} MB more"
          f"{peak / 1024:>8.0f} MB in all", flush=True)


def main() -> None:
    rows = sys.argv[1] if len(sys.argv) > 1 else f"{ROWS}"
    for name in ("calamine", "judged"):
        subprocess.run([sys.executable, "-m", "tests.benchmarks.roster_reading", rows, name], check=True)


if __name__ == "__main__":
    measure(sys.argv[2], int(sys.argv[1])) if len(sys.argv) > 2 else main()
