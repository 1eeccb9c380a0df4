
import pytest
from django.urls import reverse

from lms.assessment import services
from lms.assessment.models import Response
from lms.audit.models import Entry
from tests.assessment.acts import device, save, url
from tests.assessment.conftest import NINE


@pytest.mark.parametrize("name", ["paper", "save", "take_over", "hand_in", "result"])
def test_somebody_elses_attempt_is_404_and_recorded(exam, cast, clock_at, name):
    attempt = services.start_attempt(enrolment=exam.enrolment, at=NINE)
    people = [person for key, person in cast.everyone().items() if key != "learner"]
    for person in people:
        client = device(person)
        answer = client.get(url(name, attempt)) if name in ("paper", "result") else client.post(url(name, attempt))
        assert answer.status_code == 404, person
    entries = Entry.objects.filter(action="assessment.refused", target="T-01 00101 #1", result="refused")
    assert entries.count() == len(people)
    assert not Response.objects.exists()
    attempt.refresh_from_db()
    assert attempt.closed_at is None


def test_an_attempt_that_is_not_is_404(learner):
    assert learner.get(reverse("assessment:paper", args=[999])).status_code == 404
    assert not Entry.objects.filter(action="assessment.refused").exists()


def test_signed_out_goes_to_sign_in(exam, client, cast):
    attempt = services.start_attempt(enrolment=exam.enrolment, at=NINE)
    for answer in (client.get(url("paper", attempt)), save(client, attempt)):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("people:sign_in"))
