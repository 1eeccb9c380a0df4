"""Sent: a receipt number at once, a promised working day, the office told without a name; twice makes one."""

import datetime as dt
import uuid

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.feedback import rules
from lms.feedback.models import Case, FeedbackSettings
from lms.feedback.services import Refused, add, answer, send, withdraw
from lms.feedback.services.sending import About
from lms.notices.models import Notice
from lms.workdays.models import Holiday
from tests.curricula.asking import moment

D = dt.date


@pytest.mark.parametrize(("state", "promised", "late"), [
    ("received", D(2026, 6, 10), False), ("received", D(2026, 6, 9), True), ("handling", D(2026, 6, 9), True),
    ("answered", D(2026, 6, 9), False), ("withdrawn", D(2026, 6, 9), False),
])
def test_when_a_promise_is_overdue(state, promised, late):
    assert rules.is_late(state, promised, D(2026, 6, 10)) is late


@pytest.mark.parametrize(("kind", "number"), [
    ("feedback", "JY-2026-0001"), ("complaint", "TS-2026-0001")])
def test_each_kind_counts_its_own_receipts(say, kind, number):
    at = moment(D(2026, 6, 10))
    assert say(kind, at=at).number == number
    assert say(kind, at=at).number == number.replace("1", "2")[:-1] + "2"
    assert say(kind, at=moment(D(2027, 1, 4))).number == number.replace("2026", "2027")


@pytest.mark.parametrize(("kind", "days", "promised"), [
    ("feedback", 10, D(2026, 6, 30)), ("complaint", 15, D(2026, 7, 7)),
])
def test_the_answer_is_promised_in_working_days(say, kind, days, promised):
    """Sent on Monday 15 June; Friday 19 June is a holiday."""
    Holiday.objects.create(on=D(2026, 6, 19), kind="rest", name="端午节")
    assert say(kind, at=moment(D(2026, 6, 15))).promised_on == promised
    options = FeedbackSettings.load()
    setattr(options, f"{kind}_days", 1)
    options.save()
    assert say(kind, at=moment(D(2026, 6, 18))).promised_on == D(2026, 6, 22)


def test_the_receipt_and_the_offices_notice(cast, say):
    case = say("complaint", "科长要求刷时长")
    mine = Notice.objects.get(person=cast.learner)
    assert case.number in mine.subject
    office = Notice.objects.exclude(person=cast.learner)
    assert [row.person for row in office] == [cast.supervision]
    assert "学员甲" not in office[0].subject + office[0].body
    assert "刷时长" not in office[0].subject + office[0].body


def test_feedback_and_corrections_go_to_hr(cast, say):
    say()
    assert {row.person for row in Notice.objects.exclude(person=cast.learner)} == {cast.hr}


def test_the_same_form_again_is_the_same_case(cast, say):
    once = uuid.uuid4()
    assert say(once=once) == say(once=once)
    assert (Case.objects.count(), Notice.objects.count(), Entry.objects.filter(action="feedback.send").count()) == (
        1, 2, 1)
    assert say(once=once, person=cast.head).person == cast.head, "another's form of the same name is his own"


def test_all_or_nothing_and_no_number_is_lost(say, monkeypatch):
    at = moment(D(2026, 6, 10))
    with monkeypatch.context() as patch:
        patch.setattr("lms.feedback.services.telling.tell_office", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            say(at=at)
    assert not Case.objects.exists()
    assert not Notice.objects.exists()
    assert say(at=at).number == "JY-2026-0001"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_said_is_refused(say, text):
    with pytest.raises(Refused, match="请填写内容"):
        say(text=text)


def test_twenty_a_day_are_enough(cast, say):
    for number in range(rules.MOST_A_DAY):
        say(text=f"{number}")
    with pytest.raises(Refused, match="20 件"):
        say()
    assert say(person=cast.head)
    assert say(at=clock.now() + dt.timedelta(days=1))


def test_a_kind_nobody_knows(say):
    with pytest.raises(ValueError, match="rating"):
        say("rating")


def test_one_addition_while_it_waits(cast, say):
    case, now = say(), clock.now()
    assert [add(case=case, text="另附截图说明", at=now) for _ in range(2)] == [True, False]
    with pytest.raises(Refused):
        add(case=case, text="再补一句", at=now)
    with pytest.raises(Refused):
        add(case=case, text=" ", at=now)
    assert Notice.objects.filter(person=cast.hr, key__startswith="feedback.added").count() == 1
    other = say()
    answer(case=other, verdict="done", text="已改", by=cast.hr, at=now)
    with pytest.raises(Refused):
        add(case=other, text="迟到的补充", at=now)


def test_taken_back_until_it_is_answered(cast, say):
    case, now = say(), clock.now()
    assert [withdraw(case=case, at=now) for _ in range(2)] == [True, False]
    assert case.state == "withdrawn"
    other = say()
    answer(case=other, verdict="done", text="已改", by=cast.hr, at=now)
    with pytest.raises(Refused, match="以答复为准"):
        withdraw(case=other, at=now)


def test_an_answer_is_followed_up_once_as_a_case_of_its_own(cast, say):
    first = say()
    with pytest.raises(Refused, match="给您的答复"):
        say(about=About(follows=first))
    answer(case=first, verdict="refused", text="题库正在更新", by=cast.hr, at=clock.now())
    second = say(about=About(follows=first))
    assert (second.follows, second.number != first.number, second.state) == (first, True, "received")
    with pytest.raises(Refused, match="追问过一次"):
        say(about=About(follows=first))
    answer(case=second, verdict="done", text="好", by=cast.hr, at=clock.now())
    with pytest.raises(Refused):
        say(person=cast.head, about=About(follows=second))


def test_send_needs_no_about(cast):
    case = send(person=cast.inspector, kind="complaint", text="系统无法导出", at=clock.now(), once=uuid.uuid4())
    assert (case.course, case.record_kind) == (None, "")
