import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.assessment import services
from tests import factories
from tests.assessment.acts import begin, form_of, save, url, written
from tests.assessment.conftest import MINUTE, NINE, enrolled, right

# The key never leaves the server while the attempt is live

def test_the_paper_never_carries_the_key(cast, learner):
    factories.bank("B1", explanation="EXPLAINED", article="第六十二条")
    enrolled(cast.learner, factories.version(recipe=factories.recipe(answers_shown="after_each")))
    attempt = begin(learner)
    answers = [learner.get(url("paper", attempt)), learner.get(url("intro")), save(learner, attempt)]
    for answer in answers:
        text = answer.content.decode()
        assert "EXPLAINED" not in text
        assert "第六十二条" not in text
    assert set(answers[-1].json()) == {"saved_at", "revision", "remaining"}
    assert learner.get(url("result", attempt)).url == url("paper", attempt)


def test_nothing_in_the_paper_tells_right_from_wrong(exam, learner):
    """With the texts put aside, a right option's markup is the same as a wrong one's."""
    attempt = begin(learner)
    labels = re.findall(r'<label class="answer.*?</label>', learner.get(url("paper", attempt)).content.decode(), re.S)
    assert len(labels) == 4 * 4 + 2 * 4 + 2 * 2
    shapes = {re.sub(r'name="a\d+" value="."|type="\w+"|<span>.*?</span>', "", label) for label in labels}
    assert len(shapes) == 1


def test_an_earlier_results_answers_wait_while_another_attempt_is_live(cast, learner):
    factories.bank("B1", explanation="EXPLAINED")
    enrolment = enrolled(cast.learner, factories.version(recipe=factories.recipe(answers_shown="after_each")))
    first = services.hand_in(attempt=services.start_attempt(enrolment=enrolment, at=NINE), at=NINE)
    assert "EXPLAINED" in learner.get(url("result", first)).content.decode()
    services.start_attempt(enrolment=enrolment, at=NINE)
    assert "EXPLAINED" not in learner.get(url("result", first)).content.decode()


# The paper

def test_reading_writes_nothing_even_past_the_deadline(exam, learner, clock_at):
    attempt = begin(learner)
    before = written()
    for moment in (NINE, NINE + 31 * MINUTE):
        clock_at(moment)
        assert learner.get(url("paper", attempt)).status_code == 200
        learner.get(url("intro"))
        learner.get(url("result", attempt))
    attempt.refresh_from_db()
    assert attempt.closed_at is None
    assert written() == before
    for name in ("start", "save", "hand_in", "take_over"):
        assert learner.get(url(name, None if name == "start" else attempt)).status_code == 405


def test_the_paper_shows_what_was_saved(exam, learner):
    attempt = begin(learner)
    save(learner, attempt, flagged=True)
    text = learner.get(url("paper", attempt)).content.decode()
    assert text.count(" checked") == 2
    assert 'data-revision="1"' in text
    assert 'class="is-answered is-flagged"' in text
    assert "no-store" in learner.get(url("paper", attempt)).headers["Cache-Control"]


def cost_of_pages(client: Client, person, many: int) -> dict[str, int]:
    """Queries of each door for an exam of `many` questions, all answered."""
    code = f"T-{many}"
    bank = factories.bank(code, singles=many, multis=0, judges=0)
    recipe = factories.recipe(bank=bank.code, draw={"single": many}, points={"single": 1}, answers_shown="after_each")
    attempt = services.start_attempt(enrolment=enrolled(person, factories.version(code, recipe=recipe)), at=NINE)
    doors = {
        "intro": lambda: client.get(reverse("assessment:intro", args=[code])),
        "paper": lambda: client.get(url("paper", attempt)),
        "form": lambda: client.post(url("save", attempt), form_of(attempt, right(attempt))),
        "save": lambda: save(client, attempt, revision=5, answer=right(attempt)[1]),
        "hand_in": lambda: client.post(url("hand_in", attempt)),
        "result": lambda: client.get(url("result", attempt)),
    }
    return {name: _queries(door) for name, door in doors.items()}


def _queries(door) -> int:
    with CaptureQueriesContext(connection) as log:
        door()
    return len([query for query in log.captured_queries if "SAVEPOINT" not in query["sql"]])


def test_pages_cost_the_same_however_long_the_paper(cast, learner):
    cost_of_pages(learner, cast.learner, 2)  # warms the process and the session up
    costs = cost_of_pages(learner, cast.learner, 8)
    assert costs == cost_of_pages(learner, cast.learner, 80)
    assert costs["save"] <= 6  # session, person, attempt; then lock, read, write
    assert max(costs["paper"], costs["result"], costs["intro"]) <= 20
