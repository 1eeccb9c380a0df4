"""Which files are rosters: recognised by content, measured before they are read, refused in one sentence."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.services.roster import RosterUnreadable
from lms.people.services.roster.files import MOST_COLUMNS, MOST_ROWS, open_book
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.zipped import Package
from tests.people.rosters import HEAD, book, judged, row, saved, sheets
from tests.people.xls import container, record, xls

ROOT = Path(__file__).resolve().parents[2]
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def as_text(separator: str = ",", *rows: list) -> str:
    return "\r\n".join(separator.join(f'"{cell}"' for cell in cells) for cells in [HEAD, row(), *rows]) + "\r\n"


def zipped(parts: dict[str, bytes | str], **options) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(content: bytes, part: str = SHEET, **replaced: str) -> bytes:
    """The package with a part's text replaced: old text by new, or the whole part when `whole` is given."""
    parts = unzipped(content)
    text = replaced.get("whole") or parts[part].decode().replace(replaced["old"], replaced["new"])
    return zipped({**parts, part: text})


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_every_encoding_and_with_every_separator(encoding, separator):
    content = as_text(separator, row(staff_no="00902", name="阿依古丽•买买提"), ["合计", "2"]).encode(encoding)
    table, lines, refused = judged(content)
    assert ([line.full_name for line in lines], refused) == (["张三", "阿依古丽·买买提"], [])
    assert (table.typed, [line.row for line in lines]) == (False, [2, 3])


def test_text_with_a_mark_in_utf_16_big_endian_and_with_excels_first_line():
    assert len(judged(b"\xfe\xff" + as_text().encode("utf-16-be"))[1]) == 1
    assert [line.row for line in judged(("sep=;\r\n" + as_text(";")).encode())[1]] == [3]


def test_a_text_file_in_gb18030_keeps_rare_characters():
    assert judged(as_text(",", row(staff_no="00902", name="𬱖华")).encode("gb18030"))[1][1].full_name == "𬱖华"


def test_old_workbooks_new_workbooks_and_text_say_the_same():
    rows = [HEAD, row(), row(staff_no="00902", since=36008.0)]
    old, new = xls(("花名册", rows)), book(*rows[1:])
    assert judged(old)[1] == judged(new)[1]
    assert judged(old)[1][1].since.isoformat() == "1998-08-01"


def test_zeros_lost_on_the_way_through_text_are_seen():
    content = as_text(",", row(staff_no="902")).encode()
    assert [(one.row, "perhaps 00902" in one.reason) for one in judged(content)[2]] == [(3, True)]
    assert not judged(book(row(), row(staff_no="902")))[2]  # typed as text in a workbook, it is what it says


OTHERS = {
    "pdf": (b"%PDF-1.7\n1 0 obj", "a PDF document"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "a picture"),
    "bitmap": (b"BM6\0\0\0\0\0" + b"\0" * 50, "a picture"),
    "rich text": (b"{\\rtf1 \\ansi}", "a text document"),
    "docx": (zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "a text document"),
    "doc": (container({"WordDocument": b"x" * 5000}), "a text document"),
    "pptx": (zipped({"ppt/presentation.xml": "<x/>"}), "a presentation"),
    "ods": (zipped({"mimetype": "x", "content.xml": "<x/>"}), "an OpenDocument file"),
    "xlsb": (zipped({"xl/workbook.bin": "x"}), "a binary workbook"),
    "zip of a workbook": (zipped({"r.xlsx": book(row())}), "an archive"),
    "rar": (b"Rar!\x1a\x07\0", "an archive"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 20, "an archive"),
    "html saved as xls": ("\ufeff\n<html><table><tr><td>工号</td></tr></table></html>".encode(), "a web page"),
    "html in utf-16": ("<table><tr><td>工号".encode("utf-16"), "a web page"),
    "xml of 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "a web page"),
    "mail archive": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a web page"),
}


@pytest.mark.parametrize(("content", "what"), OTHERS.values(), ids=OTHERS)
def test_other_files_are_called_what_they_are(content, what):
    with pytest.raises(RosterUnreadable, match=f"^This is {what}.*, not a spreadsheet"):
        read_table(content)


