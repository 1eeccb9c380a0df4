import re

from lms.assessment import services
from lms.assessment.models import Attempt, GradeEvent, Response
from lms.audit.models import Entry
from tests.assessment.acts import begin, device, form_of, save, url
from tests.assessment.conftest import MINUTE, NINE, right

# Without script

def test_the_plain_form_saves_reviews_and_hands_in(exam, learner):
    attempt = begin(learner)
    keys = right(attempt)
    some = {n: keys[n] for n in list(keys)[:4]}
    saved = learner.post(url("save", attempt), form_of(attempt, some) | {"save": "1", "f2": "1"})
    assert saved.url == url("paper", attempt)
    assert Response.objects.filter(answer=[]).count() == 4 or Response.objects.count() == 4
    review = learner.post(url("save", attempt), form_of(attempt, some) | {"review": "1"})
    text = learner.get(review.url).content.decode()
    confirm = text[text.index('id="confirm"'):]
    assert re.findall(r'href="#q(\d+)">\1<', confirm) == [str(n) for n in list(keys)[4:]]
    assert not re.search(r'id="confirm"[^>]* hidden', text)
    done = learner.post(url("hand_in", attempt), form_of(attempt, keys) | {"hand_in": "1"}, follow=True)
    assert Attempt.objects.get().score == 100
    assert "100" in done.content.decode()


def test_hand_in_without_the_form_keeps_what_was_saved(exam, learner):
    attempt = begin(learner)
    save(learner, attempt, answer=right(attempt)[1])
    for _ in range(2):
        assert learner.post(url("hand_in", attempt)).url == url("result", attempt)
    assert Attempt.objects.get().score == 12
    assert GradeEvent.objects.count() == 1


def test_a_form_after_the_deadline_changes_nothing(exam, learner, clock_at):
    attempt = begin(learner)
    clock_at(NINE + 31 * MINUTE)
    assert learner.post(url("hand_in", attempt), form_of(attempt, right(attempt))).url == url("result", attempt)
    closed = Attempt.objects.get()
    assert (closed.score, closed.closed_by) == (0, "deadline")


# Day 2: the network drops, the session ends, the same attempt goes on

def test_day_2_the_same_attempt_goes_on_with_the_servers_time(exam, cast, learner, clock_at):
    attempt = begin(learner)
    save(learner, attempt)
    del learner.cookies["sessionid"]
    clock_at(NINE + 12 * MINUTE)
    assert save(learner, attempt, item=2).status_code == 302
    learner.force_login(cast.learner, backend="lms.people.backends.PasswordBackend")
    text = learner.get(url("paper", attempt)).content.decode()
    assert f'data-remaining="{18 * 60}"' in text
    assert save(learner, attempt, item=2).json()["remaining"] == 18 * 60
    assert services.close_overdue(at=NINE + 30 * MINUTE) == 1
    assert Attempt.objects.get().closed_by == "deadline"
    entries = Entry.objects.filter(action__startswith="assessment.").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["assessment.start", "assessment.deadline"]


# Day 13: a second device

def test_day_13_a_second_device_takes_over(exam, cast, learner, clock_at):
    attempt = begin(learner)
    save(learner, attempt)
    clock_at(NINE + 5 * MINUTE)
    second = device(cast.learner)
    text = second.get(url("paper", attempt)).content.decode()
    assert url("take_over", attempt) in text
    assert "data-item" not in text
    assert save(second, attempt, item=2).json()["code"] == "elsewhere"
    assert second.post(url("take_over", attempt)).url == url("paper", attempt)
    assert 'data-revision="1"' in second.get(url("paper", attempt)).content.decode()
    assert save(second, attempt, item=2).json()["remaining"] == 25 * 60
    assert save(learner, attempt, item=3).json()["code"] == "elsewhere"
    learner.post(url("hand_in", attempt), form_of(attempt, {1: ["B"]}))
    attempt.refresh_from_db()
    assert attempt.closed_at is None
    assert Response.objects.get(item=1).answer == ["A"]


# The result

def test_the_result_shows_answers_only_when_allowed(exam, learner):
    attempt = begin(learner)
    learner.post(url("hand_in", attempt))
    text = learner.get(url("result", attempt)).content.decode()
    assert "answer-" not in text
    assert text.count("<h1") == 1
    second = services.start_attempt(enrolment=exam.enrolment, at=NINE)
    services.save_answers(attempt=second, answers={n: (k, False) for n, k in right(second).items()}, at=NINE)
    learner.post(url("hand_in", second), HTTP_COOKIE="")
    services.hand_in(attempt=second, at=NINE)
    for row in (attempt, second):
        assert "question-stem" in learner.get(url("result", row)).content.decode()
