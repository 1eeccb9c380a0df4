"""A bank of five questions of which the first has a wrong key, people who sat the exam, and two HR officers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from courses.models import CourseVersion, Question
from courses.services import revise_question
from lms.assessment import services as assessment
from lms.assessment.models import Attempt, Regrade
from lms.assessment.regrading import services
from lms.assessment.regrading.carrying import carry_out
from lms.people.models import User
from lms.study.models import Enrolment
from tests import factories
from tests.assessment.conftest import MINUTE, NINE, enrolled

SB09 = "B1-S1"
LATER = NINE + dt.timedelta(days=3)
REASON = "第九题答案有误，依据社会保险法第六十三条。"
FIVE = factories.recipe(draw={"single": 5}, points={"single": 20}, pass_mark=60)


@dataclass
class Room:
    """What the tests of a regrade need."""

    version: CourseVersion
    question: Question
    hr: User
    second: User
    clock: Iterator[dt.datetime] = field(default_factory=lambda: (LATER + number * MINUTE for number in count()))

    def sit(self, person: User, *, right: int, said: str = "A", at: dt.datetime = NINE, close: bool = True) -> Attempt:
        """`right` of the four other questions rightly, and the doubtful one with the option of those words."""
        enrolment = Enrolment.objects.filter(person=person, course=self.version.course).first()
        enrolment = enrolment or enrolled(person, self.version, at=at)
        attempt = assessment.start_attempt(enrolment=enrolment, at=at)
        others = [item for item in attempt.paper["items"] if item["question"] != SB09]
        told = {item["item"]: "A" if place < right else "D" for place, item in enumerate(others)}
        told |= {item["item"]: said for item in attempt.paper["items"] if item["question"] == SB09}
        answers = {item["item"]: ([letter(item, told[item["item"]])], False) for item in attempt.paper["items"]}
        assessment.save_answers(attempt=attempt, answers=answers, at=at)
        return assessment.hand_in(attempt=attempt, at=at + 9 * MINUTE) if close else attempt

    def corrected(self, **changes) -> Question:
        return revise_question(self.question, **({"answer": ["B"], "state": "approved"} | changes))

    def opened(self, **changes) -> Regrade:
        """Every regrade is opened, previewed and decided some minutes after the one before."""
        question = Question.objects.get(code=SB09, is_current=True)
        asked = {"question": question, "wrong": [1], "way": "new_key", "reason": REASON, "by": self.hr,
                 "at": next(self.clock)}
        return services.preview(regrade=services.open_regrade(**(asked | changes)), at=next(self.clock))

    def proposed(self, **changes) -> Regrade:
        return services.propose(regrade=self.opened(**changes), by=self.hr, at=next(self.clock))

    def confirmed(self, **changes) -> Regrade:
        return services.confirm(regrade=self.proposed(**changes), by=self.second, at=next(self.clock))

    def done(self, **changes) -> Regrade:
        return carry_out(regrade=self.confirmed(**changes), now=lambda: next(self.clock))


def letter(item: dict, word: str) -> str:
    """The letter under which a paper shows the option 选项A, 选项B, …"""
    return next(option["key"] for option in item["options"] if option["text"] == f"选项{word}")


@pytest.fixture
def room(cast) -> Room:
    factories.bank("B1", singles=5, multis=0, judges=0)
    second = factories.person("人事二", cast.other_section, staff_no="R-hr2")
    factories.role(second, "hr")
    return Room(factories.version(recipe=FIVE), Question.objects.get(code=SB09), cast.hr, second)
