
from django.urls import reverse

from lms.assessment import services
from lms.assessment.models import Attempt
from tests import factories
from tests.assessment.acts import begin, url, written
from tests.assessment.conftest import enrolled

SEAT = "0" * 32


def test_intro_says_the_rules_and_writes_nothing(exam, learner):
    before = written()
    page = learner.get(url("intro"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"].find("no-store") >= 0
    text = page.content.decode()
    for word in ("30", "60", "我承诺独立作答。", 'name="pledge"', 'name="seat"'):
        assert word in text
    assert text.count("<h1") == 1
    assert written() == before


def test_intro_of_a_course_not_ones_own_is_404(exam, cast, sign_in):
    assert sign_in(cast.stranger).get(url("intro")).status_code == 404


def test_intro_of_a_course_without_assessment_is_404(cast, learner):
    enrolled(cast.learner, factories.version("T-02"))
    assert learner.get(reverse("assessment:intro", args=["T-02"])).status_code == 404


def test_intro_says_why_the_exam_is_not_open(exam, cast, sign_in, clock_at):
    enrolled(cast.stranger, exam.version, finished=False)
    text = sign_in(cast.stranger).get(url("intro")).content.decode()
    assert 'name="pledge"' not in text
    assert str(services.refusals.START["unfinished"]) in text


def test_intro_of_a_live_attempt_leads_on(exam, learner):
    attempt = begin(learner)
    assert url("paper", attempt) in learner.get(url("intro")).content.decode()


# Start

def test_start_needs_the_pledge(exam, learner):
    assert learner.post(url("start")).url == url("intro")
    assert not Attempt.objects.exists()


def test_a_double_click_makes_one_attempt_on_one_device(exam, learner):
    data = {"pledge": "1", "seat": SEAT}
    first, second = learner.post(url("start"), data), learner.post(url("start"), data)
    attempt = Attempt.objects.get()
    assert first.url == second.url == url("paper", attempt)
    assert attempt.seat == SEAT
    assert learner.cookies["exam_seat"]["httponly"]


def test_a_refused_start_goes_back_with_the_reason(exam, cast, sign_in, clock_at):
    enrolled(cast.stranger, exam.version, finished=False)
    client = sign_in(cast.stranger)
    page = client.post(url("start"), {"pledge": "1"}, follow=True)
    assert str(services.refusals.START["unfinished"]) in page.content.decode()
