"""Reports that were sent before any had a promised day get one (0003, 0004), and nobody deletes them afterwards."""

import pytest

from tests.audit.scratch import Scratch

ROWS = """
person = model("people.User").objects.create(staff_no="00101", full_name="学员甲")
course = model("courses.Course").objects.create(code="T-01", title="课程")
version = model("courses.CourseVersion").objects.create(
    course=course, number=1, title="课程", counter="online", hours=2, digest="x", published_at=DAY)
post = model("discussion.Post").objects.create(course=course, version=version, lesson_code="T-01-L1", author=person,
                                               text="话", created_at=DAY)
model("workdays.Holiday").objects.create(on="2026-10-01", kind="rest", name="国庆节")
model("discussion.Report").objects.create(post=post, person=person, reason="不实", reported_at=DAY)
"""


def test_reports_get_their_day_and_stay(tmp_path):
    scratch = Scratch(tmp_path)
    scratch.migrate("discussion", "0002")
    scratch.migrate("workdays")
    scratch.write(ROWS)
    scratch.migrate("discussion")
    assert [str(row[0]) for row in scratch.rows("SELECT promised_on FROM discussion_report")] == ["2026-10-02"]
    with pytest.raises(Exception, match="what was said stays"):
        scratch.rows("DELETE FROM discussion_report")
    scratch.migrate("discussion", "0002")
    assert scratch.rows("SELECT reason FROM discussion_report") == [("不实",)]
    with pytest.raises(Exception, match="what was said stays"):
        scratch.rows("DELETE FROM discussion_report")
