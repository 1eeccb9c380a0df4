"""异常: told to their learner, objected to by a correction of the lesson; accepted, the seconds count."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.feedback.models import Case
from lms.feedback.services import Refused, answer, send, withdraw
from lms.feedback.services.sending import About
from lms.notices.models import Notice
from lms.study import selectors
from lms.study.models import Anomaly, LessonProgress
from tests.study.conftest import beat, later, visit_of


@pytest.fixture
def anomaly(enrolment) -> Anomaly:
    beat(enrolment, visit_of(enrolment), 1, [[0, 60]], later(5))
    return Anomaly.objects.get()


def contested(anomaly, words="离线看完") -> Case:
    about = About(record_kind="lesson", record_ref=f"{anomaly.enrolment_id}/{anomaly.lesson_code}")
    return send(person=anomaly.enrolment.person, kind="correction", text=words, at=later(60), once=uuid.uuid4(),
                about=about)


def answered(case, by, verdict="done", words="属实"):
    return answer(case=case, verdict=verdict, text=words, by=by, at=later(90))


def state_of(anomaly) -> str:
    return selectors.anomaly_row(anomaly).state


def test_its_learner_reads_why_on_the_lesson(anomaly, sign_in):
    text = sign_in(anomaly.enrolment.person).get("/study/T-01/T-01-L1/").content.decode()
    assert "上报了本课 1 分钟的进度，超过实际经过的时间；计入 5 秒。" in text
    assert f"/study/anomalies/{anomaly.pk}/" in text
    assert selectors.anomalies_of(anomaly.enrolment.person)[0].pk == anomaly.pk


def test_one_way_to_object(anomaly, sign_in):
    """The anomaly leads to the correction of its lesson, and afterwards to the case."""
    client = sign_in(anomaly.enrolment.person)
    page = f"/study/anomalies/{anomaly.pk}/"
    form = f"/feedback/new/correction/?record=lesson&ref={anomaly.enrolment_id}/T-01-L1"
    assert form.replace("&", "&amp;") in client.get(page).content.decode()
    assert "上报了本课 1 分钟的进度" in client.get(form).content.decode()
    client.post(form, {"text": "离线看完"})
    case = Case.objects.get()
    assert (case.number[:2], case.person, case.promised_on) == ("GZ", anomaly.enrolment.person, case.promised_on)
    assert f"/feedback/{case.number}/" in client.get(page).content.decode()
    assert "record=lesson" not in client.get("/study/T-01/T-01-L1/").content.decode()
    assert client.post(f"/study/anomalies/{anomaly.pk}/contest/", {"words": "再说"}).status_code == 404


def test_one_case_objects_to_everything_of_the_lesson(anomaly, enrolment):
    beat(enrolment, visit_of(enrolment, opened_at=later(100)), 1, [[0, 60]], later(101))
    elsewhere = Anomaly.objects.create(enrolment=enrolment, lesson_code="T-01-L2", at=later(5), claimed=60, credited=5)
    case = contested(anomaly)
    assert Anomaly.objects.filter(case=case).count() == 2
    assert (state_of(anomaly), state_of(elsewhere)) == ("waiting", "open")


def test_a_second_correction_of_the_lesson_waits_for_the_first(anomaly, cast):
    first = contested(anomaly)
    with pytest.raises(Refused, match=first.number):
        contested(anomaly, "再说一次")
    answered(first, cast.hr, "refused", "无依据")
    second = contested(anomaly, "补充证据")
    assert second.anomalies.count() == 0  # it was decided; the second is about the lesson


def test_taken_back_it_may_be_objected_to_again(anomaly):
    first = contested(anomaly)
    withdraw(case=first, at=later(70))
    assert state_of(anomaly) == "open"
    second = contested(anomaly)
    anomaly.refresh_from_db()
    assert (anomaly.case, state_of(anomaly)) == (second, "waiting")


def test_accepted_counts_what_was_cut(anomaly, cast):
    case = contested(anomaly)
    answered(case, cast.hr)
    row = LessonProgress.objects.get()
    assert (row.intervals, row.passed_at) == ([[0, 60]], later(90))
    assert state_of(anomaly) == "upheld"
    assert Notice.objects.filter(person=cast.learner, key=f"feedback.answer:{case.number}").exists()
    assert Entry.objects.get(action="study.count_anomaly").actor_no == cast.hr.staff_no
    with pytest.raises(Refused):
        answered(case, cast.hr, "refused")


def test_not_accepted_changes_nothing(anomaly, cast):
    answered(contested(anomaly), cast.hr, "refused", "无依据")
    assert (LessonProgress.objects.get().covered, state_of(anomaly)) == (5, "kept")


def test_nobody_answers_his_own(anomaly):
    case = contested(anomaly)
    with pytest.raises(Refused):
        answered(case, anomaly.enrolment.person)
    assert LessonProgress.objects.get().covered == 5


def test_the_office_reads_what_accepting_does(anomaly, cast, sign_in):
    case = contested(anomaly)
    text = sign_in(cast.hr).get(f"/feedback/{case.number}/").content.decode()
    assert "上报了本课 1 分钟的进度，超过实际经过的时间；计入 5 秒。" in text
    assert "予以采纳的，本课未计入的进度自此计入" in text


def test_hr_finds_those_that_wait(anomaly, cast, sign_in):
    client = sign_in(cast.hr)
    assert "学员甲" not in client.get("/study/anomalies/?state=waiting").content.decode()
    case = contested(anomaly)
    for query in ("state=waiting", "q=00101", "course=t-01"):
        assert "养老保险科" in client.get(f"/study/anomalies/?{query}").content.decode()
    assert f"/feedback/{case.number}/" in client.get("/study/anomalies/").content.decode()
    answered(case, cast.hr)
    assert "养老保险科" in client.get("/study/anomalies/?state=answered").content.decode()


def test_the_list_asks_the_same_for_one_and_forty(anomaly, cast, sign_in):
    client = sign_in(cast.hr)
    client.get("/study/anomalies/")
    counts = []
    for more in (0, 40):
        Anomaly.objects.bulk_create(
            Anomaly(enrolment=anomaly.enrolment, lesson_code="T-01-L1", at=later(n), claimed=60, credited=5)
            for n in range(more)
        )
        with CaptureQueriesContext(connection) as asked:
            client.get("/study/anomalies/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
