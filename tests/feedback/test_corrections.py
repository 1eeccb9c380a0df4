"""A correction of one's own record, of any kind there is, with a frozen text of what it said."""

import datetime as dt
from decimal import Decimal

import pytest

from lms.assessment.models import Attempt
from lms.audit.models import Entry
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.records import KINDS, said_by
from lms.feedback.services import Refused
from lms.feedback.services.sending import About
from lms.people.models import User
from lms.study.models import Anomaly, Completion, HandIn, LessonProgress
from lms.study.services import enrol, pass_lesson, start
from lms.transcript.models import CreditEntry
from tests import factories
from tests.curricula.asking import give

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


@pytest.fixture
def curriculum(cast):
    from lms.curricula.models import Curriculum

    return Curriculum.objects.create(code="K", title="全员必修", cycle="2026", basis="1号",
                                     issued_on=dt.date(2026, 3, 1), due_on=dt.date(2026, 6, 30))


@pytest.fixture
def records(cast, curriculum) -> dict[str, tuple[str, str]]:
    """Kind → (reference, words it must say) of one record of each kind of the learner's."""
    version = factories.version(lessons=1)
    enrolment = enrol(person=cast.learner, course=version.course, cycle="2026", at=AT)
    start(enrolment=enrolment, at=AT)
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=AT, evidence={})
    other = factories.version(code="T-02", lessons=1)
    slow = enrol(person=cast.learner, course=other.course, cycle="2026", at=AT)
    start(enrolment=slow, at=AT)
    slow.refresh_from_db()
    LessonProgress.objects.update_or_create(
        enrolment=slow, lesson_code="T-02-L1", defaults={"covered": 15, "saved_at": AT})
    Anomaly.objects.create(enrolment=slow, lesson_code="T-02-L1", at=AT, claimed=2400, credited=120)
    attempt = Attempt.objects.create(enrolment=slow, number=1, paper={}, started_at=AT, closed_at=AT, passed=False,
                                     deadline_at=AT + dt.timedelta(hours=1), score=Decimal("55.00"),
                                     closed_by="handed_in")
    work = HandIn.objects.create(enrolment=slow, lesson_code="T-02-L1", task="W", title="作业", number=1, text="心得",
                                 handed_at=AT, pass_mark=60, state="marked", mark=55, comment="过短", decided_at=AT,
                                 decided_by=cast.hr)
    task = give(cast.learner, curriculum, "T-01")
    return {
        "completion": (f"{Completion.objects.get().pk}", "2026-03-02 完成"),
        "lesson": (f"{slow.pk}/T-02-L1", "未通过，已计入 25%，标记异常 1 次"),
        "work": (f"{work.pk}", "“作业”第1版：已评定，55分（合格线60分）"),
        "grade": (f"{attempt.pk}", "55 分，未通过"),
        "credit": (f"{CreditEntry.objects.get().pk}", "2.00 学时"),
        "assignment": (f"{task.pk}", "2026-06-30 截止，依据“全员必修”"),
    }


def test_every_kind_there_is(records):
    assert set(records) == set(KINDS)


@pytest.mark.parametrize("kind", ["completion", "lesson", "work", "grade", "credit", "assignment"])
def test_what_it_said_is_frozen(cast, say, records, kind):
    ref, words = records[kind]
    case = say("correction", "请核对", about=About(record_kind=kind, record_ref=ref), at=AT)
    assert case.number.startswith("GZ-")
    assert words in case.record_said
    said = case.record_said
    Completion.objects.update(course_title="改名")
    User.objects.filter(pk=cast.learner.pk).update(full_name="改名")
    case.refresh_from_db()
    assert case.record_said == said


@pytest.mark.parametrize("kind", ["completion", "lesson", "work", "grade", "credit", "assignment"])
def test_anothers_record_is_nobodys_business(cast, say, records, sign_in, kind):
    ref, _words = records[kind]
    assert said_by(cast.stranger, kind, ref) is None
    with pytest.raises(Refused, match="本人的记录"):
        say("correction", person=cast.stranger, about=About(record_kind=kind, record_ref=ref))
    client = sign_in(cast.stranger)
    assert client.get("/feedback/new/correction/", {"record": kind, "ref": ref}).status_code == 404
    assert Entry.objects.filter(result="refused", target=f"{kind} {ref}", actor_no="00104").exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize(("kind", "ref"), [
    ("completion", "0"), ("completion", "x"), ("completion", "9" * 40), ("lesson", "1"), ("lesson", "/"),
    ("grade", ""), ("rating", "1"), ("", ""), ("assignment", "１"),
])
def test_rubbish_in_the_address(cast, sign_in, records, kind, ref):
    page = sign_in(cast.learner).get("/feedback/new/correction/", {"record": kind, "ref": ref})
    assert page.status_code == 404


def test_a_live_attempt_has_no_grade_to_correct(cast, records):
    attempt = Attempt.objects.get()
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=None, score=None, passed=None, closed_by="")
    assert said_by(cast.learner, "grade", f"{attempt.pk}") is None


def test_from_the_record_to_the_answer(cast, records, sign_in):
    """The way beside the record, the form with what it says, the case, HR's answer."""
    client = sign_in(cast.learner)
    ref, words = records["credit"]
    address = f"/feedback/new/correction/?record=credit&ref={ref}"
    assert address.replace("&", "&amp;") in client.get("/transcript/?year=2026").content.decode()
    form = client.get(address).content.decode()
    assert words in form
    assert 'name="anonymous"' not in form
    case_page = client.post(address, {"text": "应为集中培训", "anonymous": "on"}, follow=True).content.decode()
    case = Case.objects.get()
    assert case.number in case_page
    assert not case.anonymous, "the browser is not believed"
    office = sign_in(cast.hr)
    office.post(f"/feedback/{case.number}/answer/", {"verdict": "refused", "text": "该班次经核为网络培训"})
    assert "该班次经核为网络培训" in sign_in(cast.learner).get(f"/feedback/{case.number}/").content.decode()


def test_the_ways_beside_the_other_records(cast, records, sign_in):
    client = sign_in(cast.learner)
    result = client.get(f"/assessment/result/{records['grade'][0]}/")
    if result.status_code == 200:
        assert f"record=grade&amp;ref={records['grade'][0]}" in result.content.decode()
    task = client.get(f"/curricula/tasks/{records['assignment'][0]}/").content.decode()
    assert f"record=completion&amp;ref={records['completion'][0]}" in task
    lesson = client.get("/study/T-02/T-02-L1/").content.decode()
    assert "record=lesson" not in lesson  # what was not counted leads there, and to nothing else
    anomaly = Anomaly.objects.get()
    assert f"/study/anomalies/{anomaly.pk}/" in lesson
    address = f"record=lesson&amp;ref={records['lesson'][0]}"
    assert address in client.get(f"/study/anomalies/{anomaly.pk}/").content.decode()
    Anomaly.objects.all().delete()
    assert address in client.get("/study/T-02/T-02-L1/").content.decode()
    assert "course=T-02&amp;lesson=T-02-L1" in lesson


def test_hr_sees_no_way_on_anothers_transcript(cast, records, sign_in):
    assert "/feedback/new/correction/" not in sign_in(cast.hr).get("/transcript/person/00101/").content.decode()


def test_the_clock_is_the_bureaus(cast, records):
    assert clock.day_of(AT) == dt.date(2026, 3, 2)


def test_work_that_waits_has_nothing_to_correct(cast, records):
    HandIn.objects.update(state="waiting", mark=None, decided_at=None, decided_by=None, comment="")
    assert said_by(cast.learner, "work", records["work"][0]) is None
