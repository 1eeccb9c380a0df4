"""Questions as they stand in Chinese documents: 题干 / A. B. C. / 答案： / 解析：, under headings of kinds.

Pure functions over lines of text; where the lines come from is the business of `word`.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange import words
from courses.exchange.drafts import MOST, Draft, FileRefused, Reading
from courses.question_rows import Row, content_of, split_blanks
from courses.question_rules import blanks_in

SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十]+(?:部分)?[、.．:：\s]\s*)?([\u4e00-\u9fff]{2,7}?题)(?:[（(：:，,\s].*)?")
START = re.compile(r"(\d{1,4})\s*[.．、:：)）]\s*(?!\d)(.*)")
MARK = re.compile(r"[\[【（(]\s*([\u4e00-\u9fff]{2,6})\s*[\]】）)]\s*(.*)", re.DOTALL)
OPTION = re.compile(r"([A-Ha-h])\s*[.．、:：)）]\s*")
LABEL = re.compile(
    r"[【\[]?\s*(正确答案|标准答案|参考答案|答案解析|试题解析|答案|解析|依据条款|法律依据|依据|评分标准|难度"
    r"|难易度|知识点|标签|考点)\s*(?:[】\]]\s*[:：]?|[:：])\s*(.*)", re.DOTALL)
FIELDS = {
    "正确答案": "answer", "标准答案": "answer", "参考答案": "answer", "答案": "answer", "答案解析": "explanation",
    "试题解析": "explanation", "解析": "explanation", "依据条款": "article", "法律依据": "article", "依据": "article",
    "评分标准": "rubric", "难度": "difficulty", "难易度": "difficulty", "知识点": "tags",
    "标签": "tags", "考点": "tags",
}
INLINE = re.compile(r"[（(]\s*([A-Ha-h](?:[\s、,，]*[A-Ha-h])*|√|×|对|错|正确|错误)\s*[)）]")
CARRIES = ("explanation", "article", "difficulty", "tags", "rubric")


@dataclass
class Block:
    """The lines of one question, sorted by what they say."""

    number: str
    kind: str | None
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    last: str = "stem"
    points: int = 0


def read_lines(lines: list[str]) -> Reading:
    """Raises FileRefused when no question is found."""
    blocks = _blocks([line.strip() for line in lines])
    if not blocks:
        raise FileRefused(_("No question found. Number each one: 1. … then A. B. C. and 答案：."))
    if len(blocks) > MOST:
        raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
    reading = Reading()
    for place, block in enumerate(blocks, start=1):
        _take(reading, _("question %(number)d (numbered %(own)s)") % {"number": place, "own": block.number}, block)
    return reading


def _blocks(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    kind: str | None = None
    headed = True
    for place, line in enumerate(lines):
        heading, start = SECTION.fullmatch(line), START.fullmatch(line)
        if heading and words.kind_of(heading[1]):
            kind, headed = words.kind_of(heading[1]), True
        elif start and (headed or INLINE.search(line) or _leads_to_an_answer(lines[place + 1:])
                        or not _is_a_point(blocks[-1], int(start[1]))):
            blocks.append(Block(start[1], kind, [start[2]] if start[2] else []))
            headed = False
        elif line and blocks:
            _add(blocks[-1], line)
    return blocks


def _is_a_point(block: Block, number: int) -> bool:
    """Points of a marking guide or an explanation are numbered as well, from 1."""
    if block.last in ("stem", "options") or number != block.points + 1:
        return False
    block.points = number
    return True


def _leads_to_an_answer(lines: list[str]) -> bool:
    """Whether options or an answer stand before the next number."""
    for line in lines:
        label = LABEL.fullmatch(line)
        if START.fullmatch(line):
            return False
        if OPTION.match(line) or (label and FIELDS[label[1]] == "answer"):
            return True
    return False


def _add(block: Block, line: str) -> None:
    label = LABEL.fullmatch(line)
    options = _options(line)
    if label:
        block.last = FIELDS[label[1]]
        block.fields[block.last] = label[2].strip()
    elif options and block.last in ("stem", "options"):
        block.options.extend(options)
        block.last = "options"
    elif block.last == "stem":
        block.stem.append(line)
    elif block.last == "options":
        key, text = block.options[-1]
        block.options[-1] = (key, f"{text}{line}")
    else:
        block.fields[block.last] = f"{block.fields[block.last]}\n{line}".strip()


def _options(line: str) -> list[tuple[str, str]]:
    """A line's options; several on one line when their letters follow one another."""
    first = OPTION.match(line)
    if not first:
        return []
    cuts, expected = [first], ord(first[1].upper()) + 1
    for found in OPTION.finditer(line, first.end()):
        if ord(found[1].upper()) == expected and (line[found.start() - 1].isspace() or found[1].isupper()):
            cuts.append(found)
            expected += 1
    ends = [*(cut.start() for cut in cuts[1:]), len(line)]
    return [(cut[1].upper(), line[cut.end():end].strip()) for cut, end in zip(cuts, ends, strict=True)]


