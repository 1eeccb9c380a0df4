"""A frozen body back on the page."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from courses.models import Law, VersionLesson
from courses.rendering import drawn, stream_of
from courses.services import write_version
from tests.courses.conftest import add_lesson, video
from tests.courses.test_pages import picture


def rendered(lesson: VersionLesson) -> str:
    return render_to_string("courses/partials/body.html", {"body": stream_of(lesson.body)})


def lesson_of(make_course, code, blocks):
    page = make_course(code, lessons=0)
    add_lesson(page, 1, body=blocks)
    return write_version(page).lessons.get()


def test_what_was_frozen_is_what_is_read(make_course):
    lesson = lesson_of(make_course, "T-01", [("text", "<p>当时的正文</p>"), ("video", {"media": video()})])
    html = rendered(lesson)
    assert "当时的正文" in html
    assert "<video" in html


def test_what_was_deleted_since_is_said(make_course):
    image, media = picture(), video()
    lesson = lesson_of(make_course, "T-01", [
        ("image", {"image": image, "alt_text": "图", "caption": ""}), ("video", {"media": media}),
    ])
    image.delete()
    media.delete()
    html = rendered(lesson)
    assert "<img" not in html
    assert "<video" not in html


def test_an_unknown_block_is_left_out(db):
    raw = [{"type": "gone", "value": "x", "id": "1"}, {"type": "key_point", "value": "留", "id": "2"}]
    assert len(stream_of(raw)) == 1


@pytest.mark.parametrize("many", [20])
def test_one_picture_or_twenty_the_same_questions(make_course, many):
    def blocks(number):
        return [("image", {"image": picture(), "alt_text": "图", "caption": ""}) for _ in range(number)] + [
            ("video", {"media": video()}) for _ in range(number)
        ]

    counts = []
    for code, number in (("T-01", 1), ("T-02", many)):
        lesson = lesson_of(make_course, code, blocks(number))
        rendered(lesson)
        with CaptureQueriesContext(connection) as caught:
            rendered(lesson)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def shown(body: list) -> str:
    return render_to_string("courses/partials/body.html", {"body": drawn(body)})


CITED = {"law": "《工伤保险条例》", "document_number": "", "article": "第十四条", "text": "应当认定。", "source": "",
         "effective_on": None, "repealed_on": None}
LAW = {"type": "law", "id": "3", "value": CITED}
QUIET = [{"type": "text", "id": "1", "value": "<p>正文</p>"}, {"type": "key_point", "id": "2", "value": "三十日"}, LAW]


def test_drawn_once_looks_as_drawn_each_time(make_course):
    lesson = lesson_of(make_course, "T-01", [
        ("text", "<p>甲</p>"), ("video", {"media": video()}), ("key_point", "乙"),
        ("image", {"image": picture(), "alt_text": "图", "caption": "丙"}), ("text", "<p>丁</p>"),
    ])
    assert shown(lesson.body) == rendered(lesson)
    assert shown(lesson.body) == rendered(lesson)


def test_what_is_drawn_once_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(1):  # the register of laws, each time
        first = shown(QUIET)
    with django_assert_num_queries(0):
        shown(QUIET[:2])
    assert shown(QUIET) == first
    with translation.override("en"):
        assert "Key point" in shown(QUIET)
    assert "Key point" not in shown(QUIET)


def test_a_law_that_lapses_is_drawn_again(db):
    law = Law.objects.create(title="工伤保险条例", effective_on=dt.date(2011, 1, 1))
    with time_machine.travel(dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)):
        assert "废止" not in shown([LAW])
        Law.objects.filter(pk=law.pk).update(repealed_on=dt.date(2026, 3, 2), successor="新条例")
        assert "废止" not in shown([LAW])
    with time_machine.travel(dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)):
        assert "新条例" in shown([LAW])


def test_a_link_to_a_page_is_drawn_each_time(make_course):
    page = make_course("T-07", lessons=0)
    body = [{"type": "text", "id": "1", "value": f'<p><a linktype="page" id="{page.pk}">此课</a></p>'}]
    assert f'href="{page.url}"' in shown(body)
    page.delete()
    assert 'href="' not in shown(body)
