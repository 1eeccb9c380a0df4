"""Word and its layout as text, Aiken, QTI: what is read, what is refused."""

import io
import zipfile

import pytest

from courses.exchange import aiken, lines, qti, word
from courses.exchange.drafts import FileRefused
from tests.courses import docx

LAYOUT = """2026年业务考试题库
一、单选题（每题2分）
1．用人单位应当自事故发生之日起（  ）内提出申请。
A. 15日    B. 30日
C．60日
D、90日
答案：B
解析：见条例第十七条。
可延长。
2. 下列属于社会保险的是（ A ）。
A.工伤保险 B.商业车险
二、多项选择题
1、下列正确的有：
A. 甲
B. 乙
C. 丙
【答案】ABC
【知识点】工伤、时限
难度：难
三、判断题
3. 试用期包含在劳动合同期限内。（√）
四、填空题
4. 时效期间为____，自____之日起计算。
答案：一年|1年；知道
五、简答题
5. 简述一次性告知的要求。
参考答案：
1. 告知全部材料；
2. 书面告知。
六、排序题
6. 排列步骤
A. 决定
B. 受理
C. 调查
答案：BCA
"""


def test_the_layout_common_in_documents():
    reading = lines.read_lines(LAYOUT.split("\n"))
    assert not reading.refusals
    found = [(draft.values["kind"], draft.values["answer"]) for draft in reading.drafts]
    assert found == [("single", ["B"]), ("single", ["A"]), ("multi", ["A", "B", "C"]), ("judge", ["T"]),
                     ("fill", [["一年", "1年"], ["知道"]]), ("short", []), ("order", ["B", "C", "A"])]
    first, second, third = (draft.values for draft in reading.drafts[:3])
    assert [option["text"] for option in first["options"]] == ["15日", "30日", "60日", "90日"]
    assert first["explanation"] == "见条例第十七条。\n可延长。"
    assert second["stem"] == "下列属于社会保险的是（ ）。"
    assert (third["tags"], third["difficulty"]) == (["工伤", "时限"], 3)
    assert reading.drafts[5].values["rubric"] == "1. 告知全部材料；\n2. 书面告知。"


@pytest.mark.parametrize(("text", "place"), [
    ("1. 题？\nA. 甲\nB. 乙", "1"), ("1. 题？\nA. 甲\nB. 乙\n答案：E", "1"), ("1. 题？\n答案：", "1"),
    ("1. 题？\nA. 甲\nB. 甲\n答案：A", "1"), ("1. 好吗？（对）\n2. 没有答案\n3. 好吗呢？（错）", "2"),
    ("1. \nA. 甲\nB. 乙\n答案：A", "1"),
    ("三、判断题\n1. 题\n答案：也许", "1"), ("一、匹配题\n1. 题\n答案：A-1", "1"), ("1. 题？（对）\n难度：很难", "1"),
    ("一、多选题\n1. 题？\nA. 甲\nB. 乙\n答案：A", "1"),
])
def test_a_question_that_is_not_whole_is_refused_not_swallowed(text, place):
    reading = lines.read_lines(text.split("\n"))
    assert place in [one.place.split()[1] for one in reading.refusals]


@pytest.mark.parametrize("text", ["", "没有题号\n答案：A", "\n\n", "一、单选题"])
def test_a_text_without_questions_is_refused(text):
    with pytest.raises(FileRefused):
        lines.read_lines(text.split("\n"))


def document(*paragraphs):
    return docx.docx("".join(paragraphs))


def test_a_document_is_read_by_its_paragraphs():
    content = document(*(docx.paragraph(line) for line in LAYOUT.split("\n")))
    assert [draft.values["kind"] for draft in word.read(content, "题库.docx").drafts] == [
        "single", "single", "multi", "judge", "fill", "short", "order"]


def test_words_own_numbering_counts():
    content = document(
        docx.paragraph("哪一项？", number=2), *map(docx.paragraph, ["A. 甲", "B. 乙", "答案：A"]),
        docx.paragraph("哪两项？", number=2), *map(docx.paragraph, ["A. 甲", "B. 乙", "答案：AB"]))
    assert [draft.values["answer"] for draft in word.read(content, "题库.docx").drafts] == [["A"], ["A", "B"]]


