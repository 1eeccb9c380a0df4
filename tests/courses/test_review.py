"""The course is the unit of review: its lessons go live with it, and wait while it is reviewed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from courses import checks, lessons
from courses.models import CourseVersion, LessonPage
from courses.services import ensure_publication_workflow
from lms.people.models import User
from tests.courses.conftest import add_lesson, publish
from tests.courses.test_admin_pages import add_url, course_data, lesson_data
from tests.courses.test_workflow import NAMES, people

__all__ = ["people"]


def draft(lesson: LessonPage, **changes) -> LessonPage:
    for name, value in changes.items():
        setattr(lesson, name, value)
    lesson.save_revision()
    return LessonPage.objects.get(pk=lesson.pk)


def first(page) -> LessonPage:
    return LessonPage.objects.child_of(page).order_by("path").first()


@pytest.fixture
def reviewed(people, catalogue, make_course):
    """A live course of two lessons, submitted again by its author."""
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = publish(make_course())
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    return page


def enter(client, person: User) -> None:
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person, backend="lms.people.backends.PasswordBackend")


def test_the_drafts_of_lessons_go_live_with_their_course(make_course):
    page = publish(make_course())
    draft(first(page), title="改了的课")
    draft(add_lesson(page, 3, live=False))
    assert CourseVersion.objects.count() == 1
    publish(page)
    titles = list(CourseVersion.objects.get(number=2).lessons.values_list("title", flat=True))
    assert titles == ["改了的课", "第2课", "第3课"]
    assert not any(lesson.has_unpublished_changes or not lesson.live for lesson in lessons.of_course(page))


def test_three_approvals_publish_the_whole_course(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    page = make_course(lessons=0)
    for number in (1, 2, 3):
        draft(add_lesson(page, number, live=False))
    page.save_revision(user=people["author"])
    page.get_workflow().start(page, people["author"])
    for name in NAMES:
        page.refresh_from_db()
        page.current_workflow_task_state.approve(user=people[name])
    assert CourseVersion.objects.get().lessons.count() == 3


def test_a_lesson_has_no_review_of_its_own(people, catalogue, make_course):
    ensure_publication_workflow(group_names=NAMES, root_page=catalogue)
    lesson = first(make_course())
    assert (lesson.has_workflow, lesson.get_workflow()) == (False, None)


def test_a_lesson_taken_off_stays_off(make_course):
    page = publish(make_course())
    lesson = publish(first(page))
    lesson.unpublish()
    draft(LessonPage.objects.get(pk=lesson.pk), title="又改了")
    publish(page)
    assert list(CourseVersion.objects.get(number=2).lessons.values_list("code", flat=True)) == ["T-01-L2"]
    assert len(checks.notes_of(page)) == 1


def test_an_unready_draft_keeps_the_lessons_as_they_were(make_course):
    page = publish(make_course())
    draft(first(page), title="改了的课", body=[])
    assert checks.problems_of(page)
    publish(page)
    assert CourseVersion.objects.count() == 1
    assert first(page).title == "第1课"


def test_a_part_left_unfilled_is_a_problem(make_course):
    page = make_course(lessons=1)
    lesson = first(page)
    draft(lesson, body=[("law", {"law": "", "article": "", "text": "", "effective_on": None})])
    assert len(checks.problems_of(page)) == 1


def test_lessons_stand_still_during_the_review(reviewed, people):
    lock = first(reviewed).get_lock()
    assert lock.for_user(people["Leaders"])
    assert lock.for_user(people["HR officers"])
    assert not lock.for_user(people[NAMES[0]])  # the first reviewer
    assert lock.for_user(people["author"])  # though an editor too


def test_no_lesson_is_added_during_the_review(reviewed, people, client):
    reviewed.refresh_from_db()
    reviewed.current_workflow_task_state.approve(user=people[NAMES[0]])
    enter(client, people["author"])
    assert client.get(add_url("lessonpage", reviewed)).status_code == 302
    client.post(add_url("lessonpage", reviewed), lesson_data())
    assert lessons.of_course(reviewed)[-1].code == "T-01-L2"


@pytest.mark.parametrize("name", NAMES)
def test_no_button_goes_round_the_review(people, make_course, client, name):
    page = publish(make_course())
    enter(client, people[name])
    for edited, data in ((page, course_data(code="T-01")), (first(page), lesson_data(code="T-01-L1"))):
        address = reverse("wagtailadmin_pages:edit", args=[edited.pk])
        assert 'name="action-publish"' not in client.get(address).content.decode()
        client.post(address, data | {"action-publish": "1"})
        edited.refresh_from_db()
        assert edited.title not in {"社会保险法", "征缴"}
    assert CourseVersion.objects.count() == 1


def test_nor_does_the_bulk_action(people, make_course, client):
    page = make_course()
    enter(client, people["Leaders"])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={page.pk}", {"include_descendants": "on"})
    page.refresh_from_db()
    assert not page.live


def test_the_course_page_lists_its_lessons(people, make_course, client):
    page = publish(make_course())
    draft(first(page), title="改了的课")
    enter(client, people["author"])
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "改了的课" in shown
    assert reverse("wagtailadmin_pages:view_draft", args=[first(page).pk]) in shown


def test_the_author_reads_why_it_was_sent_back(reviewed, people, client):
    reviewed.refresh_from_db()
    reviewed.current_workflow_task_state.reject(user=people[NAMES[0]], comment="请补充依据文件")
    enter(client, people["author"])
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[reviewed.pk])).content.decode()
    assert "请补充依据文件" in shown
