"""Pictures are for signed-in people; nothing else under the media folder is."""

from pathlib import Path

import pytest
from django.conf import settings


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


@pytest.mark.parametrize("folder", ["images", "media_thumbnails"])
def test_a_signed_in_person_sees_pictures(reader, files, folder):
    response = reader.get(f"/media/{folder}/x.png")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"picture")
    assert response.headers["Cache-Control"].startswith("private, max-age=31536000")
    assert response.headers["Content-Type"] == "image/png"


def test_a_stranger_does_not(client, db, files):
    assert client.get("/media/images/x.png").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["media/x.png", "captions/x.png", "documents/x.png", "images/none.png", "images/../media/x.png",
     "images/%2e%2e/captions/x.png", "images/..%2fdocuments/x.png", "images/"],
)
def test_nothing_else_is_reachable(reader, files, path):
    assert reader.get(f"/media/{path}").status_code == 404


def test_reading_only(reader, files):
    assert reader.post("/media/images/x.png").status_code == 405
