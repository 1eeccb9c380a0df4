"""Two hands at once, with real threads and real locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection

from lms.assessment import services
from lms.assessment.models import Attempt, CountingGrade, GradeEvent, Response
from lms.people.models import Department
from lms.study.models import Completion
from tests import factories
from tests.assessment.conftest import MINUTE, NINE, enrolled, right

HANDS = 8

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def enrolment():
    section = factories.unit("0101", "养老保险科", factories.unit("00", "示例局", kind="root"))
    factories.bank("B1")
    return enrolled(factories.person("学员甲", section), factories.version(recipe=factories.recipe()))


def at_once(act: Callable[[int], object]) -> list:
    """What each of eight threads got: a value or the exception it met."""
    gate = Barrier(HANDS)

    def one(number: int) -> object:
        close_old_connections()
        try:
            gate.wait(timeout=10)
            return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def test_a_double_start_makes_one_attempt(enrolment):
    got = at_once(lambda _: services.start_attempt(enrolment=enrolment, at=NINE).pk)
    assert got == [Attempt.objects.get().pk] * HANDS


def test_handing_in_twice_marks_once(enrolment):
    attempt = services.start_attempt(enrolment=enrolment, at=NINE)
    services.save_answers(attempt=attempt, answers={n: (keys, False) for n, keys in right(attempt).items()}, at=NINE)
    got = at_once(lambda _: services.hand_in(attempt=attempt, at=NINE + MINUTE).score)
    assert got == [100] * HANDS
    assert GradeEvent.objects.count() == 1
    assert Completion.objects.count() == 1


def test_the_highest_revision_stands_whatever_the_order(enrolment):
    attempt = services.start_attempt(enrolment=enrolment, at=NINE)
    got = at_once(
        lambda n: services.save_answer(
            attempt=attempt, item=1, answer=["ABCD"[n % 4]], flagged=False, revision=n + 1, at=NINE
        ).revision
    )
    saved = Response.objects.get()
    assert (saved.revision, saved.answer) == (HANDS, ["D"])
    assert max(got) == HANDS


def test_no_answer_lands_after_the_marking(enrolment):
    attempt = services.start_attempt(enrolment=enrolment, at=NINE)
    key = right(attempt)[1]

    def act(number: int) -> object:
        if number == 0:
            return services.hand_in(attempt=attempt, at=NINE)
        return services.save_answer(attempt=attempt, item=1, answer=key, flagged=False, revision=number, at=NINE)

    at_once(act)
    attempt.refresh_from_db()
    assert attempt.score == (12 if Response.objects.exists() else 0)


def test_a_start_and_the_sweeper_close_an_expired_attempt_once(enrolment):
    services.start_attempt(enrolment=enrolment, at=NINE)
    late = NINE + 31 * MINUTE

    def act(number: int) -> object:
        if number % 2:
            return services.close_overdue(at=late)
        return services.start_attempt(enrolment=enrolment, at=late).number

    got = at_once(act)
    assert not [error for error in got if isinstance(error, Exception)]
    assert GradeEvent.objects.count() == 1
    assert Attempt.objects.count() == 2


@pytest.fixture
def officer(enrolment):
    made = factories.person("人事甲", Department.objects.get(code="0101"))
    factories.role(made, "hr")
    return made


def test_minutes_and_the_sweeper_at_the_deadline(enrolment, officer):
    """Whoever comes first: closed once as of the old deadline, or open with the new one; never both."""
    attempt = services.start_attempt(enrolment=enrolment, at=NINE)
    late = NINE + 30 * MINUTE

    def act(number: int) -> object:
        if number % 2:
            return services.close_overdue(at=late)
        return services.add_minutes(attempt=attempt, minutes=5, reason=f"停电{number}", by=officer,
                                    at=late - MINUTE).deadline_at

    got = at_once(act)
    refused = {one.code for one in got if isinstance(one, Exception)}
    attempt.refresh_from_db()
    closed = attempt.closed_at is not None
    assert GradeEvent.objects.count() == attempt.events.filter(kind="deadline").count() == closed
    assert refused <= {"closed"}
    given = attempt.events.filter(kind="minutes").count()
    assert attempt.deadline_at == NINE + (30 + 5 * given) * MINUTE
    assert closed == (given == 0)


def test_reopened_while_the_sweeper_runs_and_others_reopen(enrolment, officer):
    attempt = services.start_attempt(enrolment=enrolment, at=NINE)
    late = NINE + 31 * MINUTE
    services.close_overdue(at=late)

    def act(number: int) -> object:
        if number % 2:
            return services.close_overdue(at=late + MINUTE)
        return services.reopen(attempt=attempt, minutes=10, reason="断网", by=officer, at=late + MINUTE).deadline_at

    got = at_once(act)
    attempt.refresh_from_db()
    assert [one for one in got if isinstance(one, Exception)] == []
    assert (attempt.closed_at, attempt.deadline_at) == (None, late + 11 * MINUTE)
    assert attempt.events.filter(kind="reopened").count() == 1
    assert not CountingGrade.objects.exists()
    assert services.close_overdue(at=late + 11 * MINUTE) == 1
    assert (GradeEvent.objects.count(), CountingGrade.objects.get().at) == (2, late + 11 * MINUTE)
