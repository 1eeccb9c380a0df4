"""A task of the cast's learner, given on 5 March 2026 and due on 30 June, for the tests of requests."""

import datetime as dt

from lms.curricula.models import Assignment
from tests import factories

ISSUED, DUE = dt.date(2026, 3, 5), dt.date(2026, 6, 30)


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    """That hour of the bureau's day."""
    return dt.datetime.combine(day, dt.time(hour), dt.timezone(dt.timedelta(hours=8)))


def give(person, curriculum, code: str = "T-01", **fields) -> Assignment:
    version = factories.CourseVersion.objects.filter(course__code=code).first() or factories.version(code=code)
    defaults = {
        "cycle": "2026", "required": True, "reason": "本科室", "basis": "1号", "issued_on": ISSUED, "due_on": DUE,
    }
    return Assignment.objects.create(
        person=person, course=version.course, curriculum=curriculum, **(defaults | fields)
    )
