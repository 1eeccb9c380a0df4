"""Reviews of citations that were there before a bank could have one (0014), and back."""

from tests.audit.scratch import Scratch

BEFORE, AFTER = "0013_approved_questions_stay", "0014_citations_of_questions"
ROWS = """
course = model("courses.Course").objects.create(code="T-01", title="课程")
review = model("courses.CitationReview").objects.create
review(course=course, law="工伤保险条例", article="第十四条", lapses_on="2026-12-31", raised_at=DAY)
review(course=course, law="工伤保险条例", article="第十五条", lapses_on="2026-12-31", raised_at=DAY, closed_at=DAY,
       closed_by_no="00024", answer="still_valid", reason="新条例未公布")
"""
BANKS = """
from django.db import IntegrityError, transaction
bank = model("courses.QuestionBank").objects.create(code="B1", title="题库")
course = model("courses.Course").objects.get()
about = {"law": "工伤保险条例", "article": "第十四条", "lapses_on": "2026-12-31", "raised_at": DAY}
create = model("courses.CitationReview").objects.create
create(bank=bank, **about)
for same in ({}, {"course": course, "bank": bank}, {"bank": bank}, {"course": course}):
    try:
        with transaction.atomic():
            create(**same, **about)
        print("kept", same)
    except IntegrityError:
        pass
model("courses.CitationReview").objects.filter(bank=bank).delete()
"""
SAID = "SELECT law, article, course_id, answer, reason FROM courses_citationreview ORDER BY article"


def test_reviews_of_courses_stay_and_those_of_banks_join_them(tmp_path):
    scratch = Scratch(tmp_path)
    scratch.migrate("courses", BEFORE)
    scratch.write(ROWS)
    before = scratch.rows(SAID)
    assert len(before) == 2
    scratch.migrate("courses", AFTER)
    assert scratch.rows(SAID) == before
    assert scratch.write(BANKS) == ""
    scratch.migrate("courses", BEFORE)
    assert scratch.rows(SAID) == before
    scratch.migrate("courses")
    assert scratch.rows(SAID) == before
