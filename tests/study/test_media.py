"""Videos and captions: in parts, and only for those who may."""

import pytest
from django.core.files.base import ContentFile

from courses.models import CourseMedia
from lms.study import services
from lms.study.media import RangeImpossible, range_of
from tests import factories
from tests.study.conftest import T0, enrolled

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)


@pytest.fixture
def video(db):
    made = CourseMedia(title="片", type="video", duration=60)
    made.file.save("lesson.mp4", ContentFile(CONTENT), save=False)
    made.captions.save("lesson.vtt", ContentFile(b"WEBVTT\n"), save=False)
    made.save()
    return made


def watched(video, code="T-01"):
    """A version whose only lesson shows the video."""
    from courses.models import VersionLesson

    version = factories.version(code, lessons=0)
    VersionLesson.objects.create(
        version=version, code=f"{code}-L1", number=1, title="片", rule="watch", span_seconds=60, media_ids=[video.pk]
    )
    return version


@pytest.fixture
def player(video, cast, sign_in):
    enrolled(cast.learner, watched(video))
    return sign_in(cast.learner)


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None), ("bytes=0-0", (0, 0)), ("bytes=5-9", (5, 9)), ("bytes=1000-", (1000, 1023)),
        ("bytes=-1", (1023, 1023)), ("bytes=-5000", (0, 1023)), ("bytes=1023-9999", (1023, 1023)),
        ("bytes=9-5", None), ("bytes=-", None), ("bytes=a-b", None), ("items=0-5", None), ("bytes=0-1,5-6", None),
        ("bytes=٣-٤", None),
    ],
)
def test_ranges(header, expected):
    assert range_of(header, SIZE) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=1024-", 1024), ("bytes=2000-3000", 1024), ("bytes=-0", 9),
                                              ("bytes=0-0", 0)])
def test_ranges_behind_the_end(header, size):
    with pytest.raises(RangeImpossible):
        range_of(header, size)


def test_whole_file(player, video):
    response = player.get(video.url)
    assert (response.status_code, body(response)) == (200, CONTENT)
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(("header", "start", "end"), [("bytes=0-0", 0, 0), ("bytes=10-99", 10, 99),
                                                      ("bytes=-1", 1023, 1023), ("bytes=1000-", 1000, 1023)])
def test_a_part(player, video, header, start, end):
    response = player.get(video.url, headers={"Range": header})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/{SIZE}"
    assert int(response["Content-Length"]) == end - start + 1
    assert body(response) == CONTENT[start:end + 1]


def test_behind_the_end_is_416(player, video):
    response = player.get(video.url, headers={"Range": "bytes=4000-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_head_has_the_length_and_no_body(player, video):
    response = player.head(video.url)
    assert int(response["Content-Length"]) == SIZE
    assert not response.getvalue()


def test_conditions(player, video):
    etag = player.get(video.url)["ETag"]
    assert player.get(video.url, headers={"If-None-Match": etag}).status_code == 304
    part = {"Range": "bytes=0-9"}
    assert player.get(video.url, headers=part | {"If-Range": etag}).status_code == 206
    assert player.get(video.url, headers=part | {"If-Range": '"old"'}).status_code == 200


def test_captions_are_text_for_the_same_people(player, video, cast, client):
    response = player.get(video.captions_url)
    assert (response["Content-Type"], body(response)) == ("text/vtt; charset=utf-8", b"WEBVTT\n")
    client.force_login(cast.stranger, backend="lms.people.backends.PasswordBackend")
    assert client.get(video.captions_url).status_code == 404


def test_who_may_play(player, video, cast, client):
    for name, user in cast.everyone().items():
        client.force_login(user, backend="lms.people.backends.PasswordBackend")
        wanted = 200 if name in {"learner", "editor", "hr", "leader"} else 404
        assert client.get(video.url).status_code == wanted, name


def test_a_version_not_his_does_not_open_its_video(video, cast, sign_in):
    first = factories.version()
    enrolment = enrolled(cast.learner, first)
    services.start(enrolment=enrolment, at=T0)
    watched(video)
    assert sign_in(cast.learner).get(video.url).status_code == 404


def test_signed_out_and_unknown(client, video, cast, sign_in):
    assert client.get(video.url).status_code == 302
    assert sign_in(cast.hr).get("/study/media/99999/").status_code == 404


def test_a_file_lost_is_not_found(player, video):
    video.file.storage.delete(video.file.name)
    assert player.get(video.url).status_code == 404
