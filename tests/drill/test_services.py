"""Answers, cards, setting aside, forgetting."""

import uuid

import pytest

from courses.services.questions import retire_question, revise_question
from lms.assessment.models import GradeEvent
from lms.audit.models import Entry
from lms.drill import selectors, services
from lms.drill.access import may_be_asked
from lms.drill.models import Card, DrillAnswer
from tests.drill.conftest import DAY, NINE, give, question


def test_a_wrong_answer_comes_again(cast, open_bank):
    given = give(cast.learner, question(open_bank), "B")
    card = Card.objects.get()
    assert (given.right, given.department) == (False, cast.section)
    assert (card.person, card.code, card.version, card.box, card.wrong) == (cast.learner, "P1-S1", 1, 1, 1)
    assert card.due_on.isoformat() == "2026-06-02"


def test_a_right_answer_needs_no_card(cast, open_bank):
    assert give(cast.learner, question(open_bank), "A").right
    assert not Card.objects.exists()


def test_a_card_goes_from_box_to_box_until_it_is_learnt(cast, open_bank):
    asked, at = question(open_bank), NINE
    give(cast.learner, asked, "B", at=at)
    for box in (2, 3, 4, 5, 5):
        at = at.replace(month=Card.objects.get().due_on.month, day=Card.objects.get().due_on.day)
        give(cast.learner, asked, "A", at=at)
        assert Card.objects.get().box == box
    assert Card.objects.get().due_on is None
    give(cast.learner, asked, "C", at=at)
    assert (Card.objects.get().box, Card.objects.get().wrong) == (1, 2)


def test_the_same_form_twice_is_one_answer(cast, open_bank):
    once = uuid.uuid4()
    first, second = (give(cast.learner, question(open_bank), "B", once=once) for _ in range(2))
    assert first == second
    assert (DrillAnswer.objects.count(), Card.objects.get().wrong) == (1, 1)


@pytest.mark.parametrize("keys", [[""], ["Z"], ["A", "A"], ["A", "B"], ["A" * 10_000]])
def test_what_is_no_answer_is_refused_and_nothing_kept(cast, open_bank, keys):
    with pytest.raises(services.DrillRefused):
        give(cast.learner, question(open_bank), *keys)
    assert not DrillAnswer.objects.exists()
    assert not Card.objects.exists()


def test_nothing_is_graded_or_logged(cast, open_bank):
    before = Entry.objects.count()
    give(cast.learner, question(open_bank), "B")
    assert (Entry.objects.count(), GradeEvent.objects.count()) == (before, 0)


def test_only_open_banks_and_ones_own_book_are_asked(cast, open_bank, closed_bank):
    asked = set(may_be_asked(cast.learner).values_list("bank__code", flat=True))
    assert asked == {"P1"}
    Card.objects.create(person=cast.learner, bank=closed_bank, code="X1-S1", version=1, last_at=NINE)
    assert may_be_asked(cast.learner).filter(bank=closed_bank).get().code == "X1-S1"
    assert not may_be_asked(cast.stranger).filter(bank=closed_bank).exists()


def test_a_changed_question_of_a_closed_bank_is_not_shown(cast, closed_bank):
    """Its new key was never his to see."""
    Card.objects.create(person=cast.learner, bank=closed_bank, code="X1-S1", version=1, last_at=NINE,
                        due_on=NINE.date())
    revise_question(question(closed_bank), answer=["C"], state="approved")
    assert not may_be_asked(cast.learner).exists()
    _page, rows = selectors.book(cast.learner, "open", "1")
    assert [row.question for row in rows] == [None]


def test_a_retired_question_is_not_asked(cast, open_bank):
    retire_question(question(open_bank))
    assert not may_be_asked(cast.learner).filter(code="P1-S1").exists()


def test_the_unanswered_come_first_then_the_oldest(cast, open_bank):
    seen = []
    for hour in range(6):
        asked = selectors.next_question(cast.learner, "P1", NINE.date())
        seen.append(asked.code)
        keys = {"multi": ["A", "B"], "judge": ["T"]}.get(asked.kind, ["A"])
        give(cast.learner, asked, *keys, at=NINE.replace(hour=hour))
    assert len(set(seen)) == 6
    assert selectors.next_question(cast.learner, "P1", NINE.date()).code == seen[0]


def test_each_has_an_order_of_his_own_that_stays(cast, open_bank):
    people = [cast.learner, cast.head, cast.stranger, cast.hr, cast.leader, cast.editor]
    first = [selectors.next_question(person, "P1", NINE.date()).code for person in people]
    assert first == [selectors.next_question(person, "P1", NINE.date()).code for person in people]
    assert len(set(first)) > 1


def test_set_aside_and_back(cast, open_bank):
    give(cast.learner, question(open_bank), "B")
    card = Card.objects.get()
    services.set_aside(card=card, aside=True)
    assert not may_be_asked(cast.learner).filter(code="P1-S1").exists()
    services.set_aside(card=card, aside=False)
    assert may_be_asked(cast.learner).filter(code="P1-S1").exists()
    assert Card.objects.get().wrong == 1


def test_leaving_out_what_was_never_wrong(cast, open_bank):
    for _ in range(2):
        services.leave_out(person=cast.learner, question=question(open_bank), at=NINE)
    assert not may_be_asked(cast.learner).filter(code="P1-S1").exists()
    services.set_aside(card=Card.objects.get(), aside=False)
    assert not Card.objects.exists()


def test_due_are_those_of_today_and_before(cast, open_bank):
    give(cast.learner, question(open_bank), "B")
    assert not selectors.pile(cast.learner, "due", NINE.date()).exists()
    assert selectors.pile(cast.learner, "book", NINE.date()).count() == 1
    assert selectors.pile(cast.learner, "due", (NINE + DAY).date()).count() == 1
    assert not selectors.pile(cast.stranger, "due", (NINE + DAY).date()).exists()


def test_forgetting_leaves_nothing_of_his_and_all_of_others(cast, open_bank):
    for person in (cast.learner, cast.stranger):
        give(person, question(open_bank), "B")
    for _ in range(2):
        services.reset(person=cast.learner)
    assert Card.objects.get().person == cast.stranger
    assert DrillAnswer.objects.get().person == cast.stranger
