"""A film says its own length; nobody types seconds."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.films import seconds_of
from courses.models import CourseMedia
from courses.services.media import keep_recording
from courses.sniffing import FileRefused


def box(kind: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4) + kind + body


def header(seconds: int, wide: bool = False) -> bytes:
    scale = (1000).to_bytes(4)
    if wide:
        return b"\x01\0\0\0" + bytes(16) + scale + (seconds * 1000).to_bytes(8)
    return bytes(12) + scale + (seconds * 1000).to_bytes(4) + bytes(16)


def film(seconds: int, wide: bool = False) -> bytes:
    moov = box(b"moov", box(b"free", b"x") + box(b"mvhd", header(seconds, wide)))
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(99)) + moov


@pytest.mark.parametrize("wide", [False, True])
def test_the_length_of_an_mp4(wide):
    assert seconds_of(io.BytesIO(film(61, wide))) == 61


@pytest.mark.parametrize("content", [b"", b"no film", bytes(100), film(61)[:-40], box(b"moov", b"")])
def test_a_file_that_does_not_say(content):
    assert seconds_of(io.BytesIO(content)) == 0


def test_a_recording_that_is_kept_has_its_length(db):
    media = keep_recording(file=ContentFile(film(61), name="v.mp4"), kind="video", title="录像")
    assert media.duration == 61
    assert media.file.read() == film(61)


@pytest.mark.parametrize("content", [film(61)[:-40], film(0), b"no film"])
def test_one_without_a_length_is_not_kept(db, content):
    with pytest.raises(FileRefused):
        keep_recording(file=ContentFile(content, name="v.mp4"), kind="video", title="录像")
    assert not CourseMedia.objects.exists()


def test_a_missing_length_is_read_when_the_form_is_saved(cast, sign_in):
    media = keep_recording(file=ContentFile(film(61), name="v.mp4"), kind="video", title="录像")
    CourseMedia.objects.filter(pk=media.pk).update(duration=0)
    sign_in(cast.editor).post(reverse("wagtailmedia:edit", args=[media.pk]), {
        "title": "录像", "collection": "1", "duration": "0", "tags": ""})
    assert CourseMedia.objects.get(pk=media.pk).duration == 61
