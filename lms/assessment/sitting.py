"""What is read of one person before he sits: his terms, and why he may not begin."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from lms.assessment.models import Allowance, MakeUpPlace
from lms.assessment.terms import Again, History, Terms, settled, used
from lms.common import clock
from lms.common.prepared import Prepared
from lms.study import selectors as study
from lms.study.models import Enrolment


@dataclass(frozen=True)
class Sitting:
    """`terms` is None where there is no online exam; `code` is "" when an attempt may begin."""

    recipe: dict | None
    terms: Terms | None
    history: History
    code: str

    @property
    def left(self) -> int:
        return max(0, self.terms.attempts - used(self.terms, self.history)) if self.terms else 0

    @property
    def next_number(self) -> int:
        """Attempts are numbered without a gap, and none is ever taken away."""
        return len(self.history.starts) + 1


def sitting_of(enrolment: Enrolment, recipe: dict | None, at: dt.datetime) -> Sitting:
    """Four or five queries."""
    moments = list(enrolment.attempts.order_by("number").values_list("started_at", "closed_at", "handed_in_at"))
    history = History(
        finished=study.content_finished(enrolment), passed=enrolment.passed_at is not None,
        starts=tuple(start for start, *_over in moments),
        last_closed_at=max((closed for _start, closed, _handed in moments if closed), default=None),
        waits=any(handed and not closed for _start, closed, handed in moments),
    )
    terms, code = settled(recipe, history, at, extra=extra_minutes(enrolment, at), again=_again(enrolment, at))
    return Sitting(recipe, terms, history, code)


def extra_minutes(enrolment: Enrolment, at: dt.datetime) -> int:
    """The most that one allowance gives him in this course on the day; they do not add up."""
    return max(_EXTRA(enrolment.person_id, enrolment.course_id, clock.day_of(at)), default=0)


# Both are asked at every start.
_EXTRA = Prepared(
    lambda person, course, day: Allowance.objects.on(day).filter(person=person).filter(
        Q(course__isnull=True) | Q(course=course)).values_list("minutes", flat=True),
    int, int, dt.date,
)
_PLACES = Prepared(
    lambda enrolment, at: MakeUpPlace.objects.filter(enrolment=enrolment, make_up__closes_at__gt=at).order_by(
        "make_up__opens_at").values_list(
        "make_up__opens_at", "make_up__closes_at", "make_up__attempts", "make_up__pk"),
    int, dt.datetime,
)


def _again(enrolment: Enrolment, at: dt.datetime) -> Again | None:
    """The next make-up exam he has a place in that is not over."""
    return next((Again(*row) for row in _PLACES(enrolment.pk, at)), None)
