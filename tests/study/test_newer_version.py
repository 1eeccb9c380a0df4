"""Who is under way in an older version reads what has changed, and may go over without losing what equals."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion, VersionLesson
from lms.audit.models import Entry
from lms.curricula.models import Changeover
from lms.notices.models import Notice
from lms.study import selectors, services
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.transcript.models import CreditRule
from tests import factories
from tests.study.conftest import T0, enrolled
from tests.study.test_hooks import pages

__all__ = ["pages"]


@pytest.fixture
def under_way(cast):
    """The first of two lessons is passed; then version 2 leaves one out and adds two."""
    enrolment = enrolled(cast.learner, factories.version(lessons=2))
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={})
    second = factories.version(lessons=1, change_note="按新修订的条例改写第二课")
    VersionLesson.objects.bulk_create(
        VersionLesson(version=second, code=f"T-01-L{n}", number=n, title=f"第{n}课", rule="read", span_seconds=60,
                      body=[{"type": "text", "value": "<p>新</p>", "id": f"c{n}"}])
        for n in (3, 4)
    )
    return Enrolment.objects.get(pk=enrolment.pk)


def test_it_says_what_changed_what_stays_and_what_comes_on_top(under_way, cast):
    newer = selectors.my_course(cast.learner, "T-01").newer
    assert (newer.mine, newer.number, newer.kept, newer.dropped, newer.added) == (1, 2, 1, 0, 2)
    assert newer.notes == ("按新修订的条例改写第二课",)
    assert any("第2课" in sentence for sentence in newer.sentences)


def test_every_version_between_is_told(under_way, cast):
    factories.version(lessons=1, change_note="再改一次")
    newer = selectors.my_course(cast.learner, "T-01").newer
    assert (newer.number, newer.notes) == (3, ("按新修订的条例改写第二课", "再改一次"))


def test_nothing_is_said_before_the_start_on_the_newest_and_after_the_end(under_way, cast):
    assert enrolled(cast.stranger, CourseVersion.objects.get(number=1)).version is None
    assert selectors.my_course(cast.stranger, "T-01").newer is None
    services.pass_lesson(enrolment=under_way, lesson_code="T-01-L2", at=T0, evidence={})
    assert Completion.objects.get().version.number == 1
    assert selectors.my_course(cast.learner, "T-01").newer is None


def test_going_over_keeps_what_equals(under_way, cast, sign_in):
    client = sign_in(cast.learner)
    assert client.post("/study/T-01/newer/").status_code == 302
    under_way.refresh_from_db()
    assert under_way.version.number == 2
    assert LessonProgress.objects.get(enrolment=under_way, lesson_code="T-01-L1").passed_at
    entry = Entry.objects.get(action="study.move_version")
    assert entry.detail == {"from": 1, "to": 2}
    assert not Notice.objects.filter(key__startswith="study.move_version").exists()  # he did it himself


def test_twice_changes_nothing(under_way, cast, sign_in):
    client = sign_in(cast.learner)
    for _ in range(2):
        client.post("/study/T-01/newer/")
    assert Entry.objects.filter(action="study.move_version").count() == 1
    assert not services.go_on_in_newest(enrolment=Enrolment.objects.get(pk=under_way.pk), at=T0)


def test_a_completion_never_goes_over(under_way, cast):
    services.pass_lesson(enrolment=under_way, lesson_code="T-01-L2", at=T0, evidence={})
    assert not services.go_on_in_newest(enrolment=Enrolment.objects.get(pk=under_way.pk), at=T0)
    assert Completion.objects.get().version.number == 1


def test_going_over_finishes_the_course_where_nothing_is_left(cast):
    enrolment = enrolled(cast.learner, factories.version(lessons=2))
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={})
    factories.version(lessons=1)
    assert services.go_on_in_newest(enrolment=enrolment, at=T0)
    assert Completion.objects.get().version.number == 2


def test_another_persons_task_is_not_found(under_way, cast, sign_in):
    assert sign_in(cast.stranger).post("/study/T-01/newer/").status_code == 404


@pytest.fixture
def course_page(pages):
    pages[1].save_revision().publish()
    return pages[1]


def test_the_course_page_says_it_with_the_day_and_the_button(course_page, under_way, cast, sign_in):
    Changeover.objects.create(
        version=CourseVersion.objects.get(number=2), finish_by=dt.date(2026, 8, 31), reason="条例修订")
    shown = sign_in(cast.learner).get(course_page.url).content.decode()
    for text in ("按新修订的条例改写第二课", 'action="/study/T-01/newer/"', "2026年8月31日", "csrfmiddlewaretoken"):
        assert text in shown


def test_without_a_day_it_may_be_finished(course_page, under_way, cast, sign_in):
    assert selectors.my_course(cast.learner, "T-01").newer.finish_by is None
    assert 'action="/study/T-01/newer/"' in sign_in(cast.learner).get(course_page.url).content.decode()


def test_as_many_questions_for_many_lessons(under_way, cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            selectors.my_course(cast.learner, "T-01")
        return len(queries)

    few = asked()
    second = CourseVersion.objects.get(number=2)
    VersionLesson.objects.bulk_create(
        VersionLesson(version=second, code=f"T-01-L{n}", number=n, title=f"第{n}课", rule="read", span_seconds=60,
                      body=[{"type": "text", "value": "<p>新</p>", "id": f"d{n}"}])
        for n in range(5, 45)
    )
    assert asked() == few


def test_the_rule_of_hours_is_the_transcripts(db):
    from courses.inspection.hours import rule_on

    assert rule_on(dt.date(2026, 6, 1)).minutes == 45
    CreditRule.objects.create(version="9", title="试行", step="0.50", minutes=40, from_on=dt.date(2026, 1, 1))
    rule = rule_on(dt.date(2026, 6, 1))
    assert (rule.minutes, str(rule.step), rule.name) == (40, "0.50", "试行")
    assert rule_on(dt.date(2025, 6, 1)).minutes == 45
