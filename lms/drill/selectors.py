"""What the room's pages show, each in a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat

from courses.models import Question, QuestionBank
from lms.assessment.models import Attempt
from lms.drill.access import cards_of, may_be_asked
from lms.drill.banks import banks_of_post
from lms.drill.items import DRILLED
from lms.drill.models import Card, DrillAnswer
from lms.people.models import User

CARDS_A_PAGE = 30
PILES = ("due", "book")  # the two besides the banks


@dataclass(frozen=True)
class BankRow:
    bank: QuestionBank
    questions: int
    answered: int
    of_post: bool
    courses: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    """`mine`: banks of the courses the curricula ask of him; `others`: the rest that is open."""

    due: int
    book: int
    learnt: int
    answers_today: int
    exams: int
    mine: tuple[BankRow, ...]
    others: tuple[BankRow, ...]


def home(person: User, today: dt.date) -> Home:
    rows = _banks(person)
    cards = Card.objects.filter(person=person).aggregate(
        book=Count("pk", filter=Q(set_aside=False, due_on__isnull=False)),
        learnt=Count("pk", filter=Q(set_aside=False, due_on__isnull=True)),
    )
    return Home(
        due=pile(person, "due", today).count(), **cards,
        answers_today=DrillAnswer.objects.filter(person=person, at__date=today).count(),
        exams=exams_to_take_in(person).count(),
        mine=tuple(row for row in rows if row.of_post), others=tuple(row for row in rows if not row.of_post),
    )


def _banks(person: User) -> list[BankRow]:
    """Open banks with something to ask."""
    asked = Question.objects.current().filter(bank=OuterRef("pk"), kind__in=DRILLED).order_by().values("bank")
    answered = DrillAnswer.objects.filter(
        person=person, question__bank=OuterRef("pk"), question__kind__in=DRILLED,
        question__code__in=Question.objects.current().filter(bank=OuterRef(OuterRef("pk"))).values("code"),
    ).order_by().values("question__bank")
    banks = QuestionBank.objects.filter(practice=True).annotate(
        questions_open=_counted(asked.annotate(number=Count("pk"))),
        codes_answered=_counted(answered.annotate(number=Count("question__code", distinct=True))),
    ).filter(questions_open__gt=0)
    courses = banks_of_post(person)
    return [BankRow(bank, bank.questions_open, bank.codes_answered, bank.code in courses,
                    tuple(title for title in courses.get(bank.code, ()) if title != bank.title)) for bank in banks]


def _counted(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("number"), output_field=IntegerField()), 0)


def exams_to_take_in(person: User) -> QuerySet[Attempt]:
    """Closed, and not in his book yet."""
    closed = Attempt.objects.filter(enrolment__person=person, closed_at__isnull=False, taken_in__isnull=True)
    return closed.order_by("closed_at", "pk")


def open_bank(code: str) -> QuestionBank | None:
    return QuestionBank.objects.filter(code=code, practice=True).first()


def pile(person: User, name: str, today: dt.date) -> QuerySet[Question]:
    """What a bank's code, "due" or "book" has to ask, without an order."""
    rows = may_be_asked(person).order_by()
    if name not in PILES:
        return rows.filter(bank__code=name, bank__practice=True)
    cards = cards_of(person).filter(due_on__isnull=False)
    return rows.filter(Exists(cards.filter(due_on__lte=today) if name == "due" else cards))


def next_question(person: User, name: str, today: dt.date) -> Question | None:
    """The one answered longest ago, those never answered first, in an order of his own that stays the same."""
    given = DrillAnswer.objects.filter(
        person=person, question__bank=OuterRef("bank"), question__code=OuterRef("code")
    ).order_by("-at").values("at")[:1]
    # Not sha: nothing is kept secret by it, and both databases have it.
    mixed = MD5(Concat("code", Value(f"/{person.pk}"), Cast("bank", TextField()), output_field=TextField()))
    rows = pile(person, name, today).select_related("bank").annotate(answered_at=Subquery(given), mixed=mixed)
    return rows.order_by(F("answered_at").asc(nulls_first=True), "mixed").first()


@dataclass(frozen=True)
class CardRow:
    """`question` is its standing version; None once it is retired, or was changed in a bank not open for practice."""

    card: Card
    question: Question | None


def book(person: User, shown: str, page: str) -> tuple[Page, list[CardRow]]:
    """The wrong-question book: "open", "learnt" or "aside"."""
    wanted = {
        "learnt": Q(set_aside=False, due_on__isnull=True), "aside": Q(set_aside=True),
    }.get(shown, Q(set_aside=False, due_on__isnull=False))
    cards = Card.objects.filter(wanted, person=person).select_related("bank").order_by("due_on", "bank__code", "code")
    found = Paginator(cards, CARDS_A_PAGE).get_page(page)
    return found, _with_questions(list(found.object_list))


def _with_questions(cards: Sequence[Card]) -> list[CardRow]:
    """Only what may be seen: the standing version of an open bank, or the very version he answered."""
    rows = Question.objects.current().filter(code__in={card.code for card in cards},
                                             bank__in={card.bank_id for card in cards})
    standing = {(row.bank_id, row.code): row for row in rows}
    found = []
    for card in cards:
        question = standing.get((card.bank_id, card.code))
        if question and not card.bank.practice and question.version != card.version:
            question = None
        found.append(CardRow(card, question))
    return found
