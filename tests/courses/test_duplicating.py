"""A course like another: drafts, lessons and recipe under new codes; no record, no version."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.models import Assessment, Course, CoursePage, CourseVersion, LessonPage, Question
from courses.services import duplicate_course
from tests import factories
from tests.courses.conftest import add_lesson, publish
from tests.courses.test_review import draft, enter, first
from tests.courses.test_workflow import people

__all__ = ["people"]


@pytest.fixture
def original(make_course):
    page = make_course(assessment=factories.assessment(factories.bank(), pass_mark=70), category="法律",
                       change_note="首次发布", introduction="<p>简介</p>")
    page.tags.add("工伤")
    page.save()
    return publish(page)


def copied(page, by, **changes) -> CoursePage:
    return duplicate_course(page=page, by=by, **({"code": "T-02", "title": "工伤（县区版）"} | changes))


def test_all_is_copied_under_new_codes_as_a_draft(original, superuser):
    draft(first(original), title="改了的课")
    made = CoursePage.objects.get(pk=copied(original, superuser).pk)
    assert (made.code, made.slug, made.title, made.live, made.owner) == (
        "T-02", "t-02", "工伤（县区版）", False, superuser)
    assert (made.category, made.introduction, made.hours) == ("法律", "<p>简介</p>", original.hours)
    assert (made.change_note, [tag.name for tag in made.tags.all()]) == ("", ["工伤"])
    lessons = list(LessonPage.objects.child_of(made).order_by("path"))
    assert [(one.code, one.slug, one.title, one.live) for one in lessons] == [
        ("T-02-L1", "l1", "改了的课", False), ("T-02-L2", "l2", "第2课", False)]
    assert lessons[0].body.raw_data[0]["value"] == first(original).body.raw_data[0]["value"]


def test_the_recipe_is_its_own_the_questions_are_shared(original, superuser):
    questions = Question.objects.count()
    made = copied(original, superuser)
    assert made.assessment != original.assessment
    assert (made.assessment.bank, made.assessment.pass_mark) == (original.assessment.bank, 70)
    Assessment.objects.filter(pk=made.assessment_id).update(pass_mark=90)
    original.assessment.refresh_from_db()
    assert original.assessment.pass_mark == 70
    assert Question.objects.count() == questions


def test_no_record_and_no_version_comes_along(original, superuser):
    copied(original, superuser)
    assert (Course.objects.count(), CourseVersion.objects.count()) == (1, 1)


def test_the_copy_can_be_published_and_the_original_stays(original, superuser):
    publish(copied(original, superuser))
    assert [str(version) for version in CourseVersion.objects.order_by("pk")] == ["T-01 v1", "T-02 v1"]
    assert list(CourseVersion.objects.get(course__code="T-02").lessons.values_list("code", flat=True)) == [
        "T-02-L1", "T-02-L2"]


def test_a_lesson_code_of_another_shape_becomes_the_next(original, superuser):
    add_lesson(original, 7, code="OLD-7")
    made = copied(CoursePage.objects.get(pk=original.pk), superuser)
    assert LessonPage.objects.child_of(made).filter(code="T-02-L3").exists()


@pytest.mark.parametrize("code", ["T-01", "t-01", "。。", "T 01", "GONE-1"])
def test_a_code_that_is_no_code_or_taken_is_refused(original, superuser, code):
    Course.objects.create(code="GONE-1", title="页面已删除的课程")
    with pytest.raises(ValidationError):
        copied(original, superuser, code=code)
    assert CoursePage.objects.count() == 1


def test_when_it_fails_nothing_is_left(original, superuser, monkeypatch):
    monkeypatch.setattr(LessonPage, "save_revision", lambda self, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copied(original, superuser)
    assert (CoursePage.objects.count(), Assessment.objects.count()) == (1, 1)


def test_the_way_through_the_administration(original, people, client):
    enter(client, people["author"])
    original.refresh_from_db()
    copy = client.get(reverse("wagtailadmin_pages:copy", args=[original.pk]))
    address = reverse("course_duplicate", args=[original.pk])
    assert copy.headers["Location"] == address
    assert client.get(address).status_code == 200
    assert client.post(address, {"title": "新课", "code": "T-01"}).context["form"].errors["code"]
    response = client.post(address, {"title": "新课", "code": "T-02"})
    made = CoursePage.objects.get(code="T-02")
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[made.pk])


def test_a_leader_who_adds_no_pages_finds_no_such_page(original, people, learner, client):
    for person in (people["Leaders"], learner):
        enter(client, person)
        assert client.get(reverse("course_duplicate", args=[original.pk])).status_code == 404
