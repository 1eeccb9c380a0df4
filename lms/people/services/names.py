"""Keys of a name: how it is ordered by pinyin and by strokes (姓氏笔画), and found by letters."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lms.people.models import User

TABLE = Path(__file__).resolve().parent.parent / "data" / "strokes.txt"
DOT = "·"
DIGITS = frozenset("12345")
UNKNOWN = "99"  # where the number of strokes would stand: after every known character
PINYIN_LONGEST, INITIALS_LONGEST, STROKES_LONGEST = 200, 50, 500
KEYS = ("pinyin", "pinyin_initials", "stroke_key")

# Surnames of two characters, and how they are read where that is not as the characters are read alone.
COMPOUND = {
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu", "令狐": "ling hu",
    "鲜于": "xian yu", "亓官": "qi guan", "宰父": "zai fu", "子车": "zi ju",
} | dict.fromkeys(
    ("欧阳", "上官", "司马", "诸葛", "皇甫", "东方", "夏侯", "赫连", "公孙", "慕容", "宇文", "司徒", "司空", "轩辕",
     "端木", "百里", "呼延", "南宫", "独孤", "西门", "东郭", "南郭", "闾丘", "钟离", "淳于", "濮阳", "公冶", "太叔",
     "申屠", "宗政", "公羊", "拓跋", "夹谷", "纳兰", "第五", "北堂", "公西", "梁丘", "左丘", "谷梁", "东门",
     "段干"), "")
# Surnames read otherwise than the character commonly is.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "乐": "yue",
    "盖": "ge", "缪": "miao", "任": "ren", "翟": "zhai", "覃": "qin", "华": "hua", "宁": "ning", "重": "chong",
    "种": "chong", "召": "shao", "晟": "cheng", "燕": "yan", "员": "yun", "秘": "bi", "冼": "xian", "洗": "xian",
    "褚": "chu",
    "隗": "wei", "折": "she", "逄": "pang", "黑": "he", "郗": "xi", "郇": "xun", "祭": "zhai", "幺": "yao", "车": "che",
    "石": "shi", "葛": "ge", "纪": "ji", "曲": "qu", "贾": "jia", "谌": "chen", "牟": "mou", "柏": "bai", "阚": "kan",
    "沈": "shen", "应": "ying", "那": "na", "相": "xiang", "都": "du", "能": "nai", "过": "guo", "会": "gui",
    "宓": "mi", "佴": "nai", "撒": "sa", "薄": "bo", "瞿": "qu", "仝": "tong", "莘": "shen", "乜": "nie", "哈": "ha",
    "句": "gou", "呙": "guo", "占": "zhan", "尉": "wei", "长": "chang", "万": "wan", "曹": "cao", "瞰": "kan",
    "卜": "bu", "叶": "ye", "娄": "lou", "尹": "yin", "俞": "yu", "参": "shen", "适": "kuo", "行": "xing",
    "盛": "sheng", "钭": "tou", "繁": "po", "阿": "a", "殷": "yin", "乘": "sheng", "强": "qiang", "谷": "gu",
    "臧": "zang", "教": "jiao",
}


def name_keys(full_name: str) -> dict[str, str]:
    """pinyin ("shan li"), pinyin_initials ("sl") and stroke_key of a name."""
    pinyin = pinyin_of(full_name)
    return {**pinyin_keys(pinyin), "stroke_key": stroke_key(full_name)}


def pinyin_keys(pinyin: str) -> dict[str, str]:
    """The pinyin in one way of writing, and its initials."""
    words = pinyin.lower().split()
    initials = "".join(word[0] for word in words)
    return {"pinyin": " ".join(words)[:PINYIN_LONGEST], "pinyin_initials": initials[:INITIALS_LONGEST]}


def keyed(person: User) -> list[str]:
    """Give the person, unsaved, the keys of his name; which columns changed. What HR corrected by hand stays."""
    if person.keys_by_hand:
        return []
    changed = {name: value for name, value in name_keys(person.full_name).items() if getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    return list(changed)


def split_name(full_name: str) -> tuple[str, str]:
    """(surname, given name). Of a name with a dot the first character counts as the surname, for order only."""
    letters = full_name.replace(DOT, "")
    length = 2 if len(full_name) > 2 and full_name[:2] in COMPOUND else 1
    return letters[:length], letters[length:]


def pinyin_of(full_name: str) -> str:
    """Syllables apart by spaces, without tones, ü as v; a character nobody reads stands for itself."""
    if DOT in full_name or not _is_han(full_name[:1]):
        return " ".join(syllable for part in full_name.split(DOT) for syllable in _read(part))
    surname, given = split_name(full_name)
    known = COMPOUND.get(surname) or SURNAMES.get(surname)
    return " ".join([*([known] if known else _read(surname)), *_read(given)])


def _is_han(text: str) -> bool:
    return bool(text) and ("\u3400" <= text[0] <= "\u9fff" or text[0] >= "\U00020000")


def _read(text: str) -> list[str]:
    from pypinyin import lazy_pinyin  # takes 30 MB: only who makes a key needs it

    return [one.strip().lower() for one in lazy_pinyin(text, errors=_unread) if one.strip()]


def _unread(text: str) -> Any:
    """Latin words stay words; of other characters each stands for itself."""
    return text.split() if text.isascii() else [one for one in text if not one.isspace()]


def stroke_key(full_name: str, groups: Sequence[str] | None = None) -> str:
    """Sorts as text in 姓氏笔画 order. `groups`: the stroke types of each character, where HR has typed them.

    A character: how many strokes (two digits), then their types in writing order. Behind the surname stands how long
    it is and how long the given name is: 欧 before 欧阳, 田富 before 田大利. Digits only, which every database sorts
    alike.
    """
    surname, given = split_name(full_name)
    characters = surname + given
    types = list(groups) if groups else [strokes_of(character) for character in characters]
    keys = [_key(character, one) for character, one in zip(characters, types, strict=True)]
    first, rest = keys[:1], keys[1:len(surname)]
    return "".join([*first, f"{len(surname)}", *rest, f"{min(len(given), 99):02}", *keys[len(surname):]])[
        :STROKES_LONGEST]


def _key(character: str, types: str) -> str:
    return f"{len(types):02}{types}" if types else f"{UNKNOWN}{ord(character):07}"


def groups_of(full_name: str, key: str) -> list[str]:
    """The stroke types of each character as the key has them; "" for unknown ones and what does not fit the name."""
    surname, given = split_name(full_name)
    found, at = [], 0
    for number in range(len(surname + given)):
        size = key[at:at + 2]
        length = 7 if size == UNKNOWN else int(size or 0)
        found.append("" if size == UNKNOWN else key[at + 2:at + 2 + length])
        at += 2 + length + (number == 0) + 2 * (number + 1 == len(surname))
    return found


def unknown_characters(full_name: str, key: str) -> str:
    """The Han characters of the name whose place in the order nobody knows yet."""
    pairs = zip("".join(split_name(full_name)), groups_of(full_name, key), strict=True)
    return "".join(one for one, types in pairs if not types and _is_han(one))


def strokes_of(character: str) -> str:
    """The types of its strokes in writing order, "1234" for 木; "" when the table lacks it."""
    return table().get(character, "")


@functools.cache
def table() -> dict[str, str]:
    """Character → stroke types, from the data file."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(_resolved(dict(_entries(line for line in lines if not line.startswith("#")))))


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for entry in line.split():
            character, _equals, parts = entry.partition("=")
            yield character, parts


def _resolved(parts: dict[str, str]) -> Iterator[tuple[str, str]]:
    @functools.cache
    def types(character: str) -> str:
        return character if character in DIGITS else "".join(types(part) for part in parts[character])

    for character in parts:
        yield character, types(character)


def search_words(query: str) -> str:
    """What was typed into a search box, one width and one case, without spaces at the ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", query)).strip().lower()
