"""Editors see what learners will: blocks in the picker, the course as somebody enrolled. Nothing is written."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Revision

from courses.blocks import LessonBlocks
from courses.models import CourseVersion
from lms.study.models import Enrolment
from tests.courses.test_admin_pages import course_data, editor
from tests.courses.test_review import draft, first

__all__ = ["editor"]


@pytest.mark.parametrize("name", LessonBlocks().child_blocks)
def test_each_block_says_what_it_is_and_shows_it(editor, name):
    block = LessonBlocks().child_blocks[name]
    assert block.is_previewable
    assert block.get_description()
    shown = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "lms/css/tokens" in text
    words = strip_tags(text.split('<article class="reading">')[1].split("</article>")[0]).strip()
    assert len(words) > 4
    assert "(&#x27;" not in words  # what a mapping looks like where words were meant


def preview(editor, page, mode: str = "") -> str:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(url, course_data(code="T-01")).json()["is_valid"]
    return editor.get(f"{url}?mode={mode}").content.decode()


def test_the_course_as_somebody_enrolled(editor, make_course):
    page = make_course("T-01")
    draft(first(page), title="改了的课")
    revisions = Revision.objects.count()
    shown = preview(editor, page)
    assert "改了的课" in shown
    assert "本课程未指派给您" not in shown
    assert 'href="#outline"' in shown
    assert (Revision.objects.count(), Enrolment.objects.count(), CourseVersion.objects.count()) == (revisions, 0, 0)


def test_the_course_as_anybody(editor, make_course):
    shown = preview(editor, make_course("T-01"), "visitor")
    assert 'href="#outline"' not in shown


def test_a_course_without_lessons_can_be_previewed(editor, make_course):
    assert "社会保险法" in preview(editor, make_course("T-01", lessons=0))
