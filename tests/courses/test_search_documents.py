"""The words inside attached files, and files that mean harm."""

import io
import zipfile

import pytest
import xlsxwriter

from courses.search import documents
from courses.search.documents import text_of
from courses.search.texts import body_text, captions_text, plain

WORD = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>第一章 </w:t></w:r><w:r><w:t>总则</w:t></w:r></w:p></w:body>'
WORD += "</w:document>"


def packed(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("滞纳金").write_row(0, 0, ["欠缴天数", 30])
    return made.getvalue()


def pdf(text: str) -> bytes:
    """One page, one line; Latin, since a font with Chinese would be larger than this file."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"]
    drawn = f"BT /F 12 Tf 10 50 Td ({text}) Tj ET".encode()
    parts += [b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
              b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table, len(body))


@pytest.mark.parametrize(
    ("content", "extension", "words"),
    [
        (packed(word__document=WORD), "docx", "第一章总则"), (packed(ppt__slides__slide1=WORD), "PPTX", "第一章总则"),
        (packed(content='<o xmlns:t="t"><t:p>调研<t:s>报告</t:s></t:p></o>'), "odt", "调研报告"),
        (workbook(), "xlsx", "滞纳金\n欠缴天数 30.0"),
        ("社保".encode(), "txt", "社保"), ("社保".encode("gb18030"), "txt", "社保"),
        (pdf("Form 12333"), "pdf", "Form 12333"),
    ],
    ids=["docx", "pptx", "odt", "xlsx", "utf-8", "gb18030", "pdf"],
)
def test_words_inside(content, extension, words):
    assert text_of(content, extension) == words


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a><p>&c;</p></a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a><p>&f;</p></a>'


BROKEN = [b"", b"PK\x03\x04broken", b"%PDF-1.4 broken", b"\xd0\xcf\x11\xe0 broken", b"\x00" * 50]


@pytest.mark.parametrize("extension", [*documents.READERS, "zip", "exe", ""])
@pytest.mark.parametrize("content", BROKEN)
def test_broken_files_say_nothing_or_what_they_say(content, extension):
    assert isinstance(text_of(content, extension), str)


@pytest.mark.parametrize("part", [BOMB, OUTSIDE, "<a><p>unclosed"])
def test_hostile_parts_are_left_alone(part):
    assert text_of(packed(word__document=part), "docx") == ""


def test_a_part_that_unpacks_without_end_is_left_alone(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_PART", 1000)
    assert text_of(packed(word__document=f"<a><p>{'甲' * 5000}</p></a>"), "docx") == ""


def test_no_more_is_kept_than_is_useful(monkeypatch):
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 10)
    assert text_of(("甲" * 100).encode(), "txt") == "甲" * 10


def test_large_files_are_not_read(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_FILE", 3)
    assert text_of(b"four", "txt") == ""


def test_rich_text_breaks_where_the_page_does():
    assert plain("<h3>一、登记</h3><p>工伤<b>保</b>险&amp;待遇<br/>另行</p>") == "一、登记\n工伤保险&待遇\n另行"


def test_blocks_in_words():
    blocks = [
        {"type": "law", "value": {"law": "社会保险法", "article": "第六十二条", "text": "原文", "effective_on": None}},
        {"type": "image", "value": {"image": 1, "alt_text": "流程图", "caption": ""}},
        {"type": "later", "value": {"title": "新的一种"}}, {"type": "odd", "value": [1]},
        {"type": "key_point", "value": "要点"},
    ]
    assert body_text(blocks) == "社会保险法第六十二条：原文\n流程图\n新的一种\n要点"


def test_captions_without_their_times():
    vtt = "WEBVTT - 标题\n\n1\n00:01.000 --> 00:02.000 align:start\n<v 讲师>工伤\n\n2\n00:02.000 --> 00:03.000\n保险\n"
    assert captions_text(vtt) == "工伤保险"