@pytest.mark.parametrize("content", [b"\1\2\3\4" * 100, b"\x93\xff\xfe\x80" * 30, bytes(range(1, 256)) * 9])
def test_what_is_nothing_known_is_no_spreadsheet(content):
    with pytest.raises(RosterUnreadable, match="The file is no spreadsheet"):
        read_table(content)


def encrypted_zip() -> bytes:
    content = bytearray(book(row()))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


PROTECTED = {
    "new": container({"EncryptionInfo": b"x" * 5000, "EncryptedPackage": b"x" * 5000}),
    "old": xls(("花名册", [HEAD, row()]), password=True),
    "zip": encrypted_zip(),
}


@pytest.mark.parametrize("content", PROTECTED.values(), ids=PROTECTED)
def test_a_password_is_named(content):
    with pytest.raises(RosterUnreadable, match="protected by a password"):
        read_table(content)


EMPTY = {"no byte": b"", "spaces": b" \r\n\t", "a mark": b"\xef\xbb\xbf", "separators": b",,,\r\n,,,\r\n",
         "workbook": saved(sheets(花名册=[])), "old workbook": xls(("花名册", []))}


@pytest.mark.parametrize("content", EMPTY.values(), ids=EMPTY)
def test_an_empty_file_is_called_empty(content):
    with pytest.raises(RosterUnreadable, match="The file is empty"):
        read_table(content)


WHOLE = {"new": book(row()), "old": xls(("花名册", [HEAD, *[row() for _one in range(60)]]))}


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("whole", WHOLE.values(), ids=WHOLE)
def test_a_file_that_was_cut_off_is_called_damaged(whole, part):
    with pytest.raises(RosterUnreadable, match="damaged or was cut off"):
        read_table(whole[: int(len(whole) * part)])


