"""A 40-minute film in two minutes, in every way we can think of, and what each way earns (design 1, scenario 12).

Each attack has the clock of two minutes and ends with what it could get: at most 2 × 120 of the film's 2400 seconds.
"""

import json
import uuid

import pytest
import time_machine
from django.test import Client

from courses.models import VersionLesson
from lms.study.models import Completion, LessonProgress, Visit
from lms.study.visits import SALT, open_visit
from tests import factories
from tests.attacks.conftest import browser
from tests.study.conftest import T0, enrolled, later

FILM, SECONDS, FASTEST = 2400, 120, 2
ALL = [[0, FILM]]


class Script:
    """The learner's browser, driven by a program, on a clock of its own making. Opened at T0."""

    def __init__(self, clock, duty, client: Client) -> None:
        self.clock, self.duty, self.client = clock, duty, client
        self.version = duty.course.versions.get()

    def token(self, lesson=1, at=0.0, enrolment=None) -> str:
        return open_visit(enrolment_id=(enrolment or self.duty).pk, lesson_code=f"T-01-L{lesson}", at=later(at))

    def wait(self, seconds: float) -> None:
        self.clock.shift(seconds)

    def post(self, token, lesson=1, seq=1, intervals=ALL, client=None, **more):
        body = {"visit": token, "seq": seq, "intervals": intervals, "position": 0} | more
        address = f"/study/T-01/T-01-L{lesson}/beat/"
        return (client or self.client).post(address, json.dumps(body), content_type="application/json")


def one_post_at_once(s):
    s.post(s.token())


def one_post_at_the_end(s):
    s.wait(SECONDS)
    s.post(s.token())


def a_beat_every_second(s):
    token = s.token()
    for seq in range(1, SECONDS + 1):
        s.wait(1)
        s.post(token, seq=seq, intervals=[[0, min(seq * 20, FILM)]])


def forged_speed(s):
    s.wait(SECONDS)
    s.post(s.token(), speed=20, rate=20, elapsed=2400)


def a_replay(s):
    token = s.token()
    s.wait(SECONDS)
    for _time in range(20):
        s.post(token)


def sequence_jumps(s):
    token = s.token()
    s.wait(SECONDS)
    for seq in (10**8, 5, 10**9, 3):
        s.post(token, seq=seq)


def twenty_tabs(s):
    tokens = [s.token() for _tab in range(20)]
    s.wait(SECONDS)
    for number, token in enumerate(tokens):
        s.post(token, tab=f"tab{number}")


def twenty_tabs_each_taking_over(s):
    tokens = [s.token() for _tab in range(20)]
    s.wait(SECONDS)
    for number, token in enumerate(tokens):
        part = [[number * 120, (number + 1) * 120]]
        s.post(token, tab=f"tab{number}", intervals=part, take_over=True)


def ten_devices(s):
    tokens = [s.token() for _device in range(10)]
    for second in range(SECONDS):
        s.wait(1)
        s.post(tokens[second % 10], seq=second + 1, client=browser(s.duty.person), take_over=True)


def late_queues_of_many_pages(s):
    tokens = [s.token() for _page in range(20)]
    s.wait(SECONDS)
    for number, token in enumerate(tokens):
        s.post(token, intervals=[[number * 120, (number + 1) * 120]], late=True)


def the_same_tab_for_all(s):
    tokens = [s.token() for _page in range(20)]
    s.wait(SECONDS)
    for token in tokens:
        s.post(token, tab="same", left=True)


def a_backdated_token(s):
    from django.core import signing

    s.wait(SECONDS)
    values = [uuid.uuid4().hex, s.duty.pk, "T-01-L1", later(-2400).timestamp()]
    s.post(signing.dumps(values, salt=SALT, key="guessed"))


def a_token_of_the_future(s):
    s.wait(SECONDS)
    s.post(s.token(at=SECONDS + 60))


def a_browsers_own_clock(s):
    s.wait(SECONDS)
    s.post(s.token(), at=2400, started_at="2026-06-21T08:00:00Z", kept=0, opened_at=0)


def a_backdated_queue(s):
    token = s.token()
    s.wait(SECONDS)
    for seq in range(1, 21):
        s.post(token, seq=seq, intervals=[[(seq - 1) * 120, seq * 120]], late=True, kept=0)


def huge_intervals(s):
    token = s.token()
    s.wait(SECONDS)
    for claim in ([[0, 10**9]], [[0, FILM]] * 300, [[-5, FILM]], [[0, FILM + 1]]):
        s.post(token, intervals=claim)


