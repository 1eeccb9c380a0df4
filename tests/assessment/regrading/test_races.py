"""Two hands at once, with real threads and real locks."""

import pytest

from courses.services import revise_question
from lms.assessment import services as assessment
from lms.assessment.models import Attempt, GradeEvent, Regrade, RegradeLine
from lms.assessment.regrading import services
from lms.assessment.regrading.carrying import carry_out
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study.models import Completion
from tests import factories
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.regrading.conftest import FIVE, LATER, SB09, Room
from tests.assessment.test_races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room() -> Room:
    section = factories.unit("0101", "养老保险科", factories.unit("00", "示例局", kind="root"))
    officers = [factories.person(f"人事{number}", section) for number in range(3)]
    for officer in officers:
        factories.role(officer, "hr")
    question = factories.bank("B1", singles=5, multis=0, judges=0).questions.get(code=SB09)
    made = Room(factories.version(recipe=FIVE), question, officers[0], officers[1])
    made.third = officers[2]
    made.people = [factories.person(f"甲{number}", section) for number in range(4)]
    return made


def test_two_confirm_at_once(room):
    room.sit(room.people[0], right=2, said="B")
    room.corrected()
    regrade = room.proposed()
    got = at_once(lambda n: services.confirm(
        regrade=regrade, by=(room.second, room.third)[n % 2], at=LATER + 9 * MINUTE).decided_by_id)
    winner = Regrade.objects.get().decided_by_id
    assert {one for one in got if isinstance(one, int)} == {winner}
    assert {one.code for one in got if not isinstance(one, int)} <= {"state"}
    assert Entry.objects.filter(action="assessment.regrade_confirm").count() == 1


def test_two_workers_at_once_regrade_each_attempt_once(room):
    for number, person in enumerate(room.people):
        room.sit(person, right=2, said="BA"[number % 2])
    room.corrected()
    regrade = room.confirmed()
    got = at_once(lambda _: carry_out(regrade=regrade, now=lambda: LATER + 9 * MINUTE).state)
    assert got == ["done"] * len(got)
    assert GradeEvent.objects.filter(kind="regraded").count() == 4
    assert RegradeLine.objects.count() == 4
    assert Notice.objects.filter(key__regex=r"^assessment\.regrade:").count() == 4
    assert Completion.objects.count() == 4  # two gained, two kept


def test_handed_in_while_the_regrade_begins_and_runs(room):
    """Whoever comes first, each attempt ends by the new rule."""
    live = [room.sit(person, right=2, said="B", close=False) for person in room.people]
    room.corrected()
    regrade = room.proposed()

    def act(number: int) -> object:
        if number < len(live):
            return assessment.hand_in(attempt=live[number], at=NINE + 9 * MINUTE).score
        if number == len(live):
            services.confirm(regrade=regrade, by=room.second, at=LATER + 9 * MINUTE)
            return carry_out(regrade=regrade, now=lambda: LATER + 9 * MINUTE).state
        return None

    got = at_once(act)
    assert not [one for one in got if isinstance(one, Exception)]
    assert list(Attempt.objects.values_list("score", "passed")) == [(60, True)] * 4
    assert RegradeLine.objects.filter(done_at__isnull=False).count() == 4


def test_one_question_is_opened_once(room):
    new = revise_question(room.question, answer=["B"], state="approved")
    asked = {"question": new, "wrong": [1], "way": "new_key", "reason": "误", "by": room.hr, "at": LATER}
    got = at_once(lambda _: services.open_regrade(**asked).pk)
    assert len([one for one in got if isinstance(one, int)]) == 1
    assert {one.code for one in got if not isinstance(one, int)} == {"open"}
