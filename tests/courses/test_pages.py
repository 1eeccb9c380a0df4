"""Catalogue, course and lesson as their readers meet them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.models import LessonPage
from tests import factories
from tests.courses.conftest import add_lesson, publish, video


def picture(title="封面"):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def queries_of(client, url):
    client.get(url)  # renditions and the site's root are made and cached on the first visit
    with CaptureQueriesContext(connection, ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.fixture
def reader(client, learner):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.fixture
def editor(client, superuser):
    client.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.mark.parametrize("path", ["/courses/", "/courses/t-01/", "/courses/t-01/l1/"])
def test_a_stranger_is_sent_to_the_sign_in(client, make_course, path):
    publish(make_course())
    response = client.get(path)
    assert response.status_code == 302
    assert "next=" in response.headers["Location"]


def test_the_catalogue_shows_what_is_published(reader, make_course):
    publish(make_course("T-01", title="社会保险法实务", category="法规", cover=picture()))
    make_course("T-02", title="还是草稿")
    html = reader.get("/courses/").content.decode()
    assert "社会保险法实务" in html
    assert "还是草稿" not in html
    assert 'width="640"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=工伤", "B"), ("q=年假", "A"), ("category=法规", "A"), ("tag=fa-gui", "B"), ("q=没有的词", ""),
     ("q=年假 实务", "A"), ("page=99", "AB")],
)
def test_filters(reader, make_course, query, found):
    publish(make_course("T-01", title="年休假实务A课", category="法规", keywords="年假"))
    second = make_course("T-02", title="工伤保险B课", category="服务")
    second.tags.add("法规")
    second.save()
    publish(second)
    second.tags.all().update(slug="fa-gui")
    html = reader.get(f"/courses/?{query}").content.decode()
    assert [letter for letter in "AB" if f"{letter}课</a>" in html] == list(found)


def test_words_may_stand_in_different_parts_of_a_course(reader, make_course):
    page = make_course("T-01", lessons=0, title="条例A课")
    add_lesson(page, 1, body=[("text", "<p>职工上下班途中受伤，工伤保险待遇如何认定。</p>")])
    publish(page)
    draft = make_course("T-02", lessons=0, live=True, title="其他B课")
    add_lesson(draft, 1, body=[("text", "<p>工伤保险</p>")], live=False)
    other = make_course("T-03", lessons=0, title="条例C课")
    add_lesson(other, 1, body=[("text", "<p>社会保障与工伤待遇，以及保险。</p>")])
    publish(other)
    html = reader.get("/courses/?q=工伤保险 条例").content.decode()
    assert "A课</a>" in html
    assert "B课</a>" not in html
    assert "C课</a>" not in html, "工伤 and 保险 stand apart there"
    assert "C课</a>" not in reader.get("/courses/?q=社会保险").content.decode()


def test_an_empty_catalogue_says_so(reader, catalogue):
    assert 'class="empty"' in reader.get("/courses/").content.decode()


def test_the_catalogue_pages_by_12(reader, make_course):
    for number in range(1, 14):
        make_course(f"T-{number:02}", lessons=0, live=True)
    assert reader.get("/courses/").content.decode().count("course-card-body") == 12
    assert reader.get("/courses/?page=2").content.decode().count("course-card-body") == 1


def test_the_catalogue_weighs_15_kb_at_most_uncompressed(reader, make_course):
    """Design 3: a learner's page after the first visit. Long titles, pictures, a line and a category each."""
    for number in range(1, 31):
        make_course(f"T-{number:02}", live=True, cover=picture(), title="社会保险经办机构内部控制与业务风险防范" * 2,
                    introduction="<p>本课程面向全体在岗人员，讲清机关工作人员该负什么责。</p>" * 5,
                    category=f"业务能力{number % 6}", line=f"条线{number % 6}")
    assert len(reader.get("/courses/").content) < 15_000


