"""Two people have handed in the same paper: one question a rule marks, one short answer and one essay for people."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest

from courses.models import Course
from lms.assessment import services
from lms.assessment.marking.appointing import appoint_marker
from lms.assessment.marking.models import MarkingTask
from lms.assessment.marking.services import claim, give_mark
from lms.assessment.models import Attempt
from lms.people.models import User
from tests import factories
from tests.assessment.conftest import MINUTE, NINE, enrolled
from tests.assessment.every_kind import paper_of, questions

TEN = NINE + 60 * MINUTE
CLOSED = NINE + 20 * MINUTE
FEES = "由用人单位申请，三十日内提出。"
ESSAY = "先受理，再调查，最后决定。"


def paper(rows, **changes) -> dict:
    return paper_of([row for row in rows if row.kind in ("single", "short", "essay")]) | changes


def sat(person: User, version, rows, *, hand_in: bool = True, **changes) -> Attempt:
    """Answered: the single choice rightly, both texts; handed in after twenty minutes."""
    attempt = Attempt.objects.create(
        enrolment=enrolled(person, version), number=1, paper=paper(rows, **changes), started_at=NINE,
        deadline_at=NINE + 30 * MINUTE)
    services.save_answers(attempt=attempt, answers={1: (["B"], False), 2: ([FEES], False), 3: ([ESSAY], False)},
                          at=NINE + MINUTE)
    return services.hand_in(attempt=attempt, at=CLOSED) if hand_in else attempt


def appointed(course: Course, person: User, hr: User, **changes):
    values = {"department": None, "arbiter": False, "from_on": dt.date(2026, 1, 1), "to_on": None} | changes
    return appoint_marker(course=course, cycle="2026", person=person, by=hr, at=NINE, **values)


def marked(task: MarkingTask, by: User, points="8", comment: str = "", at: dt.datetime = TEN):
    """As from his page: opened, then marked."""
    assert claim(task=task, viewer=by, at=at)
    return give_mark(task=task, points=Decimal(points), comment=comment, by=by, at=at)


@dataclass(frozen=True)
class Marking:
    """An exam that waits: `attempt` is the learner's, `other` the stranger's; `first` and `second` mark everybody's."""

    version: object
    rows: list
    attempt: Attempt
    other: Attempt
    first: User
    second: User
    hr: User

    def task(self, item: int, attempt: Attempt | None = None, number: int = 1) -> MarkingTask:
        return MarkingTask.objects.get(attempt=attempt or self.attempt, item=item, round=number)


@pytest.fixture
def marking(cast) -> Marking:
    rows = questions()
    version = factories.version(recipe=factories.recipe())
    attempt = sat(cast.learner, version, rows)
    other = sat(cast.stranger, version, rows)
    for person in (cast.head, cast.leader):
        appointed(version.course, person, cast.hr)
    return Marking(version, rows, attempt, other, cast.head, cast.leader, cast.hr)


def mark_all(attempt: Attempt, points="8") -> None:
    """Whatever of it waits is marked by somebody who may."""
    course, hr = attempt.enrolment.course, factories.person("人事")
    factories.role(hr, "hr")
    clerk = factories.person("阅卷", factories.unit("0199", "阅卷组"))
    appointed(course, clerk, hr)
    for task in attempt.marking_tasks.waiting():
        marked(task, clerk, points)