def _take(reading: Reading, place: str, block: Block) -> None:
    stem, answer = "\n".join(block.stem), block.fields.get("answer", "")
    mark = MARK.fullmatch(stem)
    kind = block.kind
    if mark and words.kind_of(mark[1]):
        kind, stem = words.kind_of(mark[1]), mark[2]
    if not answer:
        stem, answer = _inline(stem)
    kind = kind or _guessed(block, stem, answer)
    try:
        values = _values(kind, stem, block, answer)
    except ValueError as refused:
        reading.refuse(place, str(refused), "答案")
        return
    reading.take(Draft(place, "", values))


def _inline(stem: str) -> tuple[str, str]:
    """An answer in brackets within the stem leaves an empty pair behind: （ ）."""
    found = list(INLINE.finditer(stem))
    if len(found) != 1:
        return stem, ""
    return f"{stem[:found[0].start()]}（ ）{stem[found[0].end():]}", found[0][1]


def _guessed(block: Block, stem: str, answer: str) -> str:
    if block.options:
        return "multi" if len(words.letters_of(answer) or []) > 1 else "single"
    if words.truth_of(answer):
        return "judge"
    return "fill" if blanks_in(stem) else "short"


def _values(kind: str, stem: str, block: Block, answer: str) -> dict[str, Any]:
    """Raises ValueError with a reason."""
    fields = block.fields
    rubric = fields.get("rubric", "") or (answer if kind in ("short", "essay") else "")
    difficulty = words.difficulty_of(fields.get("difficulty") or "中")
    if difficulty is None:
        raise ValueError(_("Difficulty is 易, 中 or 难."))
    return {
        "kind": kind, "stem": stem, **_content(kind, block, answer), "rubric": rubric, "difficulty": difficulty,
        "explanation": fields.get("explanation", ""), "article": fields.get("article", ""),
        "tags": words.tags_of(fields.get("tags", "")),
    }


def _content(kind: str, block: Block, answer: str) -> dict[str, Any]:
    if kind == "judge":
        truth = words.truth_of(answer)
        if truth is None:
            raise ValueError(_("“%(answer)s” says neither true nor false.") % {"answer": answer[:30]})
        return content_of("judge", [Row("正确", truth == "T"), Row("错误", truth == "F")])
    if kind == "fill":
        return {"options": [], "targets": [], "answer": split_blanks(answer)}
    if kind == "match":
        raise ValueError(_("Matching is not taken from this layout; use the Excel template."))
    options = [{"key": key, "text": text} for key, text in block.options]
    if kind in ("short", "essay", "checklist"):
        return {"options": options if kind == "checklist" else [], "targets": [], "answer": []}
    keys = words.letters_of(answer)
    if keys is None:
        text = _("“%(answer)s” is not the letters of options.") % {"answer": answer[:30]}
        raise ValueError(text if answer else _("The answer is empty."))
    return {"options": options, "targets": [], "answer": keys}
