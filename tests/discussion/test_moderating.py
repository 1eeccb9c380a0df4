"""Hiding, showing again, on top; reports and what becomes of them."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.discussion.models import DiscussionSettings, Report
from lms.discussion.services import Refused, answer_report, hide, pin, report, restore, withdraw
from lms.notices.models import Notice
from lms.workdays.models import Holiday
from tests.discussion.conftest import T0


def notices(person, word):
    return Notice.objects.filter(person=person, key__startswith=f"discussion.{word}")


def test_hiding_has_a_reason_that_the_author_reads(cast, post):
    said = post()
    with pytest.raises(Refused):
        hide(post=said, reason="  ", by=cast.editor, at=T0)
    assert hide(post=said, reason="与课程无关", by=cast.editor, at=T0)
    assert not hide(post=said, reason="别的原因", by=cast.hr, at=T0)
    assert (said.hidden_by, said.hidden_reason) == (cast.editor, "与课程无关")
    assert [notice.body for notice in notices(cast.learner, "hidden")] == ["与课程无关"]
    entry = Entry.objects.get(action="discussion.hide")
    assert (entry.actor_no, entry.detail["author"]) == (cast.editor.staff_no, cast.learner.staff_no)


def test_what_is_hidden_is_shown_again(cast, post):
    said = post()
    hide(post=said, reason="误会", by=cast.hr, at=T0)
    assert restore(post=said, by=cast.hr, at=T0)
    assert not restore(post=said, by=cast.hr, at=T0)
    assert (said.hidden_at, said.hidden_by, said.hidden_reason) == (None, None, "")
    assert Entry.objects.get(action="discussion.restore").detail["reason"] == "误会"


def test_only_what_opens_a_thread_stands_on_top(cast, post):
    first = post()
    answer = post(person=cast.head, thread=first)
    assert pin(post=first, wanted=True, by=cast.editor, at=T0)
    assert not pin(post=first, wanted=True, by=cast.editor, at=T0)
    with pytest.raises(Refused):
        pin(post=answer, wanted=True, by=cast.editor, at=T0)
    assert pin(post=first, wanted=False, by=cast.editor, at=T0)
    assert first.pinned_at is None


def test_what_is_hidden_does_not_stay_on_top(cast, post):
    first = post()
    pin(post=first, wanted=True, by=cast.editor, at=T0)
    hide(post=first, reason="过期", by=cast.editor, at=T0)
    assert first.pinned_at is None


def test_a_report_reaches_the_editor_and_hr_once(cast, post):
    said = post()
    made = report(post=said, by=cast.head, reason="点名批评同事", at=T0)
    assert report(post=said, by=cast.head, reason="再说一次", at=T0) == made
    report(post=said, by=cast.hr, reason="同上", at=T0)
    for person in (cast.editor, cast.hr):
        assert notices(person, "report:").count() == 1
    assert not notices(cast.learner, "report").exists()


def test_a_report_is_answered_by_a_promised_working_day(cast, post):
    """T0 is a Monday; the Wednesday is off."""
    Holiday.objects.create(on=dt.date(2026, 6, 24), kind="rest", name="端午节")
    made = report(post=post(), by=cast.head, reason="不实", at=T0)
    assert made.promised_on == dt.date(2026, 6, 26)
    for person, word in ((cast.editor, "report:"), (cast.head, "received")):
        assert "2026年6月26日" in notices(person, word).get().body
    assert Entry.objects.get(action="discussion.report").detail["promised_on"] == "2026-06-26"


def test_hr_sets_how_many_days_that_are(cast, post):
    DiscussionSettings.objects.create(report_days=1)
    assert report(post=post(), by=cast.head, reason="不实", at=T0).promised_on == dt.date(2026, 6, 23)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_report_needs_its_reason_and_another_person(cast, post, reason):
    said = post()
    with pytest.raises(Refused):
        report(post=said, by=cast.head, reason=reason, at=T0)
    with pytest.raises(Refused):
        report(post=said, by=cast.learner, reason="我自己", at=T0)
    assert not Report.objects.exists()


@pytest.mark.parametrize(("outcome", "hidden"), [("hidden", True), ("kept", False)])
def test_one_decision_answers_every_report_of_a_post(cast, post, outcome, hidden):
    said = post()
    first = report(post=said, by=cast.head, reason="不实", at=T0)
    report(post=said, by=cast.hr, reason="不实", at=T0)
    assert answer_report(report=first, outcome=outcome, answer="已核实", by=cast.editor, at=T0)
    assert not answer_report(report=first, outcome=outcome, answer="已核实", by=cast.editor, at=T0)
    said.refresh_from_db()
    assert (said.hidden_at is not None) is hidden
    assert {(row.outcome, row.answer, row.closed_by) for row in Report.objects.all()} == {
        (outcome, "已核实", cast.editor)}
    for person in (cast.head, cast.hr):
        assert notices(person, "reported").count() == 1


def test_nobody_decides_about_his_own_post(cast, post):
    said = post(person=cast.editor)
    made = report(post=said, by=cast.learner, reason="答复有误", at=T0)
    with pytest.raises(Refused):
        answer_report(report=made, outcome="kept", answer="没有问题", by=cast.editor, at=T0)
    assert made not in Report.objects.moderated_by(cast.editor)
    assert made in Report.objects.moderated_by(cast.hr)


def test_taking_a_post_back_ends_its_reports(cast, post):
    said = post()
    report(post=said, by=cast.head, reason="不实", at=T0)
    withdraw(post=said, at=T0)
    assert Report.objects.get().outcome == "gone"
    with pytest.raises(Refused):
        report(post=said, by=cast.hr, reason="不实", at=T0)
