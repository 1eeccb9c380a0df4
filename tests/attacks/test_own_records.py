"""What is somebody's own stays his: objections, forms, written work, posts and reports, asked for by another's ids."""

import datetime as dt
import uuid

import pytest

from courses.models import CoursePage, VersionLesson
from home.site import ensure_site
from lms.audit.models import Entry
from lms.discussion.access import seat_of
from lms.discussion.models import Post, Report
from lms.discussion.services import report, say, set_board
from lms.discussion.services.saying import Place
from lms.feedback.models import Case
from lms.feedback.services import send
from lms.feedback.services.sending import About
from lms.study.models import LessonProgress
from lms.study.tasks.models import FormAnswer, HandIn
from tests import factories
from tests.attacks.conftest import browser
from tests.study.conftest import T0, beat, enrolled, later, visit_of
from tests.study.test_tasks import FORM, LESSON, WORK, hand
from tests.study.test_tasks import send as send_form

NOT_HIS = ["stranger", "head", "leader", "editor", "supervision", "county_admin", "system_admin", "auditor"]
ONCE = uuid.uuid4()


@pytest.fixture
def duty(cast):
    """The learner's lesson with a form and written work; a colleague on the same course."""
    version = factories.version(lessons=0)
    VersionLesson.objects.create(version=version, code=LESSON, number=1, title="课", rule="read", span_seconds=60,
                                 body=[FORM, WORK])
    enrolled(cast.stranger, version)
    return enrolled(cast.learner, version)


def too_much(duty, lesson=LESSON) -> None:
    """A beat that claims a minute after five seconds: marked."""
    beat(duty, visit_of(duty, lesson), 1, [[0, 60]], later(5))


@pytest.fixture
def case(cast, duty):
    too_much(duty)
    return send(person=cast.learner, kind="correction", text="离线看完", at=T0, once=ONCE,
                about=About(record_kind="lesson", record_ref=f"{duty.pk}/{LESSON}"))


def kept(case) -> list[dict]:
    return [*Case.objects.filter(pk=case.pk).values(), *LessonProgress.objects.values()]


@pytest.mark.parametrize("who", NOT_HIS)
def test_anothers_correction_is_neither_read_nor_changed(cast, case, who):
    client, before = browser(getattr(cast, who)), kept(case)
    answer = {"verdict": "done", "answer": "算数", "text": "补一句"}
    assert client.get(f"/feedback/{case.number}/").status_code == 404
    for act in ("more", "withdraw", "take-up", "answer"):
        assert client.post(f"/feedback/{case.number}/{act}/", answer).status_code == 404
    assert kept(case) == before


def test_nobody_answers_his_own_objection(cast):
    """HR's own lesson: another officer decides."""
    own = enrolled(cast.hr, factories.version())
    too_much(own, "T-01-L1")
    case = send(person=cast.hr, kind="correction", text="看完了", at=T0, once=uuid.uuid4(),
                about=About(record_kind="lesson", record_ref=f"{own.pk}/T-01-L1"))
    told = {"verdict": "done", "answer": "算数"}
    assert browser(cast.hr).post(f"/feedback/{case.number}/answer/", told).status_code == 404
    case.refresh_from_db()
    assert case.state == "received"


@pytest.mark.parametrize("kind", ["lesson", "completion", "work", "credit", "grade", "assignment", "user", ""])
@pytest.mark.parametrize("ref", [
    "{own}/T-01-L1", "{own}", "{own}/T-01-L9", "1", "-1", "0", "x", "1e3", "٣", "9" * 40, "",
])
def test_a_correction_of_anothers_record_is_not_begun(cast, duty, kind, ref):
    client = browser(cast.stranger)
    address = f"/feedback/new/correction/?record={kind}&ref={ref.format(own=duty.pk)}"
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "请改"}).status_code == 404
    assert not Case.objects.exists()


def test_anothers_form_token_gives_no_case_of_his(cast, case):
    response = browser(cast.stranger).post("/feedback/new/feedback/", {"text": "看看", "once": f"{ONCE}"})
    assert case.number not in response.url
    assert Case.objects.filter(once=ONCE).count() == 2


