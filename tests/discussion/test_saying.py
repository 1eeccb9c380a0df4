"""Saying, changing, taking back; and who is told."""

import uuid

import pytest

from lms.audit.models import Entry
from lms.discussion import rules
from lms.discussion.access import is_open
from lms.discussion.models import Board, DiscussionSettings, Post, PostRevision
from lms.discussion.services import Refused, edit, set_board, withdraw
from lms.notices.models import Notice
from lms.study.models import Enrolment
from lms.study.services import enrol
from tests import factories
from tests.discussion.conftest import DAY, LESSON, MINUTE, T0


def told(person):
    return Notice.objects.filter(person=person, key__startswith="discussion.replies")


def test_a_post_keeps_who_where_and_about_what(cast, post, opened):
    said = post()
    assert (said.author, said.unit_name, said.lesson_code, said.office) == (cast.learner, "养老保险科", LESSON, "")
    assert said.version == opened.versions.get()
    assert Entry.objects.filter(action="discussion.say", actor_no=cast.learner.staff_no).count() == 1


def test_the_same_form_twice_makes_one_post(post):
    once = uuid.uuid4()
    assert post(once=once) == post(once=once, text="别的")
    assert Post.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "字" * 1001])
def test_nothing_and_too_much_are_refused(post, text):
    with pytest.raises(Refused):
        post(text=text)
    assert not Post.objects.exists()


def test_nobody_buries_a_lesson(cast, post, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    for _n in range(3):
        post()
    with pytest.raises(Refused):
        post()
    post(person=cast.head)
    post(at=T0 + DAY)


def test_closed_lessons_take_nothing(cast, opened, post):
    assert not is_open(opened.pk, "T-01-L2")
    with pytest.raises(Refused):
        post(lesson="T-01-L2")
    set_board(course=opened, lesson_code=LESSON, is_open=False, by=cast.editor, at=T0)
    with pytest.raises(Refused):
        post()


def test_the_lesson_decides_before_the_course_and_the_bureau_before_both(cast, course):
    def put(lesson, wanted):
        set_board(course=course, lesson_code=lesson, is_open=wanted, by=cast.editor, at=T0)
        return is_open(course.pk, "T-01-L1"), is_open(course.pk, "T-01-L2")

    assert (is_open(course.pk, "T-01-L1"), Board.objects.count()) == (False, 0)
    assert put("", True) == (True, True)
    assert put("T-01-L1", False) == (False, True)
    assert put("", False) == (False, False)
    assert put("T-01-L1", True) == (True, False)
    assert put("T-01-L1", None) == (False, False)
    DiscussionSettings.objects.create(enabled=False)
    assert put("", True) == (False, False)


def test_an_answer_belongs_under_what_opened_the_thread(cast, post):
    first, other = post(), post(person=cast.head)
    answer = post(person=cast.head, thread=first)
    assert list(first.answers.all()) == [answer]
    with pytest.raises(Refused):
        post(thread=answer)
    withdraw(post=other, at=T0)
    with pytest.raises(Refused):
        post(thread=other)


def test_one_notice_a_day_however_many_answers(cast, post):
    first, second = post(), post(text="第二问")
    for minute in range(4):
        post(person=cast.head, thread=first, at=T0 + minute * MINUTE)
        post(person=cast.head, thread=second, at=T0 + minute * MINUTE)
    assert told(cast.learner).count() == 1
    assert not told(cast.head).exists()
    post(person=cast.head, thread=first, at=T0 + DAY)
    assert told(cast.learner).count() == 1  # the first is still unread and leads to the same list
    told(cast.learner).update(read_at=T0 + DAY)
    post(person=cast.head, thread=first, at=T0 + DAY)
    assert told(cast.learner).count() == 2
    told(cast.learner).update(read_at=T0 + DAY)
    post(person=cast.head, thread=first, at=T0 + DAY)
    assert told(cast.learner).count() == 2


def test_only_who_may_still_read_it_is_told(cast, post, opened):
    enrol(person=cast.stranger, course=opened, cycle="2026", at=T0)
    first = post(person=cast.stranger)
    Enrolment.objects.filter(person=cast.stranger).delete()
    post(person=cast.head, thread=first)
    assert not told(cast.stranger).exists()


def test_the_editor_in_a_thread_is_told(cast, post):
    first = post()
    post(person=cast.editor, thread=first)
    assert told(cast.learner).count() == 1
    post(thread=first)
    assert told(cast.editor).count() == 1


def test_the_editor_and_hr_answer_as_their_office(cast, post, opened):
    assert post(person=cast.editor).office == "editor"
    assert post(person=cast.hr).office == "hr"
    enrol(person=cast.editor, course=opened, cycle="2026", at=T0)
    assert post(person=cast.editor).office == ""
    assert post(person=cast.editor, as_office=True).office == "editor"
    assert post(as_office=True).office == ""  # a learner has no office, whatever the form says


def test_changing_keeps_what_was_said(cast, post):
    said = post()
    assert edit(post=said, text="滞纳金自哪一天起算？", at=T0 + 5 * MINUTE)
    assert not edit(post=said, text="滞纳金自哪一天起算？", at=T0 + 5 * MINUTE)
    said.refresh_from_db()
    assert (said.text, said.edited_at) == ("滞纳金自哪一天起算？", T0 + 5 * MINUTE)
    assert [row.text for row in PostRevision.objects.all()] == ["滞纳金从哪天起算？"]
    with pytest.raises(Refused):
        edit(post=said, text="另一句", at=T0 + 16 * MINUTE)


def test_what_is_taken_back_is_kept_and_not_changed(post):
    said = post()
    assert withdraw(post=said, at=T0)
    assert not withdraw(post=said, at=T0 + MINUTE)
    said.refresh_from_db()
    assert (said.text, said.withdrawn_at) == ("滞纳金从哪天起算？", T0)
    with pytest.raises(Refused):
        edit(post=said, text="另一句", at=T0)


def test_a_lesson_of_a_later_version_goes_on_with_the_same_discussion(cast, post, opened):
    first = post()
    newer = factories.version()
    enrol(person=cast.stranger, course=opened, cycle="2026", at=T0)
    answer = post(person=cast.stranger, thread=first)
    assert (answer.version, answer.thread) == (newer, first)
