"""Objections that stood in anomalies become corrections (0006), with rows there, and back again."""

import pytest

from tests.audit.scratch import Scratch

BEFORE, AFTER = "0004_tasks", "0007_objections_in_one_place"
ROWS = """
person = model("people.User").objects.create(staff_no="00101", full_name="学员甲")
officer = model("people.User").objects.create(staff_no="00022", full_name="人事戊")
course = model("courses.Course").objects.create(code="T-01", title="课程")
enrolment = model("study.Enrolment").objects.create(person=person, course=course, cycle="2026", created_at=DAY)
model("workdays.Holiday").objects.create(on="2026-10-01", kind="rest", name="国庆节")
for number, told in enumerate([
    {},
    {"contest": "网络断了", "contested_at": DAY},
    {"contest": "我看完了", "contested_at": DAY + dt.timedelta(days=1), "answer": "日志可证", "upheld": True,
     "answered_at": DAY + dt.timedelta(days=2), "answered_by": officer},
    {"contest": "再看一次", "contested_at": DAY + dt.timedelta(days=1), "answer": "查不到", "upheld": False,
     "answered_at": DAY + dt.timedelta(days=3), "answered_by": officer},
]):
    model("study.Anomaly").objects.create(enrolment=enrolment, lesson_code=f"T-01-L{number}", at=DAY, reason="ahead",
                                          claimed=2400, credited=120, **told)
"""
SAID = "SELECT lesson_code, contest, answer, upheld FROM study_anomaly ORDER BY lesson_code"
CASES = """SELECT a.lesson_code, c.number, c.state, c.verdict, c.answer, c.text, c.promised_on
           FROM study_anomaly a LEFT JOIN feedback_case c ON c.id = a.case_id ORDER BY a.lesson_code"""


@pytest.fixture
def scratch(tmp_path):
    made = Scratch(tmp_path)
    made.migrate("study", BEFORE)
    made.migrate("workdays")
    made.write(ROWS)
    return made


def texts(rows) -> list[tuple]:
    return [tuple(str(value) if value is not None else None for value in row) for row in rows]


def test_objections_are_folded_into_corrections_and_back(scratch):
    before = scratch.rows(SAID)
    scratch.migrate("study", AFTER)
    assert texts(scratch.rows(CASES)) == [
        ("T-01-L0", None, None, None, None, None, None),
        ("T-01-L1", "GZ-2026-0001", "received", "", "", "网络断了", "2026-10-06"),
        ("T-01-L2", "GZ-2026-0002", "answered", "done", "日志可证", "我看完了", "2026-10-07"),
        ("T-01-L3", "GZ-2026-0003", "answered", "refused", "查不到", "再看一次", "2026-10-07"),
    ]
    scratch.migrate("study", BEFORE)
    assert scratch.rows(SAID) == before
    scratch.migrate("study", AFTER)
    assert [row[1] for row in scratch.rows(CASES)][1:] == ["GZ-2026-0004", "GZ-2026-0005", "GZ-2026-0006"]
    scratch.migrate()