def declared(content: bytes, part: str, size: int) -> bytes:
    """The directory says another size for the part than it has."""
    made = bytearray(content)
    at = made.index(part.encode(), made.index(b"PK\x01\x02")) - 46
    made[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(made)


def overlapping() -> bytes:
    """Fifty entries that share one run of bytes, each of the right size and checksum: a flat bomb."""
    content = zipped({**unzipped(book(row())), "xl/media/00.bin": os.urandom(100_000).hex()})
    end, start = content.rindex(b"PK\x05\x06"), content.rindex(b"PK\x01\x02")
    entries = [content[start:end].replace(b"/00.bin", f"/{number:02}.bin".encode()) for number in range(50)]
    first = content.index(b"PK\x01\x02")
    directory = content[first:start] + b"".join(entries)
    count = content.count(b"PK\x01\x02") + 49
    closing = struct.pack("<4s4xHHIIH", b"PK\x05\x06", count, count, len(directory), first, 0)
    return content[:first] + directory + closing


def bomb() -> bytes:
    return changed(book(row()), whole="<worksheet>" + " " * 60_000_000 + "</worksheet>")


def entities() -> bytes:
    """A billion laughs: six entities, each twenty times the one before."""
    entities = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 1000 + '">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcde", "bcdef", strict=True)) + "]>"
    cells = "<worksheet><sheetData><row r='1'><c r='A1'><v>&f;</v></c></row></sheetData></worksheet>"
    return changed(book(row()), whole=entities + cells)


def repeated_text() -> bytes:
    """One text of 30,000 characters in 9,000 cells: 270 million characters out of a small file."""
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 9001))
    made = changed(book(row()), whole=f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return changed(made, "xl/sharedStrings.xml", whole=f"<sst><si><t>{os.urandom(15_000).hex()}</t></si></sst>")


HOSTILE = {
    "bomb by ratio": (bomb(), "Unpacked, the file is larger"),
    "bomb by declaration": (declared(book(row()), SHEET, 3_000_000_000), "Unpacked, the file is larger"),
    "bomb that declares little": (declared(bomb(), SHEET, 10_000), "damaged|larger"),
    "parts that overlap": (overlapping(), "damaged"),
    "entities": (entities(), "damaged"),
    "a document type, however harmless": (
        changed(book(row()), old="<worksheet", new='<!DOCTYPE worksheet [<!ENTITY a "1">]><worksheet'), "damaged"),
    "one text a thousand times": (repeated_text(), "Unpacked, the file is larger"),
    "two far cells": (changed(book(row()), old='<c r="A2"', new='<c r="XFD1048576"><v>1</v></c><c r="A2"'),
                      "More than 120000 rows"),
    "no such column": (changed(book(row()), old='<c r="A2"', new='<c r="ZZZZZ2"'), "damaged"),
    "two sheets of one name": (changed(book(row()), BOOK, old="</sheets>",
                                       new='<sheet name="花名册" sheetId="2" r:id="rId1"/></sheets>'), "damaged"),
    "relations gone": (changed(book(row()), "xl/_rels/workbook.xml.rels", whole="<Relationships/>"), "damaged"),
    "no XML": (changed(book(row()), whole="<worksheet><sheetData>"), "damaged"),
    "five million separators": (b"," * 5_000_000, "Unpacked, the file is larger"),
    "old, a terabyte claimed": (xls(("花名册", [HEAD, row()], {"claims": 0x7FFFFFFF})), "damaged"),
    "old, far cell": (xls(("花名册", [HEAD, [*[""] * 255, "x"]])), "More than 200 columns"),
    "old, going in circles": (xls(("花名册", [HEAD, row()]))[:-512] + struct.pack("<128I", *[1] * 128), "damaged"),
    "old, no sheet": (container({"Workbook": record(0x809, b"\0" * 16) + record(0x0A)}), "damaged|empty"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_what_was_made_to_hurt_is_refused(content, words):
    with pytest.raises(RosterUnreadable, match=words):
        read_table(content)


@pytest.mark.parametrize("lie", [-1, 1])
def test_a_package_has_exactly_what_its_directory_declares(lie):
    """Every part, not only those that are read: a reader may believe the directory."""
    content = zipped({BOOK: "<x/>", "docProps/app.xml": "x" * 500})
    assert Package(content).parts
    with pytest.raises(RosterUnreadable, match="damaged"):
        Package(declared(content, "docProps/app.xml", 500 + lie))
    wrong = bytearray(content)
    wrong[content.index(b"PK\x01\x02") + 16] ^= 1  # the checksum
    with pytest.raises(RosterUnreadable, match="damaged"):
        Package(bytes(wrong))


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell():
    """=IF(A1="","",A1) stores an empty text; that is a value."""
    content = changed(book(row(rank=7)), old='<c r="H2"><v>7</v></c>',
                      new='<c r="H2" t="str"><f>IF(A1="","",A1)</f><v></v></c>')
    _table, lines, refused = judged(content)
    assert ([line.rank for line in lines], refused) == ([""], [])


def test_a_bomb_inside_a_picture_folder_is_never_unpacked():
    """Five archives in one another: only the outermost part is looked at, and it is small."""
    inner = zipped({"0": b"\0" * 20_000_000})
    for _level in range(5):
        inner = zipped({f"{number}.zip": inner for number in range(8)})
    content = zipped({**unzipped(book(row())), "xl/media/image1.zip": inner})
    assert sum(info.file_size for info in Package(content).parts.values()) < 5_000_000
    assert len(judged(content)[1]) == 1


def test_more_rows_than_a_roster_has():
    far = f'<row r="{MOST_ROWS + 1}"><c r="A{MOST_ROWS + 1}"><v>1</v></c></row><row r="2"'
    with pytest.raises(RosterUnreadable, match=f"More than {MOST_ROWS} rows"):
        read_table(changed(book(row()), old='<row r="2"', new=far))
    with pytest.raises(RosterUnreadable, match=f"More than {MOST_ROWS} rows"):
        read_table(b"1,2\n" * (MOST_ROWS + 1))


def test_rows_that_only_have_a_colour_do_not_count():
    """Whole columns formatted down to the last row of the sheet: common, and harmless."""
    cells = '<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    assert len(judged(changed(book(row()), old="</sheetData>", new=cells))[1]) == 1


def test_more_columns_than_a_roster_has():
    with pytest.raises(RosterUnreadable, match=f"More than {MOST_COLUMNS} columns"):
        read_table(book(row(), head=[*HEAD, *[f"列{number}" for number in range(MOST_COLUMNS)]]))
    with pytest.raises(RosterUnreadable, match=f"More than {MOST_COLUMNS} columns"):
        read_table(b"," * (MOST_COLUMNS + 1))


def test_a_file_over_twenty_megabytes():
    with pytest.raises(RosterUnreadable, match="larger than 20 MB"):
        read_table(b"PK\x03\x04" + b"x" * 20 * 1024 * 1024)


MEASURED = """
import json, re, resource, sys
import django; django.setup()
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.values import RosterUnreadable
content = open(sys.argv[1], "rb").read()
try:
    rows = len(read_table(content).rows)
except RosterUnreadable:
    rows = -1
own = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(json.dumps([rows, max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024]))
"""


def old_workbook(rows: int) -> bytes:
    return xls(("花名册", [HEAD, *[row(staff_no=f"{number:05}") for number in range(rows)]]))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak where Linux writes it")
@pytest.mark.parametrize("kind", ["ten thousand rows", "ten thousand rows, old", "bomb", "repeated text"])
def test_reading_takes_less_than_300_megabytes(tmp_path, kind):
    """The peak of a process that does nothing else, the framework included.

    (Not `ru_maxrss` of the process itself: that begins with the peak of whoever started it.)
    """
    from tests.benchmarks.roster_reading import workbook

    content, rows = {
        "ten thousand rows": lambda: (workbook(10_000), 10_000),
        "ten thousand rows, old": lambda: (old_workbook(10_000), 10_000),
        "bomb": lambda: (bomb(), -1),
        "repeated text": lambda: (repeated_text(), -1),
    }[kind]()
    (tmp_path / "file").write_bytes(content)
    done = subprocess.run([sys.executable, "-c", MEASURED, str(tmp_path / "file")], cwd=ROOT, check=True, timeout=60,
                          capture_output=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test"})
    found, megabytes = json.loads(done.stdout)
    assert found == rows
    assert megabytes < 300


def test_hidden_sheets_are_not_read_but_named():
    made = sheets(花名册=[HEAD, row()], 去年=[HEAD, row(staff_no="00001")], 说明=[["填表说明"]])
    made["去年"].sheet_state = "hidden"
    made["说明"].sheet_state = "veryHidden"
    table = read_table(saved(made))
    assert [raw.cells["staff_no"] for raw in table.rows] == ["00901"]
    assert "Hidden sheets, not read: 去年、说明." in table.notes
    old = read_table(xls(("去年", [HEAD, row()], {"hidden": True}), ("花名册", [HEAD, row()])))
    assert (old.sheet, old.notes) == ("花名册", ("Hidden sheets, not read: 去年.",))


def test_of_several_sheets_the_one_with_a_head_is_taken():
    table = read_table(saved(sheets(说明=[["填表说明"]], 统计=[["单位", "人数"], ["办公室", 3]], 花名册=[HEAD, row()])))
    assert table.sheet == "花名册"
    assert "Sheets without a roster, not read: 说明、统计." in table.notes


def test_two_rosters_in_one_file_are_refused_by_name():
    with pytest.raises(RosterUnreadable, match="Several sheets hold a roster: 机关、事业单位"):
        read_table(saved(sheets(机关=[HEAD, row()], 事业单位=[HEAD, row()])))


def test_only_hidden_sheets():
    with pytest.raises(RosterUnreadable, match="empty"):
        read_table(xls(("花名册", [HEAD, row()], {"hidden": True})))


def test_a_sheet_may_begin_anywhere():
    made = sheets(花名册=[])
    for number, cells in enumerate([HEAD, row()]):
        for column, cell in enumerate(cells):
            made.active.cell(number + 7, column + 3, cell)
    assert [line.row for line in judged(saved(made))[1]] == [8]


def outcome(read, content: bytes) -> str:
    """What was read, or the sentence that refuses it; nothing else is allowed."""
    try:
        return repr(read(content))
    except RosterUnreadable as refused:
        return str(refused)


@settings(max_examples=150, deadline=None)
@given(st.one_of(
    st.binary(max_size=600),
    st.binary(max_size=600).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=1200).map(lambda tail: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + tail),
    st.text(max_size=300).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.text(alphabet='工号,";\n\t 姓名\0', max_size=100).map(str.encode),
))
def test_any_bytes_are_read_or_refused(content):
    assert outcome(read_table, content)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([book(row()), xls(("花名册", [HEAD, row()]))]),
       st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_workbook_with_wrong_bytes_is_read_or_refused(content, wrong):
    made = bytearray(content)
    for place, byte in wrong:
        made[int(place * len(made))] = byte
    assert outcome(open_book, bytes(made))
