"""Files of each format, each broken in ten ways, through the page: refused with a reason, and nothing is written.

A file that is none is refused at once and kept nowhere; one with a bad question is shown with the place and the reason,
and cannot be written, though its other questions are good.
"""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.exchange import excel_out
from courses.models import Question, QuestionBank
from lms.people.models import User
from tests.courses import docx
from tests.courses.exchanged import SAMPLES
from tests.courses.test_exchange_excel import HEAD, book, far_cell, without
from tests.courses.test_exchange_moodle import answer, question, quiz, sub
from tests.courses.test_exchange_texts import MATCH, XXE, choice, item, package

GOOD = SAMPLES[1]
ROW = ["判断题", "好题", "", "", "", "对"]


def excel(*rows) -> bytes:
    return book(ROW, *rows)


def word(*lines: str) -> bytes:
    return docx.docx("".join(docx.paragraph(line) for line in ("1. 好题？（对）", *lines)))


def gift(text: str) -> bytes:
    return f"好题{{T}}\n\n{text}\n".encode()


def aiken(text: str) -> bytes:
    return f"好题\nA. 甲\nB. 乙\nANSWER: A\n\n{text}\n".encode()


def moodle(one: str) -> bytes:
    return quiz(question("truefalse", answer(100, "true") + answer(0, "false"), "好题"), one)


def qti(xml: str) -> bytes:
    return package(good=item(choice("甲", "乙"), "c1"), bad=xml)


# By format: what ends a name, then files that are none (refused at once), and those with a bad question (when shown)
NONE: dict[str, tuple[str, list[bytes]]] = {
    "excel": (".xlsx", [b"", b"PK\x03\x04 broken", "题型,题干\n".encode(), without("xl/workbook.xml"), far_cell()]),
    "word": (".docx", [b"", b"PK\x03\x04", b"plain text", word()[:-40], docx.docx(docx.paragraph("没有题"))]),
    "gift": (".gift", [b"", b"\x00\x01\x02", b"PK\x03\x04zip", b"\xff\xfe\x00", b"// nothing\n"]),
    "moodle": (".xml", [b"", b"<quiz>", b"<html/>", XXE.encode(), b'<?xml version="1.0" encoding="nonsense"?><quiz/>']),
    "aiken": (".txt", [b"", b"nothing", b"\x00", b"PK\x03\x04ANSWER: A", "答案：A".encode("gbk")]),
    "qti": (".zip", [b"", b"PK\x03\x04", package(imsmanifest="<manifest/>"), package(a=XXE), qti(item("x"))[:-30]]),
}
BAD: dict[str, list[bytes]] = {
    "excel": [excel(["怪题", "题", "", "", "", "对"]), excel(["判断题", "", "", "", "", "对"]),
              excel(["判断题", "题", "", "", "", "也许"]), excel(["单选题", "题", "甲", "乙", "", "E"]),
              excel_out.write([GOOD, GOOD | {"code": "Q-99", "stem": "无答案", "answer": []}])],
    "word": [word("2. 题？", "A. 甲", "B. 乙"), word("2. 题？", "A. 甲", "B. 乙", "答案：E"), word("2. 题？", "答案："),
             word("2. 题？", "A. 甲", "B. 甲", "答案：A"), word("2. 题？（对）", "难度：很难")],
    "gift": [gift("没有答案"), gift("题{#1..5}"), gift("题{=甲}{"), gift("题{~甲 ~乙}"), gift("论述{}")],
    "moodle": [moodle(question("calculated", "")), moodle(question("truefalse", answer(100, "maybe"))),
               moodle(question("shortanswer", answer(100, "三*"))), moodle(question("matching", sub("a", ""))),
               moodle("<question/>")],
    "aiken": [aiken("题\nA. 甲\nB. 乙\nANSWER: C"), aiken("题\nA. 甲\nANSWER: A"), aiken("A. 甲\nB. 乙\nANSWER: A"),
              aiken("没有答案\nA. 甲"), aiken("题\nA. 甲\nB. 甲\nANSWER: A")],
    "qti": [qti(item("<p>无</p>")), qti(item(choice("甲", "乙"))), qti(item(choice("甲"), "c0")),
            qti(item(choice("甲", "乙", tag="hotspotInteraction"), "c0")), qti(item(MATCH, "a y"))],
}


@pytest.fixture
def bank(db):
    return QuestionBank.objects.create(code="GS", title="工伤")


@pytest.fixture
def keeper(client, db):
    user = User.objects.create_user("90301", "编辑", "Study-2026")
    user.user_permissions.set(Permission.objects.filter(
        codename__in=["add_question", "change_question", "view_question", "access_admin"]))
    client.force_login(user, backend="lms.people.backends.PasswordBackend")
    return client


def sent(client, bank, fmt: str, content: bytes):
    name = f"题库{NONE[fmt][0]}"
    return client.post(reverse("question_import"), {
        "bank": bank.pk, "format": fmt, "file": SimpleUploadedFile(name, content)})


def waiting() -> set[str]:
    return {path.name for path in (Path(settings.MEDIA_ROOT) / "waiting").glob("*.questions")}


def test_each_format_is_broken_in_ten_ways():
    assert {fmt: len(NONE[fmt][1]) + len(BAD[fmt]) for fmt in NONE} == dict.fromkeys(
        ("excel", "word", "gift", "moodle", "aiken", "qti"), 10)


@pytest.mark.parametrize(("fmt", "content"), [(fmt, one) for fmt, (_end, all_) in NONE.items() for one in all_],
                         ids=[f"{fmt}-{n}" for fmt, (_end, all_) in NONE.items() for n in range(len(all_))])
def test_a_file_that_is_none_is_refused_at_once(keeper, bank, fmt, content):
    before = waiting()
    response = sent(keeper, bank, fmt, content)
    [reason] = response.context["form"].errors["file"]
    assert len(reason) > 5
    assert "Traceback" not in reason
    assert waiting() == before
    assert not Question.objects.exists()


@pytest.mark.parametrize(("fmt", "content"), [(fmt, one) for fmt, all_ in BAD.items() for one in all_],
                         ids=[f"{fmt}-{n}" for fmt, all_ in BAD.items() for n in range(len(all_))])
def test_one_bad_question_is_named_with_its_reason_and_none_is_written(keeper, bank, fmt, content):
    response = sent(keeper, bank, fmt, content)
    assert response.status_code == 302, response.context["form"].errors
    plan = keeper.get(response.url).context["plan"]
    [refusal] = plan.refusals
    assert refusal.place
    assert len(refusal.reason) > 3
    assert plan.new == 1  # the good one
    keeper.post(response.url)
    assert not Question.objects.exists()


def test_what_is_within_a_zip_counts_for_its_size_unpacked(keeper, bank):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * 101_000_000)
    assert sent(keeper, bank, "qti", buffer.getvalue()).context["form"].errors["file"]


def test_the_good_rows_alone_would_be_taken(keeper, bank):
    """So that the tables above refuse for the bad question, not for the good."""
    for fmt, content in (("excel", book(ROW, head=HEAD)), ("word", word()), ("gift", gift("")), ("aiken", aiken("")),
                         ("moodle", moodle("")), ("qti", package(good=item(choice("甲", "乙"), "c1")))):
        plan = keeper.get(sent(keeper, bank, fmt, content).url).context["plan"]
        assert (plan.new, plan.refusals) == (1, []), fmt
