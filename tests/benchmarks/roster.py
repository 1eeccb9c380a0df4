"""`python -m tests.benchmarks.roster [ROWS]`: a generated roster read, previewed, written and undone.

Each step runs in a process of its own, whose peak memory is printed beside its time, and beside that how many times as
long as reading the file alone it takes (by calamine, as rows of cells: nothing understood, nothing judged). The
database is the one DATABASE_URL names, or a fresh SQLite file; it must hold no people: all that is written
is taken back.
"""

import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = ("alone", "read", "preview", "commit", "change", "undo", "undo")
MOST_MEMORY = 300  # MB
SECTIONS = 24


def made(rows: int, *, post: str) -> bytes:
    """A roster of so many people in one bureau."""
    import xlsxwriter

    from lms.people.admin.roster_template import HEADS

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADS)
        for number in range(rows):
            name = f"张{chr(0x4E00 + number // 100)}{chr(0x4E00 + number % 100)}"
            sheet.write_row(number + 1, 0, (
                f"{number:06}", name, "男", "基准局", f"第{chr(0x4E00 + number % SECTIONS)}科", "公务员", post,
                "一级科员", "2020.01", "在岗"))
    return buffer.getvalue()


def units() -> None:
    """A bureau of 24 sections, once."""
    from lms.people.models import Department

    if not Department.objects.exists():
        root = Department.add_root(code="00", name="基准局", kind="root")
        for number in range(SECTIONS):
            Department.objects.get(pk=root.pk).add_child(
                code=f"01{number:02}", name=f"第{chr(0x4E00 + number)}科", sort_order=number)


def step(name: str, folder: Path) -> None:
    """One step in this process; the run's number is kept beside the files."""
    from python_calamine import CalamineWorkbook

    from lms.people.models import ImportRun
    from lms.people.services.roster import commit_roster, judge_roster, receive_roster, undo_roster
    from lms.people.services.roster.sheet import read_table

    content = (folder / ("change.xlsx" if name == "change" else "join.xlsx")).read_bytes()
    began, last = time.perf_counter(), ImportRun.objects.defer("content").filter(state="committed").first()
    if name == "alone":
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    elif name == "read":
        read_table(content)
    elif name in ("preview", "change"):
        run = judge_roster(run=receive_roster(content=content, file_name=name, by=None))
        assert not run.blocked, run.blocked
        if name == "change":
            commit_roster(run=run, by=None)
    elif name == "commit":
        commit_roster(run=ImportRun.objects.defer("content").get(state="previewed"), by=None)
    else:
        undo_roster(run=last, by=None)
    taken, memory, alone = time.perf_counter() - began, peak(), folder / "alone"
    if name == "alone":
        alone.write_text(f"{taken}")
    print(f"{name:<10}{taken:>9.2f} s{memory:>9.0f} MB{taken / float(alone.read_text()):>9.1f} × alone", flush=True)
    assert memory < MOST_MEMORY, f"{name} takes more than {MOST_MEMORY} MB"


def peak() -> float:
    """The most memory this process has had, in MB. (Linux counts the parent's into ru_maxrss; VmHWM is its own.)"""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    units()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "join.xlsx").write_bytes(made(rows, post="科员"))
        (Path(folder) / "change.xlsx").write_bytes(made(rows, post="副科长"))
        print(f"{rows} rows")
        for name in STEPS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.roster", name, folder], check=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="lms-roster-"))
    import django

    django.setup()
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        step(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
