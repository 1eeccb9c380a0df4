"""What a person may be asked in practice, and when practice waits."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Question
from lms.assessment.models import Attempt
from lms.drill.items import DRILLED
from lms.drill.models import Card
from lms.people.models import User

READERS = ("head", "leader", "hr", "supervision", "county_admin")  # of topics, each in his own scope


def exam_is_on(person: User) -> bool:
    """Practice shows right answers, so it waits while an exam of the person is open."""
    return Attempt.objects.live().filter(enrolment__person=person).exists()


def cards_of(person: User) -> QuerySet[Card]:
    """The person's cards of the question a query is about."""
    return Card.objects.filter(person=person, bank=OuterRef("bank"), code=OuterRef("code"))


def may_be_asked(person: User) -> QuerySet[Question]:
    """Standing questions of banks open for practice, and those of his book as he saw them; never what he set aside."""
    mine = cards_of(person)
    seen = Exists(mine.filter(version=OuterRef("version")))
    rows = Question.objects.current().filter(Q(bank__practice=True) | seen, kind__in=DRILLED)
    return rows.exclude(Exists(mine.filter(set_aside=True)))
