"""A name as the register keeps it: any Han character, the dot between parts, nothing that is no letter. Pure."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●．｡･᛫﹒"), "·")  # U+00B7 only (民委发〔2016〕33号)
WIDE = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
# The 80 characters GBK kept in the private area from U+E815 on (GB 18030-2022, appendix D): U+E863 is 䶮.
GBK_PRIVATE = dict(enumerate(
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻", start=0xE815))
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
                       "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]")
RADICALS = re.compile("[\u2f00-\u2fdf]")  # ⽂ for 文: what copying out of a PDF leaves
SPACE = re.compile(r"(?<![A-Za-z.,])\s+|\s+(?![A-Za-z])")  # inside a name in Latin letters one space stays
DOT_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])|·{2,}")
WITH_MARK = re.compile(r"^(.+?)[(（\[［【〔](.{1,10})[)）\]］】〕]$")
TITLES = ("同志", "先生", "女士", "小姐", "老师", "局长", "科长", "处长", "主任", "书记", "股长", "队长", "院长",
          "所长", "站长", "调研员", "主任科员", "科员", "等")
NOBODY = ("空缺", "暂缺", "待定", "未定", "无", "暂无", "同上", "姓名", "未知")
FORMULA = ("=", "+", "-", "@")
LATIN_EXTRA = " .-'’"


class Refused(ValueError):  # noqa: N818
    """This cell cannot be taken; the message says why, translated."""


def is_private(character: str) -> bool:
    """Private, unassigned, half a character or a control code. Planes 2 and 3 are Han, known to Python or not."""
    if "\U00020000" <= character <= "\U0003fffd":
        return False
    return unicodedata.category(character) in ("Co", "Cn", "Cs", "Cc")


def cleaned(text: str) -> str:
    """Without what cannot be seen, and with the private characters everyone knows replaced."""
    return INVISIBLE.sub("", text).translate(GBK_PRIVATE)


def looks_like_formula(text: str) -> bool:
    """As a spreadsheet would see it: also behind the apostrophe that kept it dead, and in full width."""
    return unicodedata.normalize("NFKC", text).lstrip("'’").startswith(FORMULA)


def name(value: Any, states: frozenset[str]) -> tuple[str, str, str]:
    """(full name, same-name mark, state written into the name cell): 王伟（大） and 李娜(借调)."""
    if value is None or value == "":
        raise Refused(_("The name is missing. Type it."))
    if not isinstance(value, str):
        raise Refused(_("This is not a name. Type the person's name, or delete the row."))
    found = _written(value)
    if not found:
        raise Refused(_("The name is missing. Type it."))
    if looks_like_formula(found):
        raise Refused(_("The text looks like a formula. Type plain text."))
    if any(is_private(character) for character in found):
        raise Refused(_("The name holds a private character; on another machine it would look different. Replace it."))
    marked = WITH_MARK.match(found)
    full, mark = marked.groups() if marked else (found, "")
    _check_letters(full)
    _check_person(full)
    if len(full) > 50:
        raise Refused(_("A name has 50 characters at most."))
    if mark in states:
        return full, "", mark
    _check_mark(mark, states)
    return full, mark, ""


def _written(value: str) -> str:
    """One way of writing: 张　三 → 张三, • → ·, ⽂ → 文, Ａ → A."""
    found = re.sub(r"\s+", " ", unicodedata.normalize("NFC", cleaned(value)).translate(DOTS | WIDE))
    found = SPACE.sub("", found)
    found = RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), found)
    return DOT_BETWEEN.sub("·", found).strip()


def _check_letters(text: str, *, digits: bool = False) -> None:
    latin = text.isascii()
    for character in text:
        if unicodedata.category(character)[0] in ("L", "M") or "\U00020000" <= character <= "\U0003fffd":
            continue
        if character == "·" or (latin and character in LATIN_EXTRA) or (digits and character.isdecimal()):
            continue
        raise Refused(_("The name holds “%(character)s”, which is no letter: delete it. Two people of one name are "
                        "told apart by a mark in brackets: 王伟（大）.") % {"character": character})
    if text.strip("·") != text:
        raise Refused(_("The name begins or ends with a dot. Delete the dot."))


def _check_mark(mark: str, states: frozenset[str]) -> None:
    """（大）, （2）, （办公室）: neither a state in other words nor a title."""
    _check_letters(mark, digits=True)
    if mark.endswith(TITLES) or any(state in mark for state in states):
        raise Refused(_("“%(mark)s” does not tell two people of one name apart. Write a state or a post into its own "
                        "column.") % {"mark": mark})


def _check_person(full: str) -> None:
    if full in NOBODY:
        raise Refused(_("This is not a name. Type the person's name, or delete the row."))
    title = next((title for title in TITLES if full.endswith(title) and len(full) > len(title)), "")
    if title:
        raise Refused(_("The cell holds more than a name: “%(title)s”. Write the name only.") % {"title": title})