@pytest.mark.parametrize(("content", "name"), [
    (b"", "a.docx"), (b"PK\x03\x04", "a.docx"), (b"text", "a.docx"), (document(docx.paragraph("1. 题（对）")), "a.doc"),
    (document(docx.paragraph("没有题")), "a.docx"), (b"\x00\x00", "a.txt"), (b"\xff\xfe\x00", "a.txt"),
    (document(docx.paragraph("1. 题（对）"))[:-40], "a.docx"), (document(docx.paragraph("1. 题（对）")), "a.docm"),
], ids=range(9))
def test_a_broken_document_is_refused(content, name):
    with pytest.raises(FileRefused):
        word.read(content, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_text_in_any_encoding(encoding):
    assert word.read("1. 题？（对）".encode(encoding), "a.txt").drafts[0].values["answer"] == ["T"]


# Aiken

def test_aiken():
    reading = aiken.read("哪一项？\nA. 甲\nB) 乙\nANSWER: B\n\n第二题\n两行\nA. 甲\nB. 乙\nANSWER: A\n".encode())
    assert [(one.values["answer"], len(one.values["options"])) for one in reading.drafts] == [(["B"], 2), (["A"], 2)]
    assert reading.drafts[1].stem == "第二题\n两行"


@pytest.mark.parametrize(("text", "place"), [
    ("题\nA. 甲\nB. 乙\nANSWER: C", "第 1 行"), ("题\nA. 甲\nANSWER: A", "第 1 行"),
    ("A. 甲\nB. 乙\nANSWER: A", "第 1 行"),
    ("题\nA. 甲\n续行\nB. 乙\nANSWER: A", "第 1 行"), ("题\nA. 甲\nB. 甲\nANSWER: A", "第 1 行"),
    ("题\nA. 甲\nB. 乙\nANSWER: A\n\n没有答案\nA. 甲", "第 6 行"), ("ANSWER: A", "第 1 行"),
    ("题\nA. 甲\nB. 乙\nANSWER:", "第 1 行"),
])
def test_aiken_refuses_with_the_line(text, place):
    assert [one.place for one in aiken.read(text.encode()).refusals] == [place]


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x00", b"PK\x03\x04ANSWER: A", "答案：A".encode("gbk")])
def test_what_is_no_aiken_is_refused(content):
    with pytest.raises(FileRefused):
        aiken.read(content)


# QTI

NS = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'


def item(body, right="", identifier="r1"):
    values = "".join(f"<value>{value}</value>" for value in right.split("|") if value)
    return (f'<assessmentItem {NS} identifier="i1" title="t"><responseDeclaration identifier="{identifier}">'
            f"<correctResponse>{values}</correctResponse></responseDeclaration><itemBody>{body}</itemBody>"
            "<modalFeedback><p>因为</p></modalFeedback></assessmentItem>")


def choice(*texts, tag="choiceInteraction"):
    rows = "".join(f'<simpleChoice identifier="c{n}">{text}</simpleChoice>' for n, text in enumerate(texts))
    return f'<{tag} responseIdentifier="r1"><prompt>哪？</prompt>{rows}</{tag}>'


MATCH = ('<matchInteraction responseIdentifier="r1"><prompt>连</prompt><simpleMatchSet>'
         '<simpleAssociableChoice identifier="a">单位</simpleAssociableChoice><simpleAssociableChoice identifier="b">'
         '本人</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="x">30日'
         '</simpleAssociableChoice><simpleAssociableChoice identifier="y">1年</simpleAssociableChoice></simpleMatchSet>'
         '</matchInteraction>')


@pytest.mark.parametrize(("xml", "kind", "answer"), [
    (item(choice("甲", "乙"), "c1"), "single", ["B"]), (item(choice("甲", "乙", "丙"), "c0|c2"), "multi", ["A", "C"]),
    (item(choice("正确", "错误"), "c1"), "judge", ["F"]),
    (item(choice("一", "二", "三", tag="orderInteraction"), "c2|c0|c1"), "order", ["A", "B", "C"]),
    (item(MATCH, "a y|b x"), "match", ["A", "B"]),
    (item('<p>在<textEntryInteraction responseIdentifier="r1"/>内</p>', "30日|三十日"), "fill", [["30日", "三十日"]]),
    (item('<p>论</p><extendedTextInteraction responseIdentifier="r1"/>', "要点"), "essay", []),
])
def test_each_interaction(xml, kind, answer):
    reading = qti.read(xml.encode())
    assert not reading.refusals
    values = reading.drafts[0].values
    assert (values["kind"], values["answer"], values["explanation"]) == (kind, answer, "因为")
    if kind == "fill":
        assert values["stem"] == "在____内"


@pytest.mark.parametrize("xml", [
    item("<p>无</p>"), item(choice("甲", "乙") + choice("甲", "乙"), "c0"), item(choice("甲", "乙")),
    item(choice("甲"), "c0"), item(choice("甲", "乙", tag="hotspotInteraction"), "c0"),
    item(choice("一", "二", "三", tag="orderInteraction"), "c0"),
    item(MATCH, "a y"), item(MATCH, "a"), item('<textEntryInteraction responseIdentifier="r1"/>'),
    item('<extendedTextInteraction responseIdentifier="r1"/>'), f"<assessmentItem {NS}/>",
])
def test_an_item_that_cannot_be_taken_is_refused(xml):
    assert len(qti.read(xml.encode()).refusals) == 1


def package(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return buffer.getvalue()


def test_a_package_names_its_parts():
    content = package(imsmanifest="<manifest/>", items__1=item(choice("甲", "乙"), "c1"), items__2=item("<p>无</p>"))
    reading = qti.read(content)
    assert len(reading.drafts) == 1
    assert [one.place for one in reading.refusals] == ["items/2.xml"]


XXE = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem {NS}>&x;</assessmentItem>'


@pytest.mark.parametrize("content", [
    b"", b"<assessmentItem", b"<other/>", XXE.encode(), package(imsmanifest="<manifest/>"), package(a="<a"),
    package(a=XXE), package(a=" " * 101_000_000), package(a=item("x"))[:-30], b"\x00", b"<qti-assessment-item/>",
], ids=range(11))
def test_a_broken_qti_is_refused(content):
    with pytest.raises(FileRefused):
        qti.read(content)
