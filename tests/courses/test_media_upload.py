"""Many recordings at once: each kept or refused for itself, known again, filled in afterwards."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from courses.models import Course, CourseMedia
from tests.courses.test_films import film
from tests.courses.test_uploads import FILM, sound
from tests.pdfs import pdf

BAD = {"cut.mp4": FILM.read_bytes()[:2000], "renamed.mp4": sound(), "short.wav": sound(0), "empty.mp3": b"",
       "page.html": b"<html>", "no.pdf": b"%PDF-1.4 nothing", "photo.jpg": b"\xff\xd8\xff"}
GOOD = {"film.mp4": FILM.read_bytes(), "talk.wav": sound(), "slides.pdf": pdf(2)}


def files(named: dict[str, bytes]) -> dict:
    return {"files": [SimpleUploadedFile(name, content) for name, content in named.items()]}


def send(client, named, **headers):
    return client.post(reverse("course_media_upload"), files(named), **headers)


@pytest.mark.parametrize(("who", "status"), [
    ("editor", 200), ("hr", 404), ("leader", 404), ("auditor", 404), ("system_admin", 404), ("learner", 302),
])
def test_only_who_keeps_recordings(cast, sign_in, who, status):
    client = sign_in(getattr(cast, who))
    for name in ("course_media_upload", "course_media_details"):
        expected = 404 if status == 200 and name == "course_media_details" else status
        assert client.get(reverse(name)).status_code == expected
    if status != 200:
        assert send(client, GOOD).status_code == status
        assert not CourseMedia.objects.exists()


def test_without_script_the_form_sends_them_all(cast, sign_in):
    client = sign_in(cast.editor)
    response = send(client, GOOD)
    assert response.status_code == 302
    assert {(media.title, media.type, media.uploaded_by_user) for media in CourseMedia.objects.all()} == {
        ("film", "video", cast.editor), ("talk", "audio", cast.editor)}
    assert all(media.duration > 0 and len(media.digest) == 64 for media in CourseMedia.objects.all())
    assert get_document_model().objects.get().title == "slides"
    page = client.get(response.url).content.decode()
    assert page.count("<section") >= 3
    assert "talk" in page


def test_what_is_refused_is_named_with_its_reason_and_the_rest_is_kept(cast, sign_in):
    response = send(sign_in(cast.editor), BAD | {"talk.wav": sound()})
    text = response.content.decode()
    assert response.status_code == 200
    for name in BAD:
        assert name in text
    assert text.count("media-refused") == len(BAD)
    assert text.count("media-kept") == 1
    assert CourseMedia.objects.count() == 1
    assert not get_document_model().objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.stem in {"cut", "renamed", "short", "no"}]


def test_with_script_each_is_answered_for_itself(cast, sign_in):
    client = sign_in(cast.editor)
    good = send(client, {"film.mp4": GOOD["film.mp4"]}, headers={"accept": "application/json"})
    assert (good.status_code, good.json()["key"]) == (200, f"media-{CourseMedia.objects.get().pk}")
    bad = send(client, {"cut.mp4": BAD["cut.mp4"]}, headers={"accept": "application/json"})
    assert bad.status_code == 400
    assert bad.json()["key"] == ""
    assert bad.json()["words"]
    assert client.post(reverse("course_media_upload"), {}, headers={"accept": "application/json"}).status_code == 400


@pytest.mark.parametrize("name", GOOD)
def test_the_same_file_under_another_name_is_known_again(cast, sign_in, name):
    client = sign_in(cast.editor)
    send(client, {name: GOOD[name]})
    again = send(client, {f"again-{name}": GOOD[name]}, headers={"accept": "application/json"})
    assert again.status_code == 400
    assert Path(name).stem in again.json()["words"]
    assert again.json()["url"]
    assert CourseMedia.objects.count() + get_document_model().objects.count() == 1


def test_what_came_before_there_were_digests_is_known_too(cast, sign_in):
    old = CourseMedia.objects.create(title="旧片", type="video", duration=61, file=ContentFile(film(61), name="v.mp4"))
    CourseMedia.objects.create(title="别的", type="video", duration=90, file=ContentFile(film(90), name="w.mp4"))
    answer = send(sign_in(cast.editor), {"new.mp4": film(61)}, headers={"accept": "application/json"})
    assert "旧片" in answer.json()["words"]
    old.refresh_from_db()
    assert old.digest


def test_titles_collection_and_course_are_filled_in_afterwards(cast, sign_in):
    other = Collection.get_first_root_node().add_child(name="社保")
    course = Course.objects.create(code="T-01", title="课程")
    client = sign_in(cast.editor)
    address = send(client, {"talk.wav": sound()}).url
    media = CourseMedia.objects.get()
    key = f"media-{media.pk}"
    assert client.post(address, {f"{key}-title": "", f"{key}-collection": other.pk}).status_code == 200
    client.post(address, {f"{key}-title": "录音", f"{key}-collection": other.pk, f"{key}-course": course.pk})
    media.refresh_from_db()
    assert (media.title, media.collection, list(media.tags.names())) == ("录音", other, ["T-01"])


@pytest.mark.parametrize("kept", ["", "media-999", "document-x", "page-1", "media-1'--", ",,,"])
def test_an_address_that_names_nothing_is_404(cast, sign_in, kept):
    assert sign_in(cast.editor).get(reverse("course_media_details"), {"kept": kept}).status_code == 404


def test_the_list_of_media_leads_there(cast, sign_in):
    assert reverse("course_media_upload") in sign_in(cast.editor).get(reverse("wagtailmedia:index")).content.decode()
