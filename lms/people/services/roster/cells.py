"""One cell at a time: what it says, or why it cannot be taken. Pure."""

import functools
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from lms.people.models import Category
from lms.people.services.roster import names
from lms.people.services.roster.names import Refused, cleaned, is_private, looks_like_formula

BRACKETS = str.maketrans("()", "（）")  # as posts are written: 副局长（社保）
NOTHING = ("", "-", "—", "--", "——", "/", "无")
CATEGORIES = {
    "公务员": Category.CIVIL_SERVANT, "参公人员": Category.REFERENCED, "参公": Category.REFERENCED,
    "参公管理人员": Category.REFERENCED, "参照公务员法管理人员": Category.REFERENCED,
    "事业管理人员": Category.INSTITUTION_ADMIN, "事业管理": Category.INSTITUTION_ADMIN,
    "事业专技人员": Category.INSTITUTION_EXPERT, "事业专技": Category.INSTITUTION_EXPERT,
    "事业专业技术人员": Category.INSTITUTION_EXPERT,
    "机关工勤": Category.WORKER, "事业工勤": Category.WORKER, "工勤": Category.WORKER, "工勤人员": Category.WORKER,
    "劳务派遣": Category.DISPATCHED, "劳务派遣人员": Category.DISPATCHED, "派遣人员": Category.DISPATCHED,
}
STATES = {
    **dict.fromkeys(("在岗", "在职", "借出", "挂职", "脱产学习", "待岗"), "active"),
    **dict.fromkeys(("借入", "借调"), "loan"),
    **dict.fromkeys(("产假", "长期病假", "病假", "驻村帮扶", "驻村"), "paused"),
    **dict.fromkeys(("退休", "调出", "辞职", "辞退", "开除", "去世", "离职"), "left"),
}
GENDERS = {"": "", "男": "男", "女": "女", "男性": "男", "女性": "女"}
ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|#+)", re.IGNORECASE)
MANGLED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
STAFF_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
LETTER_DIGITS = str.maketrans("OoIl", "0011")
IDENTITY = re.compile(r"\d{6,}[\dXx]*")


def shown(value: Any) -> str:
    """The cell as the reader sees it in his sheet."""
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return str(int(value)) if value == int(value) and abs(value) < 1e10 else f"{value:.5G}"
        except (OverflowError, ValueError):
            return "∞"
    return str(value)


def shown_safely(value: Any) -> str:
    """As shown, but a report never repeats a whole identity or card number, nor a text without end."""
    found = shown(value)
    if len(found) >= 15 and IDENTITY.fullmatch(re.sub(r"\s+", "", unicodedata.normalize("NFKC", found))):
        return f"{found[:3]}…{found[-2:]}"
    return found if len(found) <= 100 else f"{found[:100]}…"


def text(value: Any) -> str:
    """One width, no spaces, Chinese brackets; a dash means nothing.

    Raises Refused for what looks like a formula, an error value, a private character, and what is neither text nor
    number.
    """
    if isinstance(value, bool):
        raise Refused(_("The cell says true or false. Type what it means."))
    if value is not None and not isinstance(value, str | int | float):
        raise Refused(_("The cell holds a date or a time. Type text."))
    return _text(shown(value))


@functools.lru_cache(maxsize=8192)
def _text(value: str) -> str:
    found = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cleaned(value))).translate(BRACKETS)
    if found in NOTHING:
        return ""
    if looks_like_formula(found):
        raise Refused(_("The text looks like a formula. Type plain text."))
    if ERROR.fullmatch(found):
        raise Refused(_("The cell holds the error value %(error)s. Type the value.") % {"error": found})
    if any(is_private(character) for character in found):
        raise Refused(_("The text holds a private character; on another machine it would look different. Replace it."))
    return found


def staff_no(value: Any, *, padded: bool, width: int = 0, typed: bool = True) -> str:
    """工号 as text. `padded`: the other numbers of this roster begin with zeros, so a numeric cell has lost its own.

    `width` (characters) is what those have in common, or 0. A file that is not `typed` does not tell numbers from text:
    there a shorter number has lost zeros too.
    """
    found = text(value)
    if not found:
        raise Refused(_("The staff number is missing. Type it as text."))
    is_number = isinstance(value, int | float)
    if (is_number and not abs(value) < 1e10) or MANGLED.fullmatch(found) or (
            len(found) >= 15 and found[:15].isdigit()):
        raise Refused(_("This looks like an identity number, or one that Excel has rounded; it is not repaired. Type "
                        "it anew."))
    if padded and (is_number or (not typed and found.isdigit() and len(found) < width)):
        raise Refused(_lost_zeros(found, width))
    if not STAFF_NO.fullmatch(found):
        raise Refused(_("A staff number has letters and digits only, 20 at most."))
    likely = found.translate(LETTER_DIGITS)
    if likely != found and likely.isdigit() and any(character.isdigit() for character in found):
        raise Refused(_("A letter stands for a digit (O for 0, l or I for 1). Perhaps %(likely)s?")
                      % {"likely": likely})
    return found


def _lost_zeros(found: str, width: int) -> str:
    if not width or len(found) >= width or not found.isdigit():
        return _("The cell is a number: leading zeros are lost. Type it as text.")
    return _("The cell is a number: leading zeros are lost. Type it as text, perhaps %(likely)s.") % {
        "likely": found.zfill(width)}


def name(value: Any) -> tuple[str, str, str]:
    """(full name, same-name mark, state written into the name cell): 王伟（大） and 李娜(借调)."""
    if isinstance(value, str) and ERROR.fullmatch(value.strip()):
        raise Refused(_("The cell holds the error value %(error)s. Type the value.") % {"error": value.strip()})
    return names.name(value, frozenset(STATES))


def category(value: Any) -> str:
    found = text(value)
    if not found:
        raise Refused(_("The category is missing. Known: %(known)s.") % {"known": "、".join(CATEGORIES)})
    if found not in CATEGORIES:
        raise Refused(_("This category is not known. Known: %(known)s.") % {"known": "、".join(CATEGORIES)})
    return CATEGORIES[found].value


def gender(value: Any) -> str:
    found = text(value)
    if found not in GENDERS:
        raise Refused(_("Write 男 or 女, or leave the cell empty."))
    return GENDERS[found]


def state(value: Any, in_name: str) -> tuple[str, str]:
    """(active, loan, paused or left; the word). What the name cell says counts when the state says nothing special."""
    found = text(value)
    if found and found not in STATES:
        raise Refused(_("This state is not known. Known: %(known)s.") % {"known": "、".join(STATES)})
    word = in_name if in_name and STATES.get(found, "active") == "active" else found
    return STATES.get(word, "active"), word


def short(value: Any, most: int) -> str:
    """A text of at most so many characters."""
    found = text(value)
    if len(found) > most:
        raise Refused(_("At most %(most)s characters. Shorten it.") % {"most": most})
    return found
