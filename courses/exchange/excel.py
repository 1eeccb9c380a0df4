"""Questions in Excel: one row each, under headings that are found wherever they stand in the first rows."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from courses.exchange import words
from courses.exchange.drafts import LONGEST, MOST, Draft, FileRefused, Reading
from courses.exchange.opening import OLE, ZIP, parts_of
from courses.question_rows import Row, content_of, lettered, split_blanks
from courses.wording import folded

LETTERS = "ABCDEFGHIJKL"
HEADS: dict[str, tuple[str, ...]] = {
    "code": ("题号", "试题编号", "编号", "试题代码"), "kind": ("题型", "类型", "试题类型"),
    "stem": ("题干", "题目", "试题", "试题内容", "题目内容"), "answer": ("答案", "正确答案", "标准答案"),
    "rubric": ("评分标准", "参考答案"), "explanation": ("解析", "答案解析", "试题解析"),
    "article": ("依据条款", "依据", "法律依据"), "effective_on": ("施行日期",), "difficulty": ("难度", "难易度"),
    "tags": ("标签", "知识点", "考点"), "max_length": ("字数上限",), "two_markers": ("两人评阅",),
    "any_order": ("各空不分先后",),
}
CARRIES = ("explanation", "article", "effective_on", "difficulty", "tags", "rubric", "max_length", "two_markers",
           "any_order")
NOBODY = ("*", "＊", "")  # the left side of a right side that fits nothing; a cell cannot begin with "="
PAIRED = re.compile(r"==|＝＝")
CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
MOST_ROWS, HEAD_WITHIN, MOST_COLUMN_LETTERS = 10_000, 15, 2
_FIELD_OF = {folded(word): name for name, heads in HEADS.items() for word in heads}


class CellRefused(ValueError):  # noqa: N818 - it names what happened
    """A cell that cannot be taken: the heading of its column, and why."""

    def __init__(self, head: str, reason: str) -> None:
        super().__init__(reason)
        self.head = head


def read(content: bytes, name: str = "") -> Reading:
    """Raises FileRefused for what is no workbook of questions."""
    rows = _grid(content)
    place, columns = _head(rows)
    reading = Reading(notes=_unknown(rows[place], columns))
    for number, row in enumerate(rows[place + 1:], start=place + 2):
        cells = {field: text_of(row[column]) for field, column in columns.items() if column < len(row)}
        if not any(cells.values()):
            continue
        if len(reading.drafts) + len(reading.refusals) >= MOST:
            raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
        _take(reading, _("row %(number)d") % {"number": number}, cells)
    return reading


def _grid(content: bytes) -> list[list[Any]]:
    if content.startswith(OLE):
        raise FileRefused(_("An old .xls or a file with a password. Save it as .xlsx without a password."))
    if not content.startswith(ZIP):
        raise FileRefused(_("The file is no Excel workbook (.xlsx)."))
    _measure(parts_of(content, endings=(".xml",)))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as broken:
        raise FileRefused(_("The workbook is damaged and cannot be read. Save it again in Excel or WPS.")) from broken


def _measure(parts: Mapping[str, bytes]) -> None:
    """A cell far away would make the reader lay out everything before it."""
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/")]
    if "xl/workbook.xml" not in parts or not sheets:
        raise FileRefused(_("The file is no Excel workbook (.xlsx)."))
    for letters, row in (found for sheet in sheets for found in CELL.findall(sheet)):
        if int(row) > MOST_ROWS or len(letters) > MOST_COLUMN_LETTERS:
            raise FileRefused(_("The sheet is larger than a list of questions is: it has something in %(cell)s.") % {
                "cell": (letters + row).decode()})


def _head(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        columns = _columns(row)
        if "stem" in columns and ("kind" in columns or "answer" in columns):
            return place, columns
    raise FileRefused(_("No headings found: the first rows need 题型, 题干 and 答案. Take the template."))


def _columns(row: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        head = folded(text_of(cell)).rstrip("*")
        option = re.fullmatch(r"(?:选项)?([a-l])", head)
        name = f"option_{option[1].upper()}" if option else _FIELD_OF.get(head)
        if name:
            found.setdefault(name, column)
    return found


def _unknown(row: Sequence[Any], columns: Mapping[str, int]) -> list[str]:
    named = [text_of(cell) for column, cell in enumerate(row) if text_of(cell) and column not in columns.values()]
    return [_("Columns not used: %(names)s.") % {"names": "、".join(named)}] if named else []


def text_of(cell: Any) -> str:
    """A cell as it is shown; the apostrophe we put before a formula's sign is taken off again."""
    if isinstance(cell, bool):
        return "正确" if cell else "错误"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    text = str(cell).replace("\r\n", "\n").replace("_x000D_", "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@'") else text


