"""Courses and lessons in the editor."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import CoursePage, CourseVersion, LessonPage
from tests.courses.conftest import publish


@pytest.fixture
def editor(client, superuser):
    client.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    return client


def course_data(**changes):
    return nested_form_data({
        "title": "社会保险法", "code": "CIP-01", "introduction": rich_text("<p>简介</p>"), "mode": "online",
        "counter": "online", "hours": "2.00", "category": "", "tags": "", "keywords": "", "audience_note": "",
        "basis": "", "without_assessment": "自学", "change_note": "改了",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
    } | changes)


def lesson_data(**changes):
    return nested_form_data({
        "title": "征缴", "code": "T-01-L9", "summary": "", "minutes": "10", "share_required": "95",
        "body": streamfield([("key_point", "要点")]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
    } | changes)


def add_url(model, parent):
    return reverse("wagtailadmin_pages:add", args=["courses", model, parent.pk])


def test_a_course_takes_its_address_from_its_code(editor, catalogue):
    assert editor.get(add_url("coursepage", catalogue)).status_code == 200
    editor.post(add_url("coursepage", catalogue), course_data())
    page = CoursePage.objects.get()
    assert (page.slug, page.live) == ("cip-01", False)


@pytest.mark.parametrize("code", ["", "。。", "T-01"])
def test_a_bad_or_taken_code_is_refused_in_words(editor, catalogue, make_course, code):
    make_course("T-01")
    response = editor.post(add_url("coursepage", catalogue), course_data(code=code))
    assert response.status_code == 200
    assert "code" in response.context["form"].errors
    assert CoursePage.objects.count() == 1


def test_the_button_publishes_no_course_without_lessons(editor, catalogue):
    response = editor.post(add_url("coursepage", catalogue), course_data(**{"action-publish": "1"}), follow=True)
    page = CoursePage.objects.get()
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not CourseVersion.objects.exists()
    assert page.get_latest_revision() is not None


def test_the_button_publishes_a_sound_course(editor, make_course):
    page = make_course("CIP-01")
    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), course_data(**{"action-publish": "1"}))
    page.refresh_from_db()
    version = CourseVersion.objects.get()
    assert page.live
    assert (version.title, version.published_by_no) == ("社会保险法", "90009")


def test_the_editor_says_what_is_missing(editor, make_course):
    page = make_course(lessons=0)
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    assert "help-warning" in response.content.decode()


def test_a_published_code_stays(editor, make_course):
    page = publish(make_course("T-01"))
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), course_data(code="T-02"))
    assert "code" in response.context["form"].errors


def test_a_draft_code_may_change_and_the_address_follows(editor, make_course):
    page = make_course("T-01", lessons=0)
    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), course_data(code="T-02"))
    assert CoursePage.objects.get().get_latest_revision_as_object().slug == "t-02"


def test_a_lesson_is_offered_the_next_code(editor, make_course):
    page = make_course("T-01", lessons=2)
    response = editor.get(add_url("lessonpage", page))
    assert response.context["form"]["code"].value() == "T-01-L3"


def test_a_lesson_takes_its_address_from_its_code(editor, make_course):
    page = make_course("T-01", lessons=1)
    editor.post(add_url("lessonpage", page), lesson_data())
    assert LessonPage.objects.get(code="T-01-L9").slug == "l9"


def test_two_lessons_never_share_a_code(editor, make_course):
    page = make_course("T-01", lessons=1)
    response = editor.post(add_url("lessonpage", page), lesson_data(code="T-01-L1"))
    assert "code" in response.context["form"].errors
    assert LessonPage.objects.count() == 1


def test_neither_is_copied(editor, make_course):
    page = make_course()
    for copied in (page, page.get_children().first()):
        assert editor.get(reverse("wagtailadmin_pages:copy", args=[copied.pk])).status_code == 302


def test_a_new_lesson_can_be_previewed(editor, make_course):
    page = make_course("T-01", lessons=1)
    url = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", page.pk])
    assert editor.post(url, lesson_data()).json()["is_valid"]
    assert "要点" in editor.get(url).content.decode()


def test_a_course_can_be_previewed(editor, make_course):
    page = make_course("T-01")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(url, course_data(code="T-01")).json()["is_valid"]
    assert "社会保险法" in editor.get(url).content.decode()


@pytest.mark.parametrize("typed", ["保险", "工伤 待遇"])
def test_the_page_list_finds_a_word_inside_a_chinese_title(client, superuser, make_course, typed):
    client.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    publish(make_course("T-01", title="工伤保险待遇实务"))
    html = client.get("/admin/pages/search/", {"q": typed}).content.decode()
    assert "工伤保险待遇实务" in html
    assert "工伤保险待遇实务" not in client.get("/admin/pages/search/", {"q": "养老"}).content.decode()