def test_the_catalogue_asks_the_same_questions_for_one_and_forty(reader, make_course):
    make_course("T-00", lessons=1, live=True, cover=picture())
    one = queries_of(reader, "/courses/")
    for number in range(1, 24):
        make_course(f"T-{number:02}", lessons=1, live=True, cover=picture())
    for number in range(24, 40):
        make_course(f"T-{number:02}", lessons=0, live=True)
    assert queries_of(reader, "/courses/") == one


def test_the_course_page_asks_the_same_questions_for_one_and_forty(reader, make_course):
    make_course("T-01", lessons=1, live=True, assessment=factories.assessment(factories.bank()))
    many = make_course("T-02", lessons=40, live=True, assessment=factories.assessment(factories.bank("B2")))
    many.tags.add("一", "二", "三")
    many.save()
    reader.get("/courses/t-01/")
    assert queries_of(reader, "/courses/t-01/") == queries_of(reader, "/courses/t-02/")


def test_the_course_page_without_an_assignment(reader, make_course):
    page = publish(make_course(basis="人社发〔2026〕1号", assessment=factories.assessment(factories.bank())))
    html = reader.get(page.get_url()).content.decode()
    assert page.get_url() == "/courses/t-01/"
    assert "人社发〔2026〕1号" in html
    assert "第2课" in html
    assert "/courses/t-01/l1/" not in html
    assert html.count("<h1") == 1


def my_course(**changes):
    lessons = [SimpleNamespace(code="T-01-L1", title="第1课", minutes=10, state="done", url="/study/t-01/T-01-L1/"),
               SimpleNamespace(code="T-01-L2", title="第2课", minutes=10, state="todo", url="")]
    values = {"enrolled": True, "lessons": lessons, "due_on": date(2026, 6, 30), "next_url": "", "start_url": "",
              "exam_url": "", "exam_ready": False, "completed_at": None, "grade": None}
    return SimpleNamespace(**(values | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"next_url": "/study/next/"}, 'href="/study/next/"'), ({"start_url": "/study/start/"}, 'action="/study/start/"'),
     ({"exam_url": "/exam/", "exam_ready": True}, 'href="/exam/"'), ({}, 'href="/study/t-01/T-01-L1/"'),
     ({"completed_at": date(2026, 5, 1), "grade": 95}, "95")],
)
def test_the_course_page_shows_my_state(rf, learner, make_course, changes, expected):
    page = publish(make_course(assessment=factories.assessment(factories.bank())))
    request = rf.get(page.get_url())
    request.user, request.my_course = learner, my_course(**changes)
    request.session = {}
    assert expected in page.serve(request).render().content.decode()


def test_a_lesson_sends_learners_to_the_course(rf, learner, make_course):
    """The page's own answer; the study room's hook may stand before it."""
    page = publish(make_course())
    request = rf.get("/courses/t-01/l1/")
    request.user = learner
    response = page.get_children().first().specific.serve(request)
    assert (response.status_code, response.headers["Location"]) == (302, "/courses/t-01/")


def test_editors_read_a_lesson_with_all_its_blocks(editor, make_course):
    page = make_course(lessons=0, live=True)
    media = video(60, captions="captions/v.vtt", transcript="逐字稿")
    add_lesson(page, 1, body=[
        ("text", "<h3>一、制度</h3>"), ("image", {"image": picture(), "alt_text": "流程图", "caption": "图一"}),
        ("video", {"media": media}), ("key_point", "要点一"),
        ("law", {"law": "社会保险法", "article": "第六十二条", "text": "原文", "effective_on": date(2011, 7, 1)}),
    ])
    html = editor.get("/courses/t-01/l1/").content.decode()
    for expected in ("一、制度", 'alt="流程图"', "图一", "playsinline", 'kind="captions"', "逐字稿", "要点一",
                     "第六十二条"):
        assert expected in html
    assert "style=" not in html


def test_slugs_follow_codes(catalogue):
    from courses.models import CoursePage

    page = catalogue.add_child(instance=CoursePage(title="社会保险法", code="CIP-07"))
    lesson = page.add_child(instance=LessonPage(title="征缴", code="CIP-07-L3"))
    assert (page.slug, lesson.slug) == ("cip-07", "l3")
