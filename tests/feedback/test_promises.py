"""What the database itself refuses."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import answer, withdraw

SAID = [("text", "'x'"), ("number", "'TS-1'"), ("person_id", "999"), ("record_said", "'x'"), ("kind", "'complaint'"),
        ("anonymous", "NOT anonymous"), ("promised_on", "'2099-01-01'"), ("sent_at", "'2020-01-01'")]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("column", "value"), SAID)
def test_what_was_said_stays(say, column, value):
    say()
    with pytest.raises(DatabaseError, match="stays"):
        run(f"UPDATE feedback_case SET {column} = {value}")  # noqa: S608 - constants of this file


def test_no_case_is_deleted(say):
    say()
    with pytest.raises(DatabaseError, match="stays"):
        run("DELETE FROM feedback_case")


def test_an_answered_or_withdrawn_case_stays(cast, say):
    done, gone = say(), say()
    answer(case=done, verdict="done", text="好", by=cast.hr, at=clock.now())
    withdraw(case=gone, at=clock.now())
    for case in (done, gone):
        with pytest.raises(DatabaseError, match="stays"):
            run(f"UPDATE feedback_case SET taken_at = NULL, addition = '' WHERE id = {case.pk}")  # noqa: S608


@pytest.mark.parametrize("fields", [
    {"text": ""}, {"kind": "correction"}, {"record_said": "x"}, {"state": "answered"}, {"answer": "x"},
    {"state": "withdrawn"}, {"addition": "x"}, {"kind": "correction", "record_kind": "credit", "record_ref": "1",
                                                 "record_said": "x", "anonymous": True},
])
def test_half_a_case_is_none(cast, fields):
    whole = {"number": "JY-1", "kind": "feedback", "person": cast.learner, "text": "x", "sent_at": clock.now(),
             "promised_on": clock.today()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(**whole | fields)


def test_nobody_answers_himself_in_the_database_either(cast, say):
    case = say()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="answered", verdict="done", answer="x", answered_at=clock.now(),
                                               answered_by=cast.learner)


def test_a_form_is_one_case(cast, say):
    case = say()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(number="JY-9", kind="feedback", person=cast.learner, text="y", sent_at=clock.now(),
                            promised_on=clock.today(), once=case.once)
    assert Case.objects.create(number="JY-8", kind="feedback", person=cast.learner, text="y", sent_at=clock.now(),
                               promised_on=clock.today(), once=uuid.uuid4())