def _take(reading: Reading, place: str, cells: Mapping[str, str]) -> None:
    try:
        draft = Draft(place, _limited(cells, "code"), _values(cells))
    except CellRefused as refused:
        reading.refuse(place, str(refused), refused.head)
        return
    reading.take(draft)


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    options = [cells.get(f"option_{letter}", "") for letter in LETTERS]
    kind = _kind(cells, options)
    stem = _limited(cells, "stem")
    core = _CONTENT.get(kind, _written)(kind, options, cells.get("answer", ""))
    rubric = cells.get("rubric", "") or (cells.get("answer", "") if kind in ("short", "essay") else "")
    return {"kind": kind, "stem": stem, **core, "rubric": rubric, **_more(cells)}


def _kind(cells: Mapping[str, str], options: Sequence[str]) -> str:
    if not cells.get("kind") and "kind" not in cells:
        return guessed(cells.get("answer", ""), any(options))
    kind = words.kind_of(cells.get("kind", ""))
    if kind is None:
        text = _("“%(word)s” is no kind of question we know.") % {"word": cells.get("kind", "")[:30]}
        raise CellRefused(HEADS["kind"][0], text)
    return kind


def guessed(answer: str, has_options: bool) -> str:
    """The kind of a question that does not say it."""
    if has_options:
        return "multi" if len(words.letters_of(answer) or []) > 1 else "single"
    return "judge" if words.truth_of(answer) else "short"


def _no_letters(answer: str) -> str:
    if not answer:
        return _("The answer is empty.")
    return _("“%(answer)s” is not the letters of options.") % {"answer": answer[:30]}


def _choice(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    keys = words.letters_of(answer)
    if keys is None:
        raise CellRefused(HEADS["answer"][0], _no_letters(answer))
    kept = [{"key": letter, "text": text} for letter, text in zip(LETTERS, options, strict=True) if text]
    return {"options": kept, "targets": [], "answer": keys}


def _judge(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    truth = words.truth_of(answer)
    if truth is None:
        text = _("“%(answer)s” says neither true nor false.") % {"answer": answer[:30]}
        raise CellRefused(HEADS["answer"][0], text if answer else _("The answer is empty."))
    rows = [Row("正确", truth == "T"), Row("错误", truth == "F")]
    return content_of("judge", rows)


def _order(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    """The answer gives the letters in the right order; without one the columns are in it already."""
    kept = [{"key": letter, "text": text} for letter, text in zip(LETTERS, options, strict=True) if text]
    keys = words.letters_of(answer) if answer else [option["key"] for option in kept]
    if keys is None:
        raise CellRefused(HEADS["answer"][0], _no_letters(answer))
    return {"options": kept, "targets": [], "answer": keys}


def _match(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    pairs = [[side.strip() for side in PAIRED.split(text, maxsplit=1)] for text in options if text]
    if any(len(pair) < 2 or not pair[1] for pair in pairs):
        raise CellRefused("选项", _("Write each pair as 左 == 右, and a right side that fits nothing as * == 右."))
    loose = "\n".join(right for left, right in pairs if left in NOBODY)
    rows = [Row(left, fits=right) for left, right in pairs if left not in NOBODY]
    return content_of("match", rows, distractors=loose)


def _fill(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    return {"options": [], "targets": [], "answer": split_blanks(answer)}


def _written(kind: str, options: Sequence[str], answer: str) -> dict[str, Any]:
    kept = lettered([text for text in options if text]) if kind == "checklist" else []
    return {"options": kept, "targets": [], "answer": []}


_CONTENT = {"single": _choice, "multi": _choice, "judge": _judge, "order": _order, "match": _match, "fill": _fill}


def _more(cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "explanation": cells.get("explanation", ""), "article": _limited(cells, "article"),
        "tags": words.tags_of(cells.get("tags", "")), **dict(_judged(cells)),
    }


def _judged(cells: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    try:
        yield "effective_on", words.day_of(cells.get("effective_on", ""))
    except ValueError:
        raise CellRefused("施行日期", _("Write the day as 2011-01-01.")) from None
    difficulty = words.difficulty_of(cells.get("difficulty") or "中")
    if difficulty is None:
        raise CellRefused("难度", _("Difficulty is 易, 中 or 难."))
    yield "difficulty", difficulty
    most = folded(cells.get("max_length", ""))
    if most and not (most.isascii() and most.isdigit() and 1 <= int(most[:9]) <= 5000):
        raise CellRefused("字数上限", _("A number from 1 to 5000."))
    yield "max_length", int(most) if most else None
    for name in ("two_markers", "any_order"):
        switch = words.switch_of(cells.get(name, ""))
        if switch is None:
            raise CellRefused(HEADS[name][0], _("Write 是 or 否."))
        yield name, switch


def _limited(cells: Mapping[str, str], name: str) -> str:
    text = cells.get(name, "")
    if len(text) > LONGEST[name]:
        raise CellRefused(HEADS[name][0], _("Longer than %(most)d characters.") % {"most": LONGEST[name]})
    return text
