"""发布前检查: what stops a course, what reviewers weigh, what is only said, each with where it is mended."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import hooks
from wagtail.documents import get_document_model

from courses import inspection
from courses.inspection import Weight
from courses.inspection.hours import HoursRule
from courses.models import LessonPage
from tests import factories
from tests.courses.conftest import add_lesson, publish, video
from tests.courses.test_review import draft, enter, first
from tests.courses.test_workflow import people

__all__ = ["people"]


def found(page, weight: Weight | None = None):
    fresh = type(page).objects.get(pk=page.pk)
    return [one for one in inspection.findings_of(fresh) if weight in (None, one.weight)]


def stops(page):
    return found(page, Weight.STOPS)


def body(html: str):
    return [("text", html)]


def test_a_sound_course_is_stopped_by_nothing(make_course):
    assert found(make_course(hours=Decimal("0.25")), Weight.STOPS) == []


def test_each_finding_says_where_it_is_mended(make_course):
    page = make_course(lessons=1)
    lesson = add_lesson(page, 2, body=[])
    [one] = stops(page)
    assert (one.where, one.url) == (lesson.title, reverse("wagtailadmin_pages:edit", args=[lesson.pk]))


@pytest.mark.parametrize(("words", "weights"), [
    ({}, [Weight.STOPS]),
    ({"transcript": "解说词"}, [Weight.WARNS]),
    ({"captions": "captions/v.vtt"}, []),
])
def test_a_film_needs_words(make_course, words, weights):
    page = make_course(lessons=0, hours=Decimal("0.25"))
    film = video(**words)
    add_lesson(page, 1, body=[("video", {"media": film})])
    mine = [one for one in found(page) if one.url == reverse("wagtailmedia:edit", args=[film.pk])]
    assert [one.weight for one in mine] == weights


def test_a_picture_needs_words(make_course):
    page = make_course(lessons=0)
    add_lesson(page, 1, body=[("image", {"image": None, "alt_text": "", "caption": ""})])
    assert any("图" in one.text or "picture" in one.text for one in stops(page))


@pytest.mark.parametrize(("fields", "weights"), [
    ({"without_assessment": ""}, [Weight.STOPS]),
    ({"without_assessment": "  "}, [Weight.STOPS]),
    ({"without_assessment": "以承诺书代替"}, [Weight.NOTES]),
    ({"without_assessment": "", "counter": "concentrated"}, []),
    ({"without_assessment": "", "hours": Decimal("0")}, []),
])
def test_hours_online_ask_for_an_assessment_or_a_reason(make_course, fields, weights):
    page = make_course(**({"hours": Decimal("0.25")} | fields))
    assert [one.weight for one in found(page)] == weights


@pytest.mark.parametrize(("hours", "weights"), [
    ("0.25", []), ("0.30", [Weight.STOPS]), ("0.50", [Weight.WARNS]), ("2", [Weight.WARNS]),
])
def test_hours_by_the_rule(make_course, hours, weights):
    """Two lessons of ten minutes make a quarter at 45 minutes an hour."""
    page = make_course(hours=Decimal(hours))
    assert [one.weight for one in found(page) if one.weight != Weight.NOTES] == weights


def test_a_room_above_says_the_rule(make_course):
    page = make_course(hours=Decimal("2"))
    with hooks.register_temporarily("course_hours_rule", lambda day: HoursRule(10, Decimal("0.5"), "试行")):
        assert found(page, Weight.WARNS) == []


def test_an_exam_counts_its_minutes(make_course):
    page = make_course(hours=Decimal("1"), assessment=factories.assessment(factories.bank(), minutes=30))
    assert found(page, Weight.WARNS) == []


@pytest.mark.parametrize("html", [
    '<p><a linktype="page" id="999999">制度</a></p>',
    '<p><a linktype="document" id="999999">附件</a></p>',
    '<p><a href="#nowhere">见下</a></p>',
    '<p><a href="/no-such-page/">旧页</a></p>',
    '<p><a href="/courses/no-such-course/">旧课</a></p>',
    '<p><a href="javascript:alert(1)">坏</a></p>',
    '<p><a href="">空</a></p>',
])
def test_a_dead_link_stops_the_course(make_course, html):
    page = make_course(lessons=0, hours=Decimal("0.25"))
    lesson = add_lesson(page, 1, body=body(html), minutes=20)
    assert [one.where for one in stops(page)] == [lesson.title]


def test_good_links_stop_nothing(make_course, catalogue):
    page = publish(make_course(lessons=1, hours=Decimal("0.25")))
    paper = get_document_model().objects.create(title="表", file=ContentFile(b"x", name="a.txt"))
    html = (f'<h3 id="mark">一</h3><p><a linktype="page" id="{catalogue.pk}">目录</a>'
            f'<a linktype="document" id="{paper.pk}">表</a><a href="#mark">上文</a><a href="{page.get_url()}">课程</a>'
            '<a href="mailto:a@example.org">信</a></p>')
    other = make_course("T-02", lessons=0, hours=Decimal("0.25"))
    add_lesson(other, 1, body=body(html), minutes=20)
    assert stops(other) == []


def test_a_link_to_a_lesson_that_comes_with_the_course_is_good(make_course):
    page = make_course(lessons=1, hours=Decimal("0.25"))
    new = draft(add_lesson(page, 2, live=False))
    draft(first(page), body=body(f'<p><a linktype="page" id="{new.pk}">下一课</a></p>'))
    assert stops(page) == []


def test_what_leads_outside_is_named_and_never_fetched(make_course, monkeypatch):
    import socket

    page = make_course(lessons=0, hours=Decimal("0.25"))
    add_lesson(page, 1, body=body('<p><a href="https://example.org/law">全文</a></p>'), minutes=20)
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args))
    assert "example.org" in next(one.text for one in found(page, Weight.NOTES))
    assert not asked


def test_a_deleted_document_stops_the_course(make_course):
    paper = get_document_model().objects.create(title="表", file=ContentFile(b"x", name="a.txt"))
    page = make_course(lessons=0, hours=Decimal("0.25"))
    add_lesson(page, 1, body=[("document", {"document": paper, "note": ""}), *body("<p>正文</p>")], minutes=20)
    assert stops(page) == []
    paper.delete()
    assert stops(page)


def test_the_bank_is_looked_into(make_course):
    bank = factories.bank(singles=4, multis=2, judges=3)
    page = make_course(assessment=factories.assessment(bank), hours=Decimal("1"))
    assert found(page) == []
    bank.questions.filter(kind="judge").first().__class__.objects.filter(code="B1-J3").update(retired=True)
    assert [one.weight for one in found(page)] == [Weight.WARNS, Weight.NOTES]
    bank.questions.filter(kind="single").update(retired=True)
    [shortage] = stops(page)
    assert shortage.url == reverse("courses_assessments:edit", args=[page.assessment.pk])


def test_from_the_second_version_on_the_change_is_told(make_course):
    page = publish(make_course(hours=Decimal("0.25")))
    assert found(page, Weight.STOPS) == []
    draft(first(page), title="改了的课")
    [one] = stops(page)
    assert one.where == page.title
    page.change_note = "第一课改名"
    page.save()
    assert stops(page) == []


def test_the_note_of_the_version_before_does_not_serve_again(make_course):
    page = publish(make_course(hours=Decimal("0.25"), change_note="首次发布"))
    draft(first(page), title="改了的课")
    assert len(stops(page)) == 1


def test_the_page_of_checks(make_course, people, client):
    page = make_course(lessons=1)
    lesson = add_lesson(page, 2, body=[])
    enter(client, people["HR officers"])
    shown = client.get(reverse("course_check", args=[page.pk]))
    assert shown.status_code == 200
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in shown.content.decode()
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("course_check", args=[page.pk]) in editor


def test_whoever_does_not_edit_finds_no_such_page(make_course, learner, client):
    page = make_course()
    enter(client, learner)
    for name in ("course_check", "course_coming"):
        assert client.get(reverse(name, args=[page.pk])).status_code == 404


def test_the_page_asks_as_much_for_ten_times_the_lessons(make_course, superuser, client):
    client.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    page = make_course(lessons=2, hours=Decimal("0.25"))
    url = reverse("course_check", args=[page.pk])
    client.get(url)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = asked()
    for number in range(3, 21):
        add_lesson(page, number, body=body('<p><a linktype="page" id="1">一</a></p>'))
    assert LessonPage.objects.child_of(page).count() == 20
    assert asked() <= few + 1  # the pages that links name
