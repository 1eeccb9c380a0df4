"""异常: told to their learner, contested once, answered once by HR, who may let the seconds count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study import selectors, services
from lms.study.models import Anomaly, LessonProgress
from lms.study.services import ContestRefused
from tests.study.conftest import beat, later, visit_of


@pytest.fixture
def anomaly(enrolment) -> Anomaly:
    beat(enrolment, visit_of(enrolment), 1, [[0, 60]], later(5))
    return Anomaly.objects.get()


def contested(anomaly):
    return services.contest(anomaly=anomaly, words="离线看完", at=later(60))


def answered(anomaly, by, upheld=True, words="属实"):
    return services.answer_contest(anomaly=anomaly, upheld=upheld, words=words, by=by, at=later(90))


def test_its_learner_reads_why_on_the_lesson(anomaly, sign_in):
    text = sign_in(anomaly.enrolment.person).get("/study/T-01/T-01-L1/").content.decode()
    assert "上报了本课1 分钟的进度，超过实际经过的时间；计入5 秒。" in text
    assert f"/study/anomalies/{anomaly.pk}/" in text
    assert selectors.anomalies_of(anomaly.enrolment.person)[0].pk == anomaly.pk


def test_contested_once(anomaly, sign_in):
    client = sign_in(anomaly.enrolment.person)
    assert client.post(f"/study/anomalies/{anomaly.pk}/contest/", {"words": "离线看完"}).status_code == 302
    anomaly.refresh_from_db()
    assert anomaly.contest == "离线看完"
    with pytest.raises(ContestRefused):
        services.contest(anomaly=anomaly, words="再说", at=later(70))


def test_upheld_counts_what_was_cut_and_tells(anomaly, cast):
    answered(contested(anomaly), cast.hr)
    row = LessonProgress.objects.get()
    assert (row.intervals, row.passed_at) == ([[0, 60]], later(90))
    assert Notice.objects.filter(person=cast.learner, url=f"/study/anomalies/{anomaly.pk}/").exists()
    assert Entry.objects.filter(action="study.answer_contest", actor_no=cast.hr.staff_no).exists()
    with pytest.raises(ContestRefused):
        answered(anomaly, cast.hr, upheld=False)


def test_not_upheld_changes_nothing(anomaly, cast):
    answered(contested(anomaly), cast.hr, upheld=False, words="无依据")
    assert LessonProgress.objects.get().covered == 5


@pytest.mark.parametrize("words", ["", "  "])
def test_an_answer_needs_its_reason_and_an_objection(anomaly, cast, words):
    with pytest.raises(ContestRefused):
        answered(anomaly, cast.hr)
    contested(anomaly)
    with pytest.raises(ContestRefused):
        answered(anomaly, cast.hr, words=words)


def test_nobody_answers_his_own(anomaly):
    contested(anomaly)
    with pytest.raises(ContestRefused):
        answered(anomaly, anomaly.enrolment.person)


def test_hr_finds_those_that_wait(anomaly, cast, sign_in):
    client = sign_in(cast.hr)
    assert "学员甲" not in client.get("/study/anomalies/?state=waiting").content.decode()
    contested(anomaly)
    for query in ("state=waiting", "q=00101", "course=t-01"):
        assert "养老保险科" in client.get(f"/study/anomalies/?{query}").content.decode()
    answer = client.post(f"/study/anomalies/{anomaly.pk}/answer/", {"verdict": "kept", "words": "无依据"})
    assert answer.status_code == 302


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
