"""Every address of a file of a lesson × who asks: only those who may study it, and those who check courses, get it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses import decks
from courses.models import CourseMedia, VersionLesson
from lms.study.tasks import services as tasks
from tests import factories
from tests.attacks.conftest import browser
from tests.courses.test_uploads import picture
from tests.pdfs import pdf
from tests.study.conftest import T0, enrolled

CHECKERS = {"editor", "hr", "leader"}


def media(**fields) -> CourseMedia:
    made = CourseMedia(title="片", type="video", duration=9, **fields)
    made.file.save("film.mp4", ContentFile(b"film"), save=False)
    made.captions.save("film.vtt", ContentFile(b"WEBVTT\n"), save=False)
    made.thumbnail.save("film.png", ContentFile(picture()), save=False)
    made.save()
    return made


@pytest.fixture
def addresses(cast):
    """Each file's address → the roles that get it; the learner of the cast is enrolled, the stranger is not."""
    film, small = media(), media()
    image = get_image_model().objects.create(
        title="图", file=ImageFile(ContentFile(picture(), name="p.png"), name="p.png"), width=4, height=4)
    paper = get_document_model().objects.create(title="表", file=ContentFile(b"x", name="form.txt"))
    slides = get_document_model().objects.create(title="课件", file=ContentFile(pdf(1), name="slides.pdf"))
    body = decks.frozen([
        {"type": "video", "id": "1", "value": {"media": film.pk, "smaller": [{"type": "item", "value": small.pk}]}},
        {"type": "image", "id": "2", "value": {"image": image.pk}},
        {"type": "document", "id": "3", "value": {"document": paper.pk}},
        {"type": "pages", "id": "4", "value": {"document": slides.pk}},
        {"type": "hand_in", "id": "W", "value": {"title": "作业", "pass_mark": 60}},
    ])
    version = factories.version(lessons=0)
    VersionLesson.objects.create(
        version=version, code="T-01-L1", number=1, title="课", rule="watch", span_seconds=9, media_ids=[film.pk],
        body=body)
    enrolment = enrolled(cast.learner, version)
    work = tasks.hand_in(enrolment=enrolment, lesson_code="T-01-L1", key="W", text="",
                         file=ContentFile(b"x", name="a.txt"), at=T0)
    shared, page = CHECKERS | {"learner"}, ["T-01", "T-01-L1", body[3]["value"]["deck"]]
    return {
        film.url: shared, film.captions_url: shared, small.url: shared, small.captions_url: shared,
        reverse("courses:poster", args=[film.thumbnail_filename]): shared,
        image.get_rendition("width-2").url: shared, paper.url: shared, slides.url: shared,
        reverse("study:page_picture", args=[*page, 1]): {"learner"}, reverse("study:page_pdf", args=page): {"learner"},
        reverse("study:draft_picture", args=[page[2], 1]): CHECKERS,
        reverse("study:draft_pdf", args=[page[2]]): CHECKERS,
        reverse("study:hand_in_file", args=[work.pk]): {"learner", "hr"},
    }


def test_files_are_for_those_who_may(cast, addresses):
    for name, person in cast.everyone().items():
        mine = browser(person)
        for address, may in addresses.items():
            assert mine.get(address).status_code == (200 if name in may else 404), (name, address)
    for address in addresses:
        assert browser().get(address).status_code == 302, address


def test_no_file_has_a_public_address(cast, addresses):
    """Wherever it lies below the media folder, its path is not an address; covers and stills apart."""
    root = Path(settings.MEDIA_ROOT)
    stored = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    assert {name.split("/")[0] for name in stored} >= {"media", "captions", "documents", "decks", "hand_ins"}
    nobody, stranger = browser(), browser(cast.stranger)
    for name in stored:
        assert nobody.get(f"/media/{name}").status_code != 200, name
        assert stranger.get(f"/media/{name}").status_code == 404, name


def test_another_lessons_page_is_not_opened_by_ones_own(cast, addresses):
    """The fingerprint alone opens nothing: the lesson in the address must be one's own, and show it."""
    enrolled(cast.stranger, factories.version("T-09"))
    shown = next(address for address in addresses if "/pages/" in address and "T-01" in address)
    assert browser(cast.stranger).get(shown).status_code == 404
    assert browser(cast.stranger).get(shown.replace("T-01", "T-09")).status_code == 404


def test_nginx_sends_what_we_allow(cast, addresses, settings):
    settings.MEDIA_ACCEL = "/protected/"
    film = next(iter(addresses))
    answer = browser(cast.learner).get(film)
    assert answer.headers["X-Accel-Redirect"].startswith("/protected/media/film")
    assert (answer.content, answer.headers["Content-Type"]) == (b"", "video/mp4")
    refused = browser(cast.stranger).get(film)
    assert (refused.status_code, "X-Accel-Redirect" in refused.headers) == (404, False)
