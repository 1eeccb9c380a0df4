"""What differs between two versions, in words."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from courses import changes
from courses.changes.texts import lines_of, passages_of
from courses.models import CourseVersion, LessonPage
from tests import factories
from tests.courses.conftest import add_lesson, publish, video
from tests.courses.test_review import draft, enter, first
from tests.courses.test_workflow import people

__all__ = ["people"]


def between(one: int = 1, two: int = 2):
    old, new = (CourseVersion.objects.get(number=number) for number in (one, two))
    return changes.changes_of_version(old, new)


def again(page, **fields):
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    return publish(page)


def test_a_paragraph_a_line_without_markup():
    block = {"type": "text", "value": "<h3>一</h3><p>工伤&amp;保险 <b>条例</b></p><ul><li>甲</li><li>乙</li></ul>"}
    assert lines_of([block], {}) == ["一", "工伤&保险 条例", "甲", "乙"]


def test_a_corrected_sentence_is_marked_character_by_character():
    [passage] = passages_of(["滞纳金按日加收千分之二"], ["滞纳金按日加收万分之五"])
    assert ("gone", "千") in passage.segments
    assert ("new", "万") in passage.segments
    assert "".join(text for word, text in passage.segments if word != "gone") == passage.after


def test_two_sentences_that_share_nothing_are_shown_whole():
    [passage] = passages_of(["工伤认定"], ["年休假天数"])
    assert (passage.before, passage.after, passage.segments) == ("工伤认定", "年休假天数", ())


def test_what_is_equal_is_no_change(make_course):
    page = publish(make_course())
    draft(first(page), title="改了的课")
    again(page)
    assert [lesson.code for lesson in between().lessons] == ["T-01-L1"]
    assert between().sentences == ()


def test_lessons_added_taken_out_renamed_and_moved(make_course):
    page = publish(make_course(lessons=4))
    lessons = list(LessonPage.objects.child_of(page).order_by("path"))
    draft(lessons[0], title="改了的课")
    lessons[1].unpublish()
    LessonPage.objects.get(pk=lessons[3].pk).move(LessonPage.objects.get(pk=lessons[0].pk), "left")
    draft(add_lesson(type(page).objects.get(pk=page.pk), 9, live=False))
    again(page)
    told = {lesson.code: " ".join(lesson.sentences) for lesson in between().lessons}
    assert set(told) == {"T-01-L1", "T-01-L2", "T-01-L4", "T-01-L9"}
    assert "第1课" in told["T-01-L1"]
    assert len({told[code] for code in ("T-01-L2", "T-01-L4", "T-01-L9")}) == 3


def test_hours_and_recipe(make_course):
    recipe = factories.assessment(factories.bank())
    page = publish(make_course(assessment=recipe))
    recipe.pass_mark = 80
    recipe.save()
    recipe.sections.filter(kind="single").update(count=5)
    again(page, hours=Decimal("3.5"))
    told = " ".join(between().sentences)
    assert "2 → 3.5" in told
    assert "60 → 80" in told
    assert "4 × 12 + 2 × 16 + 2 × 10 → 5 × 12 + 2 × 16 + 2 × 10" in told


def test_text_law_and_video(make_course):
    page = publish(make_course(lessons=1))
    law = {"law": "社会保险法", "article": "第八十六条", "text": "按日加收万分之五", "effective_on": None}
    draft(first(page), body=[("text", "<p>正文，讲清制度。</p>"), ("law", law), ("video", {"media": video()})])
    again(page)
    [lesson] = between().lessons
    after = [passage.after for passage in lesson.passages]
    assert any("社会保险法" in line and "第八十六条" in line for line in after)
    assert any("录像" in line for line in after)
    assert all("{" not in line and "<" not in line for line in after)


def test_changed_captions_are_told(make_course):
    film = video()
    film.captions.save("a.vtt", ContentFile(b"WEBVTT\n\n1"))
    page = make_course(lessons=0)
    add_lesson(page, 1, body=[("video", {"media": film})])
    page = publish(page)
    film.captions.save("b.vtt", ContentFile(b"WEBVTT\n\n2"))
    again(page)
    assert CourseVersion.objects.count() == 1  # better captions help everybody at once
    again(page, hours=Decimal("3"))
    [lesson] = between().lessons
    assert len(lesson.sentences) == 1


def test_the_draft_is_compared_before_it_is_published(make_course):
    page = make_course()
    assert changes.changes_of_draft(page) is None
    page = publish(page)
    assert changes.draft_differs(page) is None
    draft(first(page), title="改了的课")
    assert changes.draft_differs(page).number == 1
    assert [lesson.title for lesson in changes.changes_of_draft(page).lessons] == ["改了的课"]


def test_the_note_is_frozen_with_the_version(make_course):
    page = publish(make_course(change_note="首次发布"))
    draft(first(page), title="改了的课")
    again(page, change_note="第一课改名")
    assert list(CourseVersion.objects.order_by("number").values_list("change_note", flat=True)) == [
        "首次发布", "第一课改名"]


def test_the_note_alone_makes_no_version(make_course):
    page = publish(make_course())
    again(page, change_note="只改说明")
    assert CourseVersion.objects.count() == 1


@pytest.mark.parametrize("name", ["Course editors", "HR officers", "Leaders"])
def test_the_pages_for_editors_and_reviewers(make_course, people, client, name):
    page = publish(make_course())
    draft(first(page), body=[("text", "<p>正文，讲清新制度。</p>")])
    enter(client, people[name])
    assert "<ins>新</ins>" in client.get(reverse("course_coming", args=[page.pk])).content.decode()
    again(page, change_note="补充新制度")
    shown = client.get(reverse("course_version_changes", args=["T-01", 2])).content.decode()
    assert "<ins>新</ins>" in shown
    assert "补充新制度" in shown


def test_a_learner_finds_no_such_page(make_course, learner, client):
    page = publish(make_course())
    draft(first(page), title="改了")
    again(page)
    enter(client, learner)
    assert client.get(reverse("course_version_changes", args=["T-01", 2])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_version_without_one_before_has_no_page(make_course, superuser, client, number):
    publish(make_course())
    client.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    assert client.get(reverse("course_version_changes", args=["T-01", number])).status_code == 404
