"""A PDF shown page by page: what is kept, what is refused, and that a version keeps its pages."""

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.documents import get_document_model

from courses import checks, decks
from courses.models import CourseVersion
from courses.rendering import stream_of
from tests.courses.conftest import add_lesson, publish
from tests.pdfs import PROTECTED, pdf


def document(content: bytes, name: str = "slides.pdf"):
    return get_document_model().objects.create(title="课件", file=ContentFile(content, name=name))


def test_a_deck_is_kept_once_with_sizes(db):
    made = document(pdf(3))
    first = decks.keep(made)
    assert [(page.number, page.width, page.height) for page in first.pages] == [
        (number, 1280, 720) for number in (1, 2, 3)]
    assert decks.keep(made) == first == decks.find(first.digest)
    assert decks.pdf_of(first.digest).read_bytes() == pdf(3) or decks.pdf_of(first.digest).stat().st_size


def test_pages_are_drawn_when_asked_for(db):
    deck = decks.keep(document(pdf(2)))
    picture = decks.page_picture(deck.digest, 2)
    with Image.open(picture) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (1280, 720))
    assert decks.page_picture(deck.digest, 0) is None
    assert decks.page_picture(deck.digest, 3) is None


@pytest.mark.parametrize("digest", ["", "0" * 40, "../../etc", "g" * 40, "0" * 39])
def test_what_is_no_fingerprint_is_nothing(digest):
    assert decks.find(digest) is None
    assert decks.pdf_of(digest) is None
    assert decks.page_picture(digest, 1) is None


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"%PDF-1.4 nothing more", "a.pdf", "损坏"), (b"x" * 50, "a.pdf", "损坏"), (PROTECTED, "a.pdf", "密码"),
        (b"x" * 50, "a.pptx", "PDF"), (pdf(301), "a.pdf", "300"),
    ],
)
def test_what_cannot_be_shown_is_said_to_the_editor(make_course, content, name, word):
    course = make_course(lessons=0)
    add_lesson(course, 1, body=[("pages", {"document": document(content, name), "note": ""})])
    (problem,) = checks.problems_of(course)
    assert word in problem


def test_a_version_keeps_its_pages_whatever_becomes_of_the_document(make_course):
    course, slides = make_course(lessons=0), document(pdf(5))
    lesson = add_lesson(course, 1, body=[("pages", {"document": slides, "note": ""})])
    publish(lesson)
    publish(course)
    frozen = CourseVersion.objects.get().lessons.get()
    assert (frozen.rule, frozen.span_seconds, frozen.share_required) == ("pages", 15, 100)
    slides.delete()
    (block,) = stream_of(frozen.body)
    assert (len(block.value.deck.pages), block.value.title) == (5, "课件")
    assert decks.page_picture(block.value.deck.digest, 5).exists()
