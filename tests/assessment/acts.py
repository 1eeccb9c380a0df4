"""What a person does at the room's doors, and how a test reads what it left."""

import json

from django.test import Client
from django.urls import reverse

from lms.assessment import services
from lms.assessment.models import Attempt, GradeEvent, Response
from lms.audit.models import Entry
from tests.assessment.conftest import NINE, right


def began(exam, **changes) -> Attempt:
    return services.start_attempt(enrolment=exam.enrolment, **({"at": NINE} | changes))


def answer(attempt, keys=("A",), **changes):
    values = {"item": 1, "flagged": False, "revision": 1, "at": NINE} | changes
    return services.save_answer(attempt=attempt, answer=list(keys), **values)


def answer_all(attempt, at=NINE):
    services.save_answers(attempt=attempt, answers={n: (keys, False) for n, keys in right(attempt).items()}, at=at)


def device(person) -> Client:
    """Another browser of the same person."""
    client = Client()
    client.force_login(person, backend="lms.people.backends.PasswordBackend")
    return client


def url(name: str, attempt=None) -> str:
    return reverse(f"assessment:{name}", args=[attempt.pk if attempt else "T-01"])


def begin(client: Client, **data) -> Attempt:
    client.post(url("start"), {"pledge": "1"} | data)
    return Attempt.objects.get()


def save(client: Client, attempt, **changes):
    data = {"item": 1, "answer": ["A"], "flagged": False, "revision": 1} | changes
    return client.post(url("save", attempt), json.dumps(data), content_type="application/json")


def form_of(attempt, answers: dict) -> dict:
    return {"form": "1", **{f"a{n}": keys for n, keys in answers.items()}}


def written() -> tuple:
    entries = Entry.objects.exclude(action__startswith="people.").count()
    return (Attempt.objects.count(), Response.objects.count(), GradeEvent.objects.count(), entries)
