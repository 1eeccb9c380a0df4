"""The learner's pages: the key never comes before the answer; nobody else's rows exist."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.services.questions import revise_question
from lms.curricula.models import Assignment, Curriculum
from lms.drill.models import Card, DrillAnswer
from tests import factories
from tests.drill.conftest import NINE, give, opened, question, reworded

ASK = reverse("drill:question", args=["bank-P1"])


def send(client, asked, *keys, **changes):
    data = {"question": asked.pk, "a": list(keys), "once": str(uuid.uuid4())} | changes
    return client.post(ASK, data)


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_answer_is_not_on_the_page_before(learner, open_bank):
    for one in open_bank.questions.all():
        reworded(one, explanation="依据说明", article="第八条")
    text = learner.get(ASK).content.decode()
    assert "选项D" in text or "正确" in text
    for told in ("依据说明", "第八条", "answer-right", '"A"]'):
        assert told not in text
    assert DrillAnswer.objects.count() == 0


def test_answered_wrong_the_key_comes_at_once_with_its_reason(learner, open_bank):
    reworded(question(open_bank), explanation="因为如此", article="第八条")
    answer = send(learner, question(open_bank), "B")
    assert answer.status_code == 302
    text = learner.get(answer.url).content.decode()
    assert all(word in text for word in ("因为如此", "第八条", "answer-right", "answer-wrong", "6月2日"))
    assert ASK in text  # the next question of the same bank


def test_answered_right(learner, open_bank):
    text = learner.get(send(learner, question(open_bank), "A").url).content.decode()
    assert "answer-right" in text
    assert "answer-wrong" not in text


def test_nothing_chosen_asks_the_same_again(learner, open_bank):
    asked = question(open_bank)
    answer = send(learner, asked)
    assert answer.status_code == 422
    assert f'value="{asked.pk}"' in answer.content.decode()
    assert not DrillAnswer.objects.exists()


@pytest.mark.parametrize("changes", [{"question": "0"}, {"question": ""}, {"question": "9" * 30}, {"question": "x"}])
def test_a_forged_question_does_not_exist(learner, open_bank, changes):
    assert send(learner, question(open_bank), "A", **changes).status_code == 404


def test_a_question_of_a_closed_bank_does_not_exist(learner, open_bank, closed_bank):
    assert send(learner, question(closed_bank), "A").status_code == 404
    assert learner.get(reverse("drill:question", args=["bank-X1"])).status_code == 404
    assert learner.get(reverse("drill:question", args=["anything"])).status_code == 404


def test_a_question_changed_meanwhile_is_not_counted(learner, open_bank):
    old = question(open_bank)
    revise_question(old, answer=["C"], state="approved")
    answer = send(learner, old, "A")
    assert answer.url == ASK
    assert not DrillAnswer.objects.exists()


def test_somebody_elses_answer_and_card_do_not_exist(cast, learner, open_bank):
    given = give(cast.stranger, question(open_bank), "B")
    card = Card.objects.get()
    assert learner.get(reverse("drill:answer", args=[given.pk])).status_code == 404
    assert learner.post(reverse("drill:leave_out", args=[given.pk])).status_code == 404
    assert learner.post(reverse("drill:aside", args=[card.pk])).status_code == 404
    assert not Card.objects.get().set_aside


@pytest.mark.parametrize("name", ["head", "leader", "hr", "supervision", "system_admin", "auditor", "editor"])
def test_no_role_sees_anothers_practice(cast, sign_in, open_bank, name):
    given = give(cast.learner, question(open_bank), "B")
    assert sign_in(getattr(cast, name)).get(reverse("drill:answer", args=[given.pk])).status_code == 404


def test_reading_writes_nothing(cast, learner, open_bank):
    given = give(cast.learner, question(open_bank), "B")
    before = list(Card.objects.values()), list(DrillAnswer.objects.values())
    for path in (reverse("drill:home"), ASK, reverse("drill:book"), reverse("drill:answer", args=[given.pk])):
        assert learner.get(path).status_code == 200
    assert (list(Card.objects.values()), list(DrillAnswer.objects.values())) == before


def test_the_banks_of_ones_post_come_first(cast, learner, open_bank):
    opened(factories.bank("P2", singles=1))
    version = factories.version("T-07", recipe=factories.recipe(bank="P2"), title="工伤认定")
    made = Curriculum.objects.create(code="K", title="必修", cycle="2026", basis="1号", issued_on=NINE.date(),
                                     due_on=NINE.date() + dt.timedelta(days=9))
    Assignment.objects.create(person=cast.learner, course=version.course, cycle="2026", curriculum=made, required=True,
                              reason="本科室", basis="1号", issued_on=made.issued_on, due_on=made.due_on)
    home = learner.get(reverse("drill:home")).context["home"]
    assert [(row.bank.code, row.courses) for row in home.mine] == [("P2", ("工伤认定",))]
    assert [row.bank.code for row in home.others] == ["P1"]


def test_home_counts_what_is_his(cast, learner, open_bank, closed_bank, clock_at):
    give(cast.learner, question(open_bank), "B")
    give(cast.learner, question(open_bank, "P1-S2"), "A")
    give(cast.stranger, question(open_bank, "P1-S3"), "B")
    clock_at(NINE + dt.timedelta(days=1))
    home = learner.get(reverse("drill:home")).context["home"]
    assert (home.due, home.book, home.learnt, home.answers_today) == (1, 1, 0, 0)
    assert [(row.bank.code, row.questions, row.answered) for row in home.others] == [("P1", 6, 2)]


def test_not_again_and_back(cast, learner, open_bank):
    given = give(cast.learner, question(open_bank), "B")
    learner.post(reverse("drill:leave_out", args=[given.pk]), {"pile": "bank-P1"})
    assert Card.objects.get().set_aside
    assert "single 1？" in learner.get(reverse("drill:book"), {"shown": "aside"}).content.decode()
    learner.post(reverse("drill:aside", args=[Card.objects.get().pk]), {"again": "1"})
    assert not Card.objects.get().set_aside


def test_forgetting_needs_a_tick(cast, learner, open_bank):
    give(cast.learner, question(open_bank), "B")
    learner.post(reverse("drill:reset"))
    assert Card.objects.exists()
    learner.post(reverse("drill:reset"), {"sure": "1"})
    assert not Card.objects.exists()
    assert not DrillAnswer.objects.exists()


def test_pages_ask_as_often_for_thirty_as_for_one(cast, learner, open_bank):
    give(cast.learner, question(open_bank), "B")
    paths = [reverse("drill:home"), reverse("drill:book"), ASK]
    few = [queries(learner, path) for path in paths]
    for number in range(10):
        bank = opened(factories.bank(f"Q{number}", singles=3, multis=0, judges=0))
        for asked in bank.questions.all():
            give(cast.learner, asked, "B")
    assert [queries(learner, path) for path in paths] == few
