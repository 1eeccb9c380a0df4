"""Curricula for this room's tests."""

import datetime as dt

import pytest

from courses.models import Course
from lms.curricula.models import AudienceRule, Curriculum, CurriculumCourse

ISSUED, DUE = dt.date(2026, 3, 5), dt.date(2026, 6, 30)


@pytest.fixture
def make_curriculum(db):
    """A curriculum of the year with courses by code and rules as dicts."""

    def _make(code="CIP-A", courses=("T-01",), rules=(), **fields) -> Curriculum:
        defaults = {
            "title": f"方案 {code}", "cycle": "2026", "basis": "示例〔2026〕1号", "issued_on": ISSUED, "due_on": DUE,
        }
        made = Curriculum.objects.create(code=code, **(defaults | fields))
        for order, name in enumerate(courses):
            course, _ = Course.objects.get_or_create(code=name, defaults={"title": f"课程 {name}"})
            CurriculumCourse.objects.create(curriculum=made, course=course, sort_order=order)
        for order, rule in enumerate(rules):
            AudienceRule.objects.create(curriculum=made, sort_order=order, **rule)
        return made

    return _make
