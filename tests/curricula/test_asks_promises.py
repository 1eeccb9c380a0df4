"""What the database itself refuses about requests and due dates."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lms.curricula.asks.models import DueChange, Explanation, Request
from lms.curricula.asks.services import ask, decide, explain
from lms.curricula.models import Assignment
from tests.curricula.asking import DUE, ISSUED, give, moment

D = dt.date
AT = moment(D(2026, 6, 10))
GOOD = {
    "kind": "extension", "reason": "驻村", "wanted_on": D(2026, 7, 20), "asked_at": AT, "promised_on": D(2026, 6, 17),
}


@pytest.fixture
def task(cast, make_curriculum):
    return give(cast.learner, make_curriculum())


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize("wrong", [
    {"reason": ""},
    {"wanted_on": None},
    {"kind": "exemption"},
    {"decided_at": AT},
    {"state": "withdrawn"},
    {"state": "refused", "decided_at": AT},
    {"state": "granted", "decided_at": AT},
    {"granted_on": D(2026, 7, 20)},
])
def test_a_request_that_says_nonsense(task, wrong):
    refused(lambda: Request.objects.create(assignment=task, **(GOOD | wrong)))


def test_two_waiting_of_a_kind(task):
    Request.objects.create(assignment=task, **GOOD)
    refused(lambda: Request.objects.create(assignment=task, **GOOD))


def test_an_answer_stays(cast, task):
    asked = ask(assignment=task, kind="extension", reason="驻村", wanted_on=D(2026, 7, 20), at=AT)
    decide(request=asked, granted=False, by=cast.leader, answer="不同意", at=AT)
    refused(lambda: Request.objects.update(state="pending", decided_at=None, decided_by=None, answer=""))
    refused(lambda: Request.objects.all()._raw_delete("default"))


def test_a_move_and_an_explanation_stay(cast, task):
    asked = ask(assignment=task, kind="extension", reason="驻村", wanted_on=D(2026, 7, 20), at=AT)
    decide(request=asked, granted=True, by=cast.leader, at=AT)
    explain(assignment=task, text="忘了", at=moment(D(2026, 7, 21)))
    for model, fields in ((DueChange, {"why": "x"}), (Explanation, {"text": "x"})):
        refused(lambda model=model, fields=fields: model.objects.update(**fields))
        refused(lambda model=model: model.objects.all()._raw_delete("default"))


def test_time_is_given_never_taken(cast, task):
    refused(lambda: DueChange.objects.create(
        assignment=task, from_on=DUE, to_on=DUE, on=D(2026, 6, 1), why="x", by=cast.hr))
    refused(lambda: Assignment.objects.update(moved_on=ISSUED - dt.timedelta(days=1)))
