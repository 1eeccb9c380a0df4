"""Uploads are what they say, or nothing is kept: corrupt, renamed, locked and huge files, films without a length."""

import io
import wave
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model

from courses import sniffing
from courses.films import seconds_of
from courses.models import CourseMedia
from tests.pdfs import PROTECTED, pdf

FILM = Path(settings.BASE_DIR) / "lms/demo/data/media/cip-09-1.mp4"


def zipped(*names: str, locked: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    content = bytearray(buffer.getvalue())
    if locked:  # the flag in the central directory, as a packer with a password sets it
        content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def picture(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, kind)
    return buffer.getvalue()


def sound(seconds: int = 3) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return buffer.getvalue()


GOOD = {
    "a.pdf": pdf(1), "a.docx": zipped("[Content_Types].xml"), "a.zip": zipped("a"), "a.xls": sniffing.OLE + b"x",
    "a.wps": sniffing.OLE + b"x", "a.txt": "文字".encode("gb18030"), "a.png": picture(), "a.JPG": picture("JPEG"),
}
BAD = {
    "renamed.pdf": picture(), "renamed.docx": pdf(1), "renamed.png": b"MZ\x90", "renamed.jpg": picture(),
    "half.png": picture()[:30], "half.docx": zipped("[Content_Types].xml")[:40], "empty.pdf": b"",
    "locked.docx": sniffing.OLE + b"x", "locked.zip": zipped("a", locked=True), "locked.pdf": PROTECTED,
    "half.pdf": b"%PDF-1.7 cut", "page.txt": b"<html>", "binary.csv": b"a\0b", "other.docx": zipped("a"),
    "page.xls": b"<table>",
}


def add(client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("wagtaildocs:add"), {"title": "表", "file": file, "collection": "1", "tags": ""})


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_kept(cast, sign_in, name):
    add(sign_in(cast.editor), name, GOOD[name])
    assert get_document_model().objects.count() == 1


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_is_refused_and_nothing_is_kept(cast, sign_in, name):
    client = sign_in(cast.editor)
    add(client, name, BAD[name])
    client.post(reverse("wagtaildocs:add_multiple"), {
        "files[]": SimpleUploadedFile(name, BAD[name]), "title": "表", "collection": "1"})
    assert not get_document_model().objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob(f"documents/{Path(name).stem}*"))


def test_too_large_is_refused_unread():
    with pytest.raises(sniffing.FileRefused, match="1 MB"):
        sniffing.check(io.BytesIO(pdf()), name="a.pdf", size=sniffing.MB + 1, most_mb=1)


@pytest.mark.parametrize(
    ("kind", "name", "content", "kept"),
    [
        ("video", "film.mp4", FILM.read_bytes(), True), ("audio", "talk.wav", sound(), True),
        ("video", "cut.mp4", FILM.read_bytes()[:2000], False), ("video", "renamed.mp4", sound(), False),
        ("audio", "renamed.mp3", b"MZ" + b"\0" * 200, False), ("audio", "short.wav", sound(0), False),
    ],
)
def test_a_recording_says_its_length_or_is_refused(cast, sign_in, kind, name, content, kept):
    data = {"title": "片", "file": SimpleUploadedFile(name, content), "collection": "1", "duration": "99", "tags": ""}
    sign_in(cast.editor).post(reverse("wagtailmedia:add", args=[kind]), data)
    assert CourseMedia.objects.exists() is kept
    if kept:
        assert CourseMedia.objects.get().duration == pytest.approx(seconds_of(io.BytesIO(content), name), abs=0.1)


def test_captions_are_captions(cast, sign_in):
    data = {"title": "片", "file": SimpleUploadedFile("a.wav", sound()), "collection": "1", "tags": "", "duration": "0",
            "captions": SimpleUploadedFile("a.vtt", b"<html>")}
    sign_in(cast.editor).post(reverse("wagtailmedia:add", args=["audio"]), data)
    assert not CourseMedia.objects.exists()


def test_webm_says_its_length():
    info = b"\x2a\xd7\xb1\x83\x0f\x42\x40" + b"\x44\x89\x88" + bytes.fromhex("40c3880000000000")  # 10,000 ms
    assert seconds_of(io.BytesIO(b"\x1a\x45\xdf\xa3" + info), "a.webm") == 10.0
    assert seconds_of(io.BytesIO(b"\x1a\x45\xdf\xa3"), "a.webm") == 0.0
