"""A small site: home, catalogue, and makers of courses and lessons."""

from decimal import Decimal

import pytest
from wagtail.models import Locale, Page, Site

from courses.models import CataloguePage, CourseMedia, CoursePage, LessonPage
from home.models import HomePage
from lms.people.models import User

READ = [("text", "<p>正文，讲清制度。</p>")]


@pytest.fixture
def catalogue(db) -> CataloguePage:
    Locale.objects.get_or_create(language_code="zh-hans")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")  # gone after a transactional test
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="首页", slug="t-home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
    return CataloguePage.objects.first() or home.add_child(instance=CataloguePage(title="课程", slug="courses"))


@pytest.fixture
def make_course(catalogue):
    """A draft course with so many live lessons; nothing is frozen yet."""

    def _make(code: str = "T-01", lessons: int = 2, **fields) -> CoursePage:
        values = {"title": f"课程 {code}", "hours": Decimal("2"), "live": False,
                  "without_assessment": "自学"} | fields
        page = catalogue.add_child(instance=CoursePage(code=code, **values))
        for number in range(1, lessons + 1):
            add_lesson(page, number)
        return page

    return _make


def add_lesson(course: CoursePage, number: int, body=None, **fields) -> LessonPage:
    values = {"title": f"第{number}课", "code": f"{course.code}-L{number}", "body": READ if body is None else body}
    lesson = course.add_child(instance=LessonPage(**(values | fields)))
    course.refresh_from_db()
    return lesson


def publish(page, user=None):
    """As the editor's button does: a revision, then publication. Returns the page as it now stands."""
    page.save_revision(user=user).publish()
    return type(page).objects.get(pk=page.pk)


def video(duration: float = 125.5, **fields) -> CourseMedia:
    return CourseMedia.objects.create(title="录像", type="video", duration=duration, file="media/v.mp4", **fields)


@pytest.fixture
def learner(db) -> User:
    return User.objects.create_user("90001", "学员甲", "Study-2026")


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create_superuser("90009", "编辑庚", "Study-2026")