def fractional_overlaps(s):
    token = s.token()
    s.wait(SECONDS)
    for seq in range(1, 61):
        s.post(token, seq=seq, intervals=[[k * 12, k * 12 + 12.004 + seq / 1000] for k in range(199)])


def anothers_visit(s):
    other = enrolled(factories.person("同伙"), s.version)
    s.wait(SECONDS)
    s.post(s.token(enrolment=other))
    s.post(s.token(), client=browser(other.person))


def another_lessons_token(s):
    s.wait(SECONDS)
    s.post(s.token(lesson=2), lesson=1)


def lessons_in_turn(s):
    tokens = {lesson: s.token(lesson) for lesson in (1, 2)}
    s.wait(SECONDS)
    for lesson in (2, 1, 2, 1):
        s.post(tokens[lesson], lesson=lesson, seq=lesson, take_over=True)


def a_shorter_film(s):
    s.wait(SECONDS)
    s.post(s.token(), span=10, span_seconds=10, duration=10, needed=10, share_required=1, version=99)


def the_button_of_a_text(s):
    s.wait(SECONDS)
    s.client.post("/study/T-01/T-01-L1/read/", {"visit": s.token()})


def other_doors(s):
    s.wait(SECONDS)
    doors = "/study/T-01/T-01-L1/complete/", "/study/attendance/", "/study/T-01/start/", "/assessment/T-01/start/"
    for path in doors:
        s.client.post(path, {"staff_no": "00101", "course": "T-01", "lesson": "T-01-L1", "note": "x", "passed": "1"})


def renewed_again_and_again(s):
    token, tab = s.token(), "a"
    for second in range(0, SECONDS, 4):
        s.wait(4)
        told = s.post(token, seq=second + 1, tab=tab, take_over=True).json()
        token = told.get("visit") or token
        s.post(s.token(at=0), seq=1, tab="b", take_over=True)


# Each way, and the most it may earn of the film: nothing, or the clock's two minutes at the highest speed.
CLOCK = SECONDS * FASTEST
TABLE = {
    one_post_at_once: 0, one_post_at_the_end: CLOCK, a_beat_every_second: CLOCK, forged_speed: CLOCK, a_replay: CLOCK,
    sequence_jumps: CLOCK, twenty_tabs: CLOCK, twenty_tabs_each_taking_over: CLOCK, ten_devices: CLOCK,
    late_queues_of_many_pages: CLOCK, the_same_tab_for_all: CLOCK, a_backdated_token: 0, a_token_of_the_future: 0,
    a_browsers_own_clock: CLOCK, a_backdated_queue: CLOCK, huge_intervals: 0, fractional_overlaps: CLOCK,
    anothers_visit: 0, another_lessons_token: 0, lessons_in_turn: CLOCK, a_shorter_film: CLOCK,
    the_button_of_a_text: 0, other_doors: 0, renewed_again_and_again: CLOCK,
}


@pytest.fixture
def script(cast):
    version = factories.version(lessons=0)
    for number in (1, 2):
        VersionLesson.objects.create(
            version=version, code=f"T-01-L{number}", number=number, title=f"片{number}", rule="watch", span_seconds=FILM
        )
    duty = enrolled(cast.learner, version)
    with time_machine.travel(T0, tick=False) as clock:
        yield Script(clock, duty, browser(cast.learner))


@pytest.mark.parametrize(("attack", "most"), TABLE.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_what_it_earns(script, attack, most, record_property):
    attack(script)
    earned = sum(LessonProgress.objects.values_list("covered", flat=True))
    claims = script.duty.anomalies.count()
    record_property("earned", earned)
    print(f"{attack.__name__:<32}{earned:>8.2f} of {FILM} s, at most {most}, marked {claims}")
    assert earned <= most + 0.01
    assert not LessonProgress.objects.filter(passed_at__isnull=False).exists()
    assert not Completion.objects.exists()
    assert Visit.objects.filter(person=script.duty.person, ended_at=None).count() <= 1


def test_what_is_implausible_is_marked(script):
    one_post_at_the_end(script)
    marked = script.duty.anomalies.get()
    assert (marked.claimed, marked.credited, marked.refused) == (FILM, CLOCK, [[CLOCK, FILM]])


def test_pages_opened_in_the_morning_bank_nothing_for_the_afternoon(script):
    """Ten lessons' pages opened at once, used one after the other much later: the hour in between is earned once."""
    tokens = {lesson: script.token(lesson) for lesson in (1, 2)}
    script.wait(3600)
    script.post(tokens[1], lesson=1, tab="a")
    script.post(tokens[2], lesson=2, tab="a")
    rows = dict(LessonProgress.objects.values_list("lesson_code", "covered"))
    assert rows == {"T-01-L1": FILM, "T-01-L2": 0}
