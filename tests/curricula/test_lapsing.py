"""A request ends with its task: with a reason, told, and no longer in anybody's queue."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.curricula.asks.models import Request
from lms.curricula.asks.selectors import queue_of
from lms.curricula.asks.services import AskRefused, ask, decide, withdraw
from lms.curricula.models import Assignment
from lms.curricula.services import assign, close_assignment, release
from lms.notices.models import Notice
from lms.people.models import Posting
from lms.study.services import enrol, pass_lesson
from tests import factories
from tests.curricula.asking import ISSUED, give, moment

D = dt.date
JUNE = D(2026, 6, 10)
LATER = D(2026, 7, 20)


def wait(task, kind="extension") -> Request:
    return ask(assignment=task, kind=kind, reason="驻村", at=moment(JUNE),
               wanted_on=LATER if kind == "extension" else None)


@pytest.fixture
def task(cast, make_curriculum):
    return give(cast.learner, make_curriculum())


def test_closing_ends_what_waits(cast, task):
    asked = wait(task)
    assert queue_of(cast.hr, JUNE)
    for _ in range(2):
        close_assignment(assignment=task, on=JUNE, reason="not_named", by=cast.hr)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, "任务已终止" in asked.answer) == ("lapsed", None, True)
    assert queue_of(cast.hr, JUNE) == ()
    assert queue_of(cast.leader, JUNE) == ()
    told = Notice.objects.get(key=f"curricula.lapse:{asked.pk}")
    assert (told.person, told.body) == (cast.learner, asked.answer)
    assert Entry.objects.filter(action="curricula.lapse").count() == 1


def test_the_rules_end_it_too(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    factories.version()
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    asked = wait(Assignment.objects.get(person=cast.learner))
    Posting.objects.filter(person=cast.learner).update(to_on=D(2026, 6, 14))
    factories.post_in(cast.learner, cast.other_section, from_on=D(2026, 6, 15))
    release(curriculum=curriculum, by=None, on=D(2026, 6, 15))
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert "职务变动" in asked.answer


def test_an_exemption_granted_ends_the_extension_asked_for(cast, task):
    extension, exemption = wait(task), wait(task, "exemption")
    decide(request=exemption, granted=True, by=cast.hr, at=moment(JUNE))
    extension.refresh_from_db()
    exemption.refresh_from_db()
    assert (extension.state, exemption.state) == ("lapsed", "granted")


def test_what_ended_is_neither_answered_nor_taken_back(cast, task):
    asked = wait(task)
    close_assignment(assignment=task, on=JUNE, reason="not_named", by=cast.hr)
    with pytest.raises(AskRefused):
        decide(request=asked, granted=True, by=cast.hr, at=moment(JUNE))
    with pytest.raises(AskRefused):
        withdraw(request=asked, at=moment(JUNE))
    with pytest.raises(AskRefused):
        wait(task)


def finish(task, day: dt.date = JUNE) -> None:
    enrolment = enrol(person=task.person, course=task.course, cycle=task.cycle, at=moment(day))
    for number in (1, 2):
        pass_lesson(enrolment=enrolment, lesson_code=f"{task.course.code}-L{number}", at=moment(day, 11), evidence={})


def test_a_completion_ends_the_exemption_asked_for(cast, task):
    """What is done needs no exemption; more time may still put right that it was late."""
    extension, exemption = wait(task), wait(task, "exemption")
    finish(task)
    finish(task)
    extension.refresh_from_db()
    exemption.refresh_from_db()
    assert (extension.state, exemption.state, exemption.decided_by) == ("pending", "lapsed", None)
    assert "已完成" in exemption.answer
    assert [row.request.pk for row in queue_of(cast.hr, JUNE)] == [extension.pk]
    told = Notice.objects.get(key=f"curricula.lapse:{exemption.pk}")
    assert (told.person, told.body) == (cast.learner, exemption.answer)
    assert Entry.objects.filter(action="curricula.lapse").count() == 1


def test_a_completion_ends_nothing_of_another_year_or_person(cast, make_curriculum, task):
    exemption = wait(task, "exemption")
    finish(give(cast.stranger, task.curriculum))
    finish(give(cast.learner, task.curriculum, cycle="2027"))
    exemption.refresh_from_db()
    assert exemption.state == "pending"


def test_a_course_nobody_asked_of_him_completes_as_ever(cast):
    version = factories.version()
    enrolment = enrol(person=cast.learner, course=version.course, cycle="2026", at=moment(JUNE))
    for number in (1, 2):
        pass_lesson(enrolment=enrolment, lesson_code=f"T-01-L{number}", at=moment(JUNE), evidence={})
    assert enrolment.completion


def test_the_database_wants_the_reason(task):
    asked = wait(task)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(state="lapsed", decided_at=moment(JUNE))


def test_answered_requests_stay_as_they_are(cast, task):
    asked = wait(task)
    decide(request=asked, granted=False, by=cast.hr, at=moment(JUNE), answer="时间充裕")
    close_assignment(assignment=task, on=JUNE, reason="not_named", by=cast.hr)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("refused", "时间充裕")
    assert not Notice.objects.filter(key__startswith="curricula.lapse:").exists()


def test_his_page_says_what_became_of_it(cast, task, sign_in):
    wait(task)
    close_assignment(assignment=task, on=JUNE, reason="not_named", by=cast.hr)
    page = sign_in(cast.learner).get("/curricula/requests/mine/").content.decode()
    assert "随任务终止" in page
    assert "任务已终止" in page
