"""Files: what is not yours is not found, and no upload becomes a page or a script of the site."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from courses.models import CourseMedia, VersionLesson
from courses.rules import document_ids
from tests import factories
from tests.attacks.conftest import browser
from tests.study.conftest import enrolled


@pytest.fixture
def document(db):
    return get_document_model().objects.create(title="表", file=ContentFile(b"x", name="form.pdf"))


def offered(document, *, linked: bool = False):
    """A version whose only lesson offers the document."""
    text = f'<p><a id="{document.pk}" linktype="document">表</a> <a id="{document.pk + 1}" linktype="page">页</a></p>'
    block = {"type": "text", "value": text} if linked else {"type": "document", "value": {"document": document.pk}}
    version = factories.version(lessons=0)
    VersionLesson.objects.create(
        version=version, code="T-01-L1", number=1, title="读", rule="read", span_seconds=60, body=[block]
    )
    return version


@pytest.mark.parametrize("linked", [True, False])
def test_a_document_belongs_to_those_who_take_its_course(cast, document, linked):
    enrolled(cast.learner, offered(document, linked=linked))
    answers = {name: browser(person).get(document.url).status_code for name, person in cast.everyone().items()}
    assert {name for name, status in answers.items() if status == 200} == {"learner", "hr", "leader", "editor"}
    assert set(answers.values()) == {200, 404}
    assert browser().get(document.url).status_code == 302


def test_a_link_to_a_page_is_no_document():
    assert document_ids([{"type": "text", "value": '<a id="3" linktype="page">x</a>'}]) == set()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.js", "a.htm", "a.xhtml", "a.mjs", "a"])
def test_no_page_or_script_is_taken_as_a_document(cast, name):
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>")
    data = {"title": "表", "file": file, "collection": "1", "tags": ""}
    browser(cast.editor).post(reverse("wagtaildocs:add"), data)
    browser(cast.editor).post(reverse("wagtaildocs:add_multiple"), {"files[]": data["file"]} | data)
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("name", ["evil.html", "evil.js", "evil.svg", "evil.xml", "evil"])
def test_a_picture_is_a_picture(cast, name):
    for folder in ("images", "media_thumbnails"):
        path = Path(settings.MEDIA_ROOT) / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<script>alert(1)</script>")
        assert browser(cast.hr).get(f"/media/{folder}/{name}").status_code == 404


def test_a_film_is_never_a_page(cast):
    media = CourseMedia(title="片", type="video", duration=60)
    media.file.save("evil.html", ContentFile(b"<script>alert(1)</script>"))
    answer = browser(cast.hr).get(media.url)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
