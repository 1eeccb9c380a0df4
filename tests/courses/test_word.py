"""A lesson from a Word document; and files that are refused with a reason, of which nothing is kept."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images import get_image_model

from courses import word
from courses.models import LessonPage
from courses.word import WordRefused, waiting
from tests.courses.docx import PNG, TYPES, docx, packed, paragraph, parts, picture, relation, table
from tests.courses.test_review import enter, reviewed
from tests.courses.test_workflow import NAMES, people

__all__ = ["people", "reviewed"]

BODY = (
    paragraph("工伤认定", "T") + paragraph("认定范围", "1") + paragraph("第十四条", "3")
    + paragraph("应当认定为工伤", run="<w:b/>") + paragraph("工作时间", number=1) + paragraph("工作场所", number=1)
    + paragraph("先报告", number=2) + table(["情形", "依据"], ["上下班途中", "第十四条"]) + picture("流程图")
    + paragraph("认定程序", "1") + paragraph("三十日内申请 &lt;b&gt; &amp;")
)


def reading(content: bytes):
    return word.read(content, word.opened(content, "a.docx"))


def refusal(content: bytes, name: str = "a.docx") -> str:
    with pytest.raises(WordRefused) as refused:
        word.read(content, word.opened(content, name))
    return str(refused.value)


def test_headings_lists_tables_pictures_and_bold_are_kept():
    found = reading(docx(BODY))
    assert found.title == "工伤认定"
    assert [part.kind for part in found.parts] == ["text", "table", "image", "text"]
    first = found.parts[0].value
    assert first == ("<h3>认定范围</h3><h4>第十四条</h4><p><b>应当认定为工伤</b></p>"
                     "<ul><li>工作时间</li><li>工作场所</li></ul><ol><li>先报告</li></ol>")
    assert found.parts[1].value == [["情形", "依据"], ["上下班途中", "第十四条"]]
    assert found.parts[3].value == "<h3>认定程序</h3><p>三十日内申请 &lt;b&gt; &amp;</p>"
    assert [(one.kind, one.alt, one.content) for one in found.pictures] == [("png", "流程图", PNG)]


def test_what_is_lost_is_listed():
    body = paragraph("正文", run='<w:u w:val="single"/>') + "<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
    body += '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>增</w:t></w:r></w:ins></w:p>'
    header = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>x</w:t>'
    found = reading(docx(body, more={"word/header1.xml": header + b"</w:r></w:p></w:hdr>"}))
    assert len(found.dropped) == 4


def test_a_picture_no_browser_shows_is_left_out_and_listed():
    found = reading(docx(BODY, more={"word/media/image1.png": b"\xd7\xcd\xc6\x9a not a picture"}))
    assert found.pictures == ()
    assert "image" not in [part.kind for part in found.parts]
    assert len(found.dropped) == 1


def encrypted_entry() -> bytes:
    content = bytearray(docx())
    place = content.find(b"PK\x01\x02")
    while place >= 0:  # the flag of each entry in the directory
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def lying_bomb() -> bytes:
    """Declares a small part that unpacks to 60 MB."""
    content = bytearray(docx(more={"word/media/big.bin2": b"\0" * 60_000_000}))
    place = content.rfind(b"PK\x01\x02")
    while b"big.bin2" not in content[place:place + 80]:
        place = content.rfind(b"PK\x01\x02", 0, place)
    content[place + 24:place + 28] = (1000).to_bytes(4, "little")
    return bytes(content)


def twice() -> bytes:
    buffer = io.BytesIO(docx())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    return buffer.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
FIELD = '<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>'
REFUSED = {
    "macros": lambda: docx(more={"word/vbaProject.bin": b"x"}),
    "macros by their type": lambda: docx(more={"[Content_Types].xml": TYPES.replace(
        "document.main", "document.macroEnabled.main").encode()}),
    "a link": lambda: docx(relations=relation("rId5", "hyperlink", "https://example.org/", external=True)),
    "a linked picture": lambda: docx(relations=relation("rId5", "image", "https://example.org/a.png", external=True)),
    "a template elsewhere": lambda: docx(more={"word/_rels/settings.xml.rels": parts("", relation(
        "rId5", "attachedTemplate", "file:///x.dotm", external=True))["word/_rels/document.xml.rels"]}),
    "a link not called external": lambda: docx(relations=relation("rId5", "image", "file://host/a.png")),
    "an embedded file": lambda: docx(more={"word/embeddings/oleObject1.bin": b"x"}),
    "an embedded relation": lambda: docx(relations=relation("rId5", "oleObject", "media/image1.png")),
    "another document": lambda: docx(relations=relation("rId5", "aFChunk", "x.xml")),
    "a field that fetches": lambda: docx(FIELD.format('DDEAUTO c:\\\\x "y"')),
    "a field cut in runs": lambda: docx("<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT x"
                                        "</w:instrText></w:r></w:p>"),
    "a field that links": lambda: docx(FIELD.format('HYPERLINK "https://example.org"')),
    "a bomb": lambda: docx(more={"word/media/big.bin2": b"\0" * 220_000_000}),
    "a bomb that lies": lying_bomb,
    "a bomb of XML": lambda: docx(more={"word/big.xml": b"<x>" + b" " * 11_000_000 + b"</x>"}),
    "too many parts": lambda: docx(more={f"word/x{number}": b"" for number in range(2100)}),
    "entities": lambda: docx(more={"word/footnotes.xml": ENTITIES}),
    "entities in another alphabet": lambda: docx(more={"word/footnotes.xml": ENTITIES.decode().encode("utf-16")}),
    "broken XML": lambda: docx(more={"word/document.xml": b"<w:document>"}),
    "a password": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "an encrypted zip": encrypted_entry,
    "a renamed picture": lambda: PNG,
    "a renamed text": lambda: b"Hello",
    "nothing": lambda: b"",
    "a renamed sheet": lambda: packed({"[Content_Types].xml": TYPES.encode(), "xl/workbook.xml": b"<x/>"}),
    "a cut file": lambda: docx()[:-200],
    "a damaged file": lambda: docx(BODY).replace(b"word/styles.xml", b"word/styleX.xml", 1),
    "a way out": lambda: docx(more={"../../etc/passwd": b"x"}),
    "a part twice": twice,
    "no text": lambda: docx(paragraph("")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name):
    assert len(refusal(REFUSED[name]())) > 8


def test_reasons_differ():
    assert len({refusal(make()) for make in REFUSED.values()}) >= 8


@pytest.mark.parametrize("name", ["a.docm", "a.doc", "a.pdf", "a", "a.docx.exe", "a.dotm"])
def test_only_docx_by_name(name):
    assert refusal(docx(), name)


def test_a_huge_file(settings):
    settings.WORD_MAX_BYTES = 100
    assert refusal(docx())


def test_a_big_honest_document_is_taken():
    """Long text packs well: that alone is no bomb."""
    assert reading(docx(paragraph("制度" * 200_000))).parts


@pytest.fixture
def course(make_course):
    return make_course(lessons=1)


@pytest.fixture
def author(people, client):
    enter(client, people["author"])
    return client


def send(client, page, content: bytes, name: str = "工伤.docx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("course_word", args=[page.pk]), {"file": file})


def files() -> list:
    folder = waiting._folder()
    return list(folder.glob("*")) if folder.exists() else []


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("name", ["macros", "a link", "a bomb that lies", "a cut file", "a renamed picture",
                                  "a password"])
def test_of_a_refused_file_nothing_is_kept(author, course, name, tmp_path):
    response = send(author, course, REFUSED[name]())
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert LessonPage.objects.count() == 1


def test_looking_writes_nothing_and_confirming_makes_a_draft(author, people, course):
    address = send(author, course, docx(BODY)).headers["Location"]
    shown = author.get(address).content.decode()
    assert "认定范围" in shown
    assert "data:image/png" in shown
    assert (LessonPage.objects.count(), get_image_model().objects.count()) == (1, 0)
    response = author.post(address, {"title": "工伤认定", "alt_0": "认定流程图"})
    lesson = LessonPage.objects.get(title="工伤认定")
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert (lesson.live, lesson.code, lesson.owner) == (False, "T-01-L2", people["author"])
    draft = lesson.get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["text", "table", "image", "text"]
    assert draft.body[2].value["alt_text"] == "认定流程图"
    assert [[str(cell) for cell in row] for row in draft.body[1].value.rows] == [["上下班途中", "第十四条"]]
    assert files() == []


def test_the_draft_can_be_published_and_read(author, superuser, course, client):
    address = send(author, course, docx(BODY)).headers["Location"]
    author.post(address, {"title": "工伤认定", "alt_0": "认定流程图"})
    from courses.rendering import stream_of
    from tests.courses.conftest import publish

    publish(type(course).objects.get(pk=course.pk))
    from courses.models import VersionLesson

    body = VersionLesson.objects.get(title="工伤认定").body
    shown = "".join(str(block) for block in stream_of(body))
    assert "<th scope=\"col\">情形</th>" in shown
    assert "上下班途中" in shown


def test_a_picture_without_words_is_asked_for(author, course):
    address = send(author, course, docx(picture("") + paragraph("正文"))).headers["Location"]
    response = author.post(address, {"title": "工伤认定", "alt_0": ""})
    assert response.context["form"].errors["alt_0"]
    assert LessonPage.objects.count() == 1
    author.post(address, {"title": "工伤认定", "alt_0": "", "out_0": "on"})
    assert get_image_model().objects.count() == 0
    assert [block.block_type for block in LessonPage.objects.get(title="工伤认定").body] == ["text"]


def test_confirmed_twice_makes_one_lesson(author, course):
    address = send(author, course, docx()).headers["Location"]
    author.post(address, {"title": "工伤认定"})
    assert author.post(address, {"title": "工伤认定"}).status_code == 404
    assert LessonPage.objects.count() == 2


def test_when_writing_fails_no_picture_is_left(author, course, tmp_path, monkeypatch):
    address = send(author, course, docx(BODY)).headers["Location"]
    monkeypatch.setattr(LessonPage, "save_revision", lambda self, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        author.post(address, {"title": "工伤认定", "alt_0": "认定流程图"})
    assert LessonPage.objects.count() == 1
    assert get_image_model().objects.count() == 0
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".docx"]


def test_another_persons_upload_is_not_found(author, people, course, client):
    address = send(author, course, docx()).headers["Location"]
    enter(client, people[NAMES[0]])
    assert client.get(address).status_code == 404


def test_a_forged_or_old_token_is_not_found(author, course):
    assert author.get(reverse("course_word_look", args=[course.pk, "x:y:z"])).status_code == 404


def test_who_does_not_write_finds_no_such_page(course, learner, people, client):
    for person in (learner, people["Leaders"]):
        enter(client, person)
        assert client.get(reverse("course_word", args=[course.pk])).status_code == 404


def test_not_while_the_course_is_reviewed(reviewed, people, client):
    enter(client, people["author"])
    assert client.get(reverse("course_word", args=[reviewed.pk])).status_code == 404
