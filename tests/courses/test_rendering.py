"""A frozen body back on the page."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from courses.models import VersionLesson
from courses.rendering import stream_of
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
