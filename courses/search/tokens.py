"""Text into tokens: what the index holds, and what a question asks it for. Pure functions; the one tokeniser of both.

A run of Chinese becomes its single characters and its pairs; letters and digits are words. Marked tokens say more:
what stands in the title, the number of an article, the pinyin of a course.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

HAN = "\u2e80-\u2fdf々〇\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(f"[{HAN}]+|[a-z]+|[0-9]+")
WIDE = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
OTHER = {0x0130: "I", 0x3000: " ", 0xA0: " ", 0x200B: "", 0xFEFF: "", 0xAD: "", 0: ""}  # lower() of İ is two characters
COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
INSIDE_CHINESE = re.compile(f"(?<=[{HAN}，、]) +(?=[{HAN}])")

# Marks in front of a token, from a plane nobody writes with: a marked token never equals a word.
TITLE, ARTICLE, PINYIN = "\U000f0001", "\U000f0002", "\U000f0003"
MARKS = re.compile("[\U000f0000-\U0010ffff]")

NUMERALS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
DIGITS = "零一二三四五六七八九"
NUMERAL = "0-9" + "".join(NUMERALS) + "".join(TENS)
NUMBER = f"[0-9]{{1,4}}|[{NUMERAL[3:]}]{{1,9}}"
# 第六十二条, 第62条; and without 第, as in 第六十一条、六十二条: 62条, 六十二条, but not 一条龙.
BARE = f"[0-9]{{1,4}}|[{NUMERAL[3:]}]{{2,9}}"
NUMBERED = re.compile(
    rf"第 ?({NUMBER}) ?([条款项章节课])(?:之({NUMBER}))?|(?<![{NUMERAL}])({BARE}) ?(条)(?:之({NUMBER}))?"
)
MOST_SYLLABLES = 8


def tidy(text: str) -> str:
    """As it is shown and searched: one width of letters and digits, one form of each character, single spaces."""
    text = MARKS.sub("", text.translate(WIDE | OTHER))
    text = COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(INSIDE_CHINESE.sub("", line) for line in lines if line)


def tokens_of(text: str) -> set[str]:
    """Every token of a tidy text."""
    found: set[str] = set()
    for run in RUN.findall(text.lower()):
        if run[0] < "\x80":
            found.add(run)
            continue
        found.update(run)
        found.update(map("".join, pairwise(run)))
    return found | {ARTICLE + name for name in numbered_in(text)}


def pairs_of(word: str) -> list[str]:
    """The tokens that a Chinese word asks for."""
    return [word] if len(word) == 1 else [word[at:at + 2] for at in range(len(word) - 1)]


def document_tokens(title: str, *others: str, pinyin: str = "") -> str:
    """What the index holds of one document: its tokens apart by spaces, those of the title marked as well."""
    in_title = tokens_of(title)
    found = in_title.union(*map(tokens_of, others))
    marked = {TITLE + token for token in in_title}
    return " ".join(sorted(found | marked | {PINYIN + token for token in pinyin_tokens(pinyin.split())}))


def numbered_in(text: str) -> Iterator[str]:
    """"62条" for 第六十二条, 第62条 and 62条 alike; "62条之1" as well for 第六十二条之一."""
    for found in NUMBERED.finditer(text):
        yield from names_of(found)


def names_of(found: re.Match) -> list[str]:
    number, unit, part = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    name = f"{value_of(number)}{unit}"
    return [name, f"{name}之{value_of(part)}"] if part else [name]


def value_of(numeral: str) -> int:
    """62 for "62" and for "六十二"; figures read one by one (二〇) too."""
    if numeral.isdecimal():
        return int(numeral)
    if not set(numeral) & set(TENS):
        return int("".join(str(NUMERALS[one]) for one in numeral))
    total, digit = 0, 0
    for one in numeral:
        if one in TENS:
            total += (digit or 1) * TENS[one]
            digit = 0
        else:
            digit = NUMERALS[one]
    return total + digit


def numeral_of(value: int) -> str:
    """六十二 for 62, as laws write it, up to 9999."""
    text, zero = "", False
    for ten, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, ten)
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + name
        zero = not digit
    return text[1:] if text.startswith("一十") else text or DIGITS[0]


def pinyin_tokens(syllables: list[str]) -> set[str]:
    """Initials and whole syllables of up to eight neighbours: ld, ldht, laodong, laodonghetong."""
    return set(_neighbours(syllables)) | set(_neighbours([one[0] for one in syllables], least=2))


def _neighbours(parts: list[str], least: int = 1) -> Iterable[str]:
    for start in range(len(parts)):
        for end in range(start + least, min(start + MOST_SYLLABLES, len(parts)) + 1):
            yield "".join(parts[start:end])
