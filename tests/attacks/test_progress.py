"""Progress beyond elapsed time, by every way a script knows."""

import json
import uuid
from random import Random

import pytest
import time_machine
from django.test import Client

from lms.audit.models import Entry
from lms.study import rules
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.visits import VisitToken, open_visit
from tests import factories
from tests.attacks.conftest import browser
from tests.study.conftest import T0, beat, enrolled, later

SPAN = 60
ALL = [[0, SPAN]]
BEAT = "/study/T-01/T-01-L1/beat/"


@pytest.fixture
def script(enrolment):
    """The learner's browser at T0 + 1 s, driven by a program."""
    with time_machine.travel(later(1), tick=False) as clock:
        client = browser(enrolment.person)
        client.clock = clock
        yield client


def token(enrolment, code="T-01-L1", at=T0) -> str:
    return open_visit(enrolment_id=enrolment.pk, lesson_code=code, at=at)


def post(client: Client, enrolment, **changes):
    body = {"visit": token(enrolment), "seq": 1, "intervals": [[0, 1]], "position": 1} | changes
    return client.post(BEAT, json.dumps(body), content_type="application/json")


def covered(person) -> float:
    return sum(LessonProgress.objects.filter(enrolment__person=person).values_list("covered", flat=True))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rule", ["read", "watch"])
def test_however_many_tabs_and_courses_time_is_earned_once(cast, rule, seed):
    """Visits opened beforehand, new ones, old ones again, several lessons and courses, every claim the whole lesson."""
    random = Random(seed)
    duties = [enrolled(cast.learner, factories.version(code, rule=rule, lessons=3)) for code in ("T-01", "T-02")]
    visits = [VisitToken(uuid.uuid4(), duty.pk, f"{duty.course.code}-L{n}", T0) for duty in duties
              for n in (1, 2, 3) for _tab in (1, 2)]
    owner, moment = {duty.pk: duty for duty in duties}, 0.0
    for seq in range(1, 25):
        moment += random.choice([0, 0.4, 1, 5])
        visit = random.choice(visits)
        beat(owner[visit.enrolment_id], visit, seq, ALL, later(moment))
        visits.append(VisitToken(uuid.uuid4(), visit.enrolment_id, visit.lesson_code, later(moment)))
        assert covered(cast.learner) <= moment * rules.completes(rule).speed + 0.01


HUGE = json.dumps([[0, 1]] * 10_000)
CLAIMS = [
    "[[0, 61]]", "[[0, 1e9]]", "[[0, 1e999]]", "[[-60, 0]]", "[[NaN, 5]]", "[[0, Infinity]]", '[["0", "60"]]',
    "[[true, 60]]", "[[60, 0]]", "[[0]]", "[[0, 1, 2]]", "[null]", "null", "{}", '"[[0, 60]]"', "7", HUGE,
    f"[[0, 1{'0' * 400}]]",
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim[:20])
def test_a_claim_that_cannot_be_true_is_refused(script, enrolment, claim):
    body = f'{{"visit": "{token(enrolment)}", "seq": 1, "position": 0, "intervals": {claim}}}'
    assert script.post(BEAT, body, content_type="application/json").status_code == 400
    assert covered(enrolment.person) == 0


BODIES = [b"", b"[", b"[]", b"null", b"\xff\xfe{}", b"[" * 100_000, b'{"visit": "\\ud800"}', b"x" * 2_000_000]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
def test_a_body_that_cannot_be_read_is_refused(script, body):
    assert script.post(BEAT, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("changes", [
    {"seq": 10**30}, {"seq": 0}, {"seq": True}, {"seq": 1.5}, {"position": 10**30}, {"position": None},
    {"visit": None}, {"visit": "a:b:c"}, {"visit": []},
], ids=str)
def test_a_forged_part_is_refused(script, enrolment, changes):
    assert post(script, enrolment, **changes).status_code == 400
    assert not LessonProgress.objects.exists()


def test_a_visit_from_elsewhere_is_refused(script, enrolment, cast):
    other = enrolled(cast.stranger, enrolment.course.versions.get())
    tokens = [token(other), token(enrolment, "T-01-L2"), token(enrolment, at=later(60)),
              token(enrolment, at=later(-700_000))]
    assert [post(script, enrolment, visit=visit).status_code for visit in tokens] == [400] * 4
    assert not LessonProgress.objects.exists()


def test_a_replay_earns_nothing(script, enrolment):
    visit = token(enrolment)
    script.clock.shift(9)
    assert post(script, enrolment, visit=visit, intervals=[[0, 10]]).json()["covered"] == 10
    script.clock.shift(300)
    assert post(script, enrolment, visit=visit, intervals=[[10, 60]]).json()["covered"] == 10


def test_one_post_does_not_finish_a_text(script, enrolment):
    """The button that works without script, pressed at once."""
    script.post("/study/T-01/T-01-L1/read/", {"visit": token(enrolment)})
    script.post("/study/T-01/T-01-L2/read/", {"visit": token(enrolment, "T-01-L2")})
    assert covered(enrolment.person) <= 1
    assert not Completion.objects.exists()


def test_the_least_reading_time_is_not_halved_by_beats(script, enrolment):
    script.clock.shift(29)
    assert post(script, enrolment, intervals=ALL).json()["covered"] == 30


NOT_MINE = [BEAT, "/study/T-01/T-01-L1/read/", "/study/T-01/start/", "/assessment/T-01/start/"]


@pytest.mark.parametrize("address", NOT_MINE)
def test_a_course_not_assigned_does_not_exist(cast, enrolment, address):
    visit = open_visit(enrolment_id=enrolment.pk, lesson_code="T-01-L1", at=T0)
    assert browser(cast.stranger).post(address, {"visit": visit, "pledge": "1"}).status_code == 404
    assert browser(cast.stranger).get("/study/T-01/T-01-L1/").status_code == 404
    assert Enrolment.objects.count() == 1
    assert Entry.objects.filter(action="study.refused", actor_no=cast.stranger.staff_no, result="refused").exists()


def test_nobody_records_his_own_attendance(cast):
    duty = enrolled(cast.hr, factories.version(lessons=1, rule="attend"))
    form = {"staff_no": cast.hr.staff_no, "course": "T-01", "lesson": "T-01-L1", "note": "签到表"}
    assert browser(cast.hr).post("/study/attendance/", form).status_code == 400
    assert not LessonProgress.objects.filter(enrolment=duty).exists()
