"""Pictures are for those who may see them; nothing else under the media folder has an address."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from courses.models import CourseMedia, CoursePage
from tests.courses.test_uploads import picture


@pytest.fixture
def files():
    for folder in ("images", "media", "captions", "documents", "media_thumbnails"):
        place = Path(settings.MEDIA_ROOT) / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / "x.png").write_bytes(b"picture")


@pytest.fixture
def reader(client, learner):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.fixture
def cover(make_course):
    image = get_image_model().objects.create(title="封面", file=ContentFile(picture(), name="c.png"), width=4, height=4)
    course = make_course()
    CoursePage.objects.filter(pk=course.pk).update(cover=image)
    return image.get_rendition("width-2")


def test_a_cover_is_for_everyone_signed_in(reader, cover):
    response = reader.get(cover.url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert response.headers["Cache-Control"].startswith("private, max-age=31536000")


def test_a_picture_of_no_course_and_no_lesson_of_his_is_not(reader, cover):
    CoursePage.objects.update(cover=None)
    assert reader.get(cover.url).status_code == 404


def test_a_still_belongs_to_its_film(reader, superuser, files):
    CourseMedia.objects.create(
        title="片", type="video", duration=9, file="media/v.mp4", thumbnail="media_thumbnails/x.png"
    )
    assert reader.get("/media/media_thumbnails/x.png").status_code == 404
    reader.force_login(superuser, backend="lms.people.backends.PasswordBackend")
    assert reader.get("/media/media_thumbnails/x.png").status_code == 200


def test_a_stranger_does_not(client, db, files):
    assert client.get("/media/images/x.png").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["media/x.png", "captions/x.png", "documents/x.png", "images/none.png", "images/../media/x.png", "images/x.png",
     "images/%2e%2e/captions/x.png", "images/..%2fdocuments/x.png", "images/", "media_thumbnails/x.png", "decks/x.png",
     "hand_ins/x.png", "original_images/x.png"],
)
def test_nothing_else_is_reachable(reader, files, path):
    assert reader.get(f"/media/{path}").status_code == 404


def test_reading_only(reader, files):
    assert reader.post("/media/images/x.png").status_code == 405
