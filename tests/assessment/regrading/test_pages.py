"""The pages of a regrade: HR's alone, as many questions of the database for a hundred attempts as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.assessment.models import Attempt, Regrade, RegradeLine
from tests.assessment.regrading.conftest import REASON


@pytest.fixture
def regrade(cast, room) -> Regrade:
    room.sit(cast.learner, right=2, said="B")
    room.corrected()
    return room.proposed()


def test_forged_numbers_do_not_exist(room, regrade, sign_in):
    client = sign_in(room.second)
    for name in ("regrade", "regrade_new"):
        assert client.get(reverse(f"assessment:{name}", args=[99_999])).status_code == 404
    for act in ("file", "preview", "propose", "withdraw", "confirm", "refuse", "go_on"):
        assert client.post(reverse(f"assessment:regrade_{act}", args=[99_999])).status_code == 404
    assert client.get(reverse("assessment:regrade_new", args=[room.question.pk])).status_code == 404  # an old version


def test_the_proposer_who_posts_the_confirmation_is_refused_in_words(room, regrade, sign_in):
    address = reverse("assessment:regrade_confirm", args=[regrade.pk])
    page = sign_in(room.hr).post(address, follow=True).content.decode()
    assert "不能确认本人提交的改分" in page
    regrade.refresh_from_db()
    assert (regrade.state, Attempt.objects.get().score) == ("proposed", 40)


def test_opened_on_the_page_with_its_preview(cast, room, sign_in):
    room.sit(cast.learner, right=2, said="B")
    new = room.corrected()
    sent = {"wrong": ["1"], "way": "new_key", "passes": "keep", "reason": REASON}
    address = reverse("assessment:regrade_new", args=[new.pk])
    assert sign_in(room.hr).post(address, sent | {"passes": "take"}).status_code == 400
    answer = sign_in(room.hr).post(address, sent)
    made = Regrade.objects.get()
    assert answer["Location"] == reverse("assessment:regrade", args=[made.pk])
    assert (made.counts["changed"], made.lines.count()) == (1, 1)


def test_as_many_questions_for_many(room, regrade, sign_in):
    client, address = sign_in(room.second), reverse("assessment:regrade", args=[regrade.pk])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    attempt = Attempt.objects.get()

    def more(numbers) -> None:
        made = Attempt.objects.bulk_create(
            Attempt(enrolment=attempt.enrolment, number=number, paper={}, started_at=attempt.started_at,
                    deadline_at=attempt.deadline_at, closed_at=attempt.closed_at, score=40, passed=False)
            for number in numbers)
        RegradeLine.objects.bulk_create(
            RegradeLine(regrade=regrade, attempt=one, old_score=40, new_score=60, old_passed=False, new_passed=True)
            for one in made)

    more(range(2, 11))
    few = asked()
    more(range(11, 1001))
    assert asked() == few
