"""Answered once, in words, by the office it is for; the person reads it in his inbox."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import Refused, answer, take_up, withdraw
from lms.notices.models import Notice


def reply(case, by, verdict="done", text="已更新例题。"):
    return answer(case=case, verdict=verdict, text=text, by=by, at=clock.now())


def test_taken_up_once_and_the_person_sees_it(cast, say, sign_in):
    case = say()
    assert [take_up(case=case, by=cast.hr, at=clock.now()) for _ in range(2)] == [True, False]
    assert "办理中" in sign_in(cast.learner).get("/feedback/").content.decode()
    assert Entry.objects.filter(action="feedback.take_up", actor_no=cast.hr.staff_no).count() == 1


def test_answered_once_and_told(cast, say):
    case = say()
    assert [reply(case, cast.hr) for _ in range(2)] == [True, False]
    assert (case.state, case.verdict, case.answered_by) == ("answered", "done", cast.hr)
    told = Notice.objects.get(key=f"feedback.answer:{case.number}")
    assert (told.person, "已更新例题" in told.body, told.url) == (cast.learner, True, f"/feedback/{case.number}/")
    with pytest.raises(Refused, match="已答复"):
        reply(case, cast.hr, text="另一个答复")
    assert Entry.objects.filter(action="feedback.answer").count() == 1


@pytest.mark.parametrize("verdict", ["done", "refused"])
def test_no_answer_without_words(cast, say, verdict):
    case = say()
    with pytest.raises(Refused, match="须写明理由"):
        reply(case, cast.hr, verdict=verdict, text="  ")
    case.refresh_from_db()
    assert case.state == "received"


def test_nobody_answers_himself(cast, say):
    case = say(person=cast.hr)
    with pytest.raises(Refused):
        reply(case, cast.hr)
    assert not Case.objects.answerable_by(cast.hr).exists()


def test_what_was_withdrawn_is_not_answered(cast, say):
    case = say()
    withdraw(case=case, at=clock.now())
    with pytest.raises(Refused, match="已撤回"):
        reply(case, cast.hr)


def test_rolled_back_when_the_person_cannot_be_told(cast, say, monkeypatch):
    case = say()
    monkeypatch.setattr("lms.feedback.services.answering.tell_answer", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reply(case, cast.hr)
    case.refresh_from_db()
    assert (case.state, case.answer) == ("received", "")


def test_the_promised_day_that_is_over_is_marked(cast, say, sign_in):
    case = say(at=clock.now() - dt.timedelta(days=60))
    client = sign_in(cast.hr)
    assert "已超过承诺日期" in client.get("/feedback/office/?late=1").content.decode()
    assert case.number in client.get("/feedback/office/?late=1").content.decode()
    assert "已超过承诺日期" in sign_in(cast.learner).get("/feedback/").content.decode()
    reply(case, cast.hr)
    assert case.number not in sign_in(cast.hr).get("/feedback/office/?late=1").content.decode()
