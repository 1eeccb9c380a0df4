"""Two at the same moment: two receipts, one answer, one case of one form. Real threads on PostgreSQL."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import Refused, answer, send
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*works):
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(10)
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def said(person, once=None):
    return lambda: send(person=person, kind="feedback", text="建议", at=clock.now(), once=once or uuid.uuid4())


def test_each_has_a_number_of_its_own():
    people = [factories.person(f"甲{number}") for number in range(6)]
    cases = at_once(*(said(person) for person in people))
    assert sorted(int(case.number[-4:]) for case in cases) == [1, 2, 3, 4, 5, 6]


def test_a_double_click_is_one_case():
    person, once = factories.person("乙"), uuid.uuid4()
    first, second = at_once(said(person, once), said(person, once))
    assert first.pk == second.pk
    assert Case.objects.count() == 1


def test_two_officers_give_one_answer():
    case = said(factories.person("丙"))()
    officers = [factories.person(f"丁{number}") for number in range(2)]
    results = at_once(*(
        lambda by=by: answer(case=Case.objects.get(pk=case.pk), verdict="done", text=f"{by.full_name}答", by=by,
                             at=clock.now())
        for by in officers
    ))
    assert sorted(str(type(result).__name__) for result in results) == ["Refused", "bool"]
