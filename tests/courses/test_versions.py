"""Publishing freezes; what is frozen stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import recipes
from courses.models import Course, CourseVersion, VersionLesson
from courses.selectors import latest_version
from courses.services import CourseNotReady, write_version
from tests import factories
from tests.courses.conftest import add_lesson, publish, video


def test_a_version_holds_the_course_and_its_live_lessons_in_order(make_course):
    page = make_course(lessons=2, assessment=factories.assessment(factories.bank()))
    add_lesson(page, 3, live=False)
    version = write_version(page, by_no="90009")
    assert (version.number, version.course.code, version.published_by_no) == (1, "T-01", "90009")
    assert [(row.number, row.code, row.rule) for row in version.lessons.all()] == [
        (1, "T-01-L1", "read"), (2, "T-01-L2", "read"),
    ]
    assert recipes.sections_of(version.assessment) == recipes.sections_of(factories.recipe())
    kept = ("title", "kind", "pass_mark", "minutes", "attempts", "answers_shown")
    assert {name: version.assessment[name] for name in kept} == {name: factories.recipe()[name] for name in kept}
    assert version.lessons.first().body[0]["value"] == "<p>正文，讲清制度。</p>"


def test_video_and_classroom_lessons(make_course):
    page = make_course(lessons=0)
    media = video(125.5)
    add_lesson(page, 1, body=[("video", {"media": media})], share_required=90)
    add_lesson(page, 2, body=[], offline=True)
    watch, attend = write_version(page).lessons.all()
    assert (watch.rule, watch.span_seconds, watch.share_required, watch.media_ids) == ("watch", 125, 90, [media.pk])
    assert (attend.rule, attend.span_seconds, attend.share_required) == ("attend", 0, 100)


def test_the_same_content_writes_nothing(make_course):
    page = make_course()
    first = write_version(page)
    assert write_version(page) == first
    assert latest_version(first.course) == first
    assert CourseVersion.objects.count() == 1


def test_a_change_is_the_next_number_and_the_title_follows(make_course):
    page = make_course()
    first = write_version(page)
    page.title = "新的名称"
    second = write_version(page)
    assert (second.number, second.course.title) == (2, "新的名称")
    assert CourseVersion.objects.get(pk=first.pk).title == "课程 T-01"


def test_a_changed_recipe_is_a_change(make_course):
    page = make_course(assessment=factories.assessment(factories.bank()))
    write_version(page)
    page.assessment.pass_mark = 80
    page.assessment.save()
    assert write_version(page).number == 2


def test_what_cannot_be_learnt_is_refused(make_course):
    with pytest.raises(CourseNotReady):
        write_version(make_course(lessons=0))
    assert not Course.objects.exists()


def test_publishing_the_course_writes_a_version(make_course, superuser):
    publish(make_course(), superuser)
    version = CourseVersion.objects.get()
    assert (version.number, version.published_by_no) == (1, "90009")


def test_publishing_a_lesson_alone_writes_none(make_course):
    page = publish(make_course())
    lesson = page.get_children().first().specific
    lesson.title = "改了的课"
    publish(lesson)
    assert CourseVersion.objects.count() == 1
    publish(page)
    assert VersionLesson.objects.filter(title="改了的课", version__number=2).count() == 1


def test_saving_a_draft_writes_none(make_course):
    page = publish(make_course())
    page.title = "还在改"
    page.save_revision()
    lesson = page.get_children().first().specific
    lesson.title = "也在改"
    lesson.save_revision()
    assert CourseVersion.objects.count() == 1


def test_publishing_an_unready_course_writes_none_and_breaks_nothing(make_course):
    assert publish(make_course(lessons=0)).live
    assert not CourseVersion.objects.exists()


def test_scheduled_publication_writes_a_version(make_course):
    from django.core.management import call_command

    page = make_course()
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert CourseVersion.objects.count() == 1


def test_deleting_the_page_loses_nothing(make_course):
    page = publish(make_course())
    page.delete()
    assert VersionLesson.objects.count() == 2


@pytest.mark.parametrize("model", [CourseVersion, VersionLesson])
@pytest.mark.parametrize("change", [lambda rows: rows.update(title="篡改"), lambda rows: rows._raw_delete("default")])
def test_the_database_refuses_to_change_what_is_frozen(db, model, change):
    factories.version()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(model.objects.all())
