"""What the demo's people have practised: enough for a book with something due, and for weak topics."""

import datetime as dt
import uuid
from random import Random

from django.utils import timezone

from courses.models import Question, QuestionBank
from lms.drill.services import answer
from lms.people.models import User
from lms.people.selectors import department_on, people_of

OPEN = ("CIP-02", "CIP-07")
ALSO_OPEN = ("CIP-05", "CIP-06")  # nobody has begun them; they have blanks, an order and pairs
LEARNER, HEAD = "00137", "00061"
COLLEAGUES, QUESTIONS, DAYS = 8, 6, 5
DAY = dt.timedelta(days=1)


def write(today: dt.date, *, seed: int = 1) -> None:
    """Four banks are opened; two people and some of their units answered a few questions of two on the last days."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    QuestionBank.objects.filter(code__in=OPEN + ALSO_OPEN).update(practice=True)
    questions = [asked for code in OPEN for asked in _questions(code)]
    for person in [*_people(LEARNER, today), *_people(HEAD, today)]:
        for asked in random.sample(questions, QUESTIONS) + questions[:2]:
            right = random.random() < 0.65
            at = _at(today - random.randint(1, DAYS) * DAY, random)
            answer(person=person, question=asked, response=_response(asked, right=right), once=uuid.uuid4(), at=at)


def _questions(code: str) -> list[Question]:
    return list(Question.objects.current().filter(bank__code=code).order_by("code"))


def _people(staff_no: str, today: dt.date) -> list[User]:
    """Him and some of his unit."""
    one = User.objects.get(staff_no=staff_no)
    unit = department_on(one, today)
    if unit is None:
        return [one]
    others = people_of(unit, today).exclude(pk=one.pk).order_by("staff_no")
    return [one, *others[:COLLEAGUES]]


def _response(asked: Question, *, right: bool) -> list[str]:
    wrong = [option["key"] for option in asked.options if option["key"] not in asked.answer]
    return list(asked.answer) if right or not wrong else wrong[:1]


def _at(day: dt.date, random: Random) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12, 0))) + dt.timedelta(minutes=random.randrange(60))