def test_a_double_click_sends_once(cast):
    client, form = browser(cast.learner), {"text": "按钮太小", "once": f"{uuid.uuid4()}"}
    assert client.post("/feedback/new/feedback/", form).url == client.post("/feedback/new/feedback/", form).url
    assert Case.objects.count() == 1


def test_an_anomaly_is_its_learners_and_hrs(cast, case):
    address = f"/study/anomalies/{case.anomalies.get().pk}/"
    found = {who: browser(getattr(cast, who)).get(address).status_code for who in [*NOT_HIS, "learner", "hr"]}
    assert found == dict.fromkeys(NOT_HIS, 404) | {"learner": 200, "hr": 200}
    assert Entry.objects.filter(result="refused", actor_no=cast.stranger.staff_no).exists()


@pytest.mark.parametrize("key", ["F", "W", "X", "../W"])
def test_a_task_is_done_for_oneself_only(cast, duty, key):
    """Whoever else's id is named in the form."""
    forged = {"q1": "代填", "q2": "甲", "text": "代交", "enrolment": duty.pk, "person": duty.person_id,
              "staff_no": "00101", "state": "passed", "mark": "100"}
    browser(cast.stranger).post(f"/study/T-01/{LESSON}/task/{key}/", forged)
    assert not FormAnswer.objects.filter(enrolment=duty).exists()
    assert not HandIn.objects.filter(enrolment=duty).exists()
    assert not HandIn.objects.filter(mark__isnull=False).exists()


@pytest.mark.parametrize("who", ["stranger", "head", "learner", "editor", "supervision"])
def test_written_work_is_marked_by_hr_only(cast, duty, who):
    work = hand(duty)
    client = browser(getattr(cast, who))
    assert client.post(f"/study/marking/work/{work.pk}/", {"mark": 100, "decision": "passed"}).status_code == 404
    work.refresh_from_db()
    assert work.mark is None


def test_the_head_of_another_unit_finds_no_form_and_that_he_tried_is_in_the_log(cast, duty):
    factories.head(cast.stranger, cast.other_section)
    sent = send_form(duty)
    address = f"/study/marking/form/{sent.pk}/"
    assert browser(cast.stranger).get(address).status_code == 404
    assert browser(cast.head).get(address).status_code == 200
    assert Entry.objects.get(action="people.refused", actor_no=cast.stranger.staff_no).target == address


@pytest.fixture
def post(cast, duty):
    parent = ensure_site()
    parent.add_child(instance=CoursePage(title="课程", code="T-01", slug="t-01", owner=cast.editor))
    course = duty.course
    set_board(course=course, lesson_code=LESSON, is_open=True, by=cast.editor, at=T0)
    return say(person=cast.learner, place=Place(course, LESSON), seat=seat_of(cast.learner, course), text="原话", at=T0,
               once=ONCE)


@pytest.mark.parametrize("act", ["edit", "withdraw", "hide", "restore", "pin"])
def test_anothers_post_is_not_touched(cast, post, act):
    client, before = browser(cast.stranger), Post.objects.values().get()
    forged = {"text": "改了", "reason": "x", "wanted": "1", "author": cast.stranger.pk}
    assert client.post(f"/discussion/posts/{post.pk}/{act}/", forged).status_code == 404
    assert Post.objects.values().get() == before


def test_a_report_names_no_day_and_no_decision_of_its_senders(cast, post):
    forged = {"reason": "不实", "promised_on": "2020-01-01", "outcome": "hidden", "answer": "x",
              "closed_at": "2020-01-01"}
    client = browser(cast.stranger)
    client.post(f"/discussion/posts/{post.pk}/report/", forged)
    client.post(f"/discussion/posts/{post.pk}/report/", forged)
    made = Report.objects.get()
    assert (made.outcome, made.closed_at) == ("", None)
    assert made.promised_on > dt.date(2020, 1, 1)
    for who in ("stranger", "learner", "head", "supervision"):
        told = {"outcome": "hidden", "answer": "隐去"}
        assert browser(getattr(cast, who)).post(f"/discussion/office/reports/{made.pk}/", told).status_code == 404
    assert report(post=post, by=cast.stranger, reason="再说", at=T0) == made
