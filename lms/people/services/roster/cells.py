"""One cell at a time: what it says, or why it cannot be taken. Pure; today is an argument."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from lms.people.models import Category

PRIVATE_USE = {"\ue863": "䶮"}  # a character GBK-era typefaces kept in the private area
DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●．｡"), "·")  # names of other peoples: U+00B7 only (民委发〔2016〕33号)
BRACKETS = str.maketrans("()", "（）")  # as posts are written: 副局长（社保）
NOTHING = ("", "-", "—", "--", "——", "/", "无")
FORMULA = ("=", "+", "-", "@")
CATEGORIES = {
    "公务员": Category.CIVIL_SERVANT, "参公人员": Category.REFERENCED, "参公": Category.REFERENCED,
    "事业管理人员": Category.INSTITUTION_ADMIN, "事业管理": Category.INSTITUTION_ADMIN,
    "事业专技人员": Category.INSTITUTION_EXPERT, "事业专技": Category.INSTITUTION_EXPERT,
    "机关工勤": Category.WORKER, "事业工勤": Category.WORKER, "工勤": Category.WORKER, "劳务派遣": Category.DISPATCHED,
}
STATES = {
    **dict.fromkeys(("在岗", "在职", "借出", "挂职", "脱产学习", "待岗"), "active"),
    **dict.fromkeys(("借入", "借调"), "loan"),
    **dict.fromkeys(("产假", "长期病假", "病假", "驻村帮扶", "驻村"), "paused"),
    **dict.fromkeys(("退休", "调出", "辞职", "辞退", "开除", "去世", "离职"), "left"),
}
NAME_WITH_MARK = re.compile(r"^(.+?)[(（](.{1,10})[)）]$")
MANGLED = re.compile(r"^\d(\.\d+)?E\+?\d+$", re.IGNORECASE)
STAFF_NO = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]{0,19}$")
YEAR_MONTH = re.compile(r"^(\d{4})[.\-/年](\d{1,2})(?:[.\-/月](\d{1,2})日?|月)?$")
RUN_TOGETHER = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
SERIALS = range(7_000, 80_000)  # 1919 to 2119 in days since Excel's day zero
EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
FURTHEST = dt.timedelta(days=730)


class Refused(ValueError):  # noqa: N818
    """This cell cannot be taken; the message says why, translated."""


def shown(value: Any) -> str:
    """The cell as the reader sees it in his sheet."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e10 else f"{value:.5G}"
    return str(value)


def text(value: Any) -> str:
    """One width, no spaces, Chinese brackets; a dash means nothing. Raises Refused for what looks like a formula."""
    found = re.sub(r"\s+", "", unicodedata.normalize("NFKC", shown(value))).translate(BRACKETS)
    if found in NOTHING:
        return ""
    if found.startswith(FORMULA):
        raise Refused(_("The text looks like a formula."))
    return found


def staff_no(value: Any, *, padded: bool) -> str:
    """工号 as text. `padded`: the other numbers of this roster begin with zeros, so a numeric cell has lost its own."""
    found = text(value)
    if not found:
        raise Refused(_("The staff number is missing."))
    is_number = isinstance(value, int | float)
    if (is_number and abs(value) >= 1e10) or MANGLED.match(found) or (len(found) >= 15 and found[:15].isdigit()):
        raise Refused(_("This looks like an identity number, or one that Excel has rounded; it is not repaired."))
    if is_number and padded:
        raise Refused(_("The cell is a number: leading zeros are lost. Type it as text."))
    if not STAFF_NO.match(found):
        raise Refused(_("A staff number has letters and digits only, 20 at most."))
    return found


def name(value: Any) -> tuple[str, str, str]:
    """(full name, same-name mark, state written into the name cell): 王伟（大） and 李娜(借调)."""
    if not isinstance(value, str):
        raise Refused(_("This is not a name."))
    found = re.sub(r"[\s\u200b\ufeff]+", "", value).translate(DOTS)
    for old, new in PRIVATE_USE.items():
        found = found.replace(old, new)
    if not found:
        raise Refused(_("The name is missing."))
    if unicodedata.normalize("NFKC", found).startswith(FORMULA):
        raise Refused(_("The text looks like a formula."))
    if any(unicodedata.category(character) in ("Co", "Cn", "Cc") for character in found):
        raise Refused(_("The name holds a private character; on another machine it would look different."))
    marked = NAME_WITH_MARK.match(found)
    full, mark = marked.groups() if marked else (found, "")
    if len(full) > 50:
        raise Refused(_("A name has 50 characters at most."))
    return (full, "", mark) if mark in STATES else (full, mark, "")


def category(value: Any) -> str:
    found = text(value)
    if found not in CATEGORIES:
        raise Refused(_("This category is not known. Known: %(known)s.") % {"known": "、".join(CATEGORIES)})
    return CATEGORIES[found].value


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
        raise Refused(_("At most %(most)s characters.") % {"most": most})
    return found


def month(value: Any, today: dt.date) -> dt.date | None:
    """1998.07, 199807, 1998-07, 1998年7月, a full date, or Excel's serial; the first of the month without a day.

    Raises Refused for an impossible day and for one more than two years ahead.
    """
    if isinstance(value, dt.datetime | dt.date):
        found: dt.date | None = dt.date(value.year, value.month, value.day)
    else:
        found = _parsed(value)
    if found and not dt.date(1940, 1, 1) <= found <= today + FURTHEST:
        raise Refused(_("This date cannot be right."))
    return found


def _parsed(value: Any) -> dt.date | None:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is not None and number == int(number) and int(number) in SERIALS:
        return EXCEL_DAY_ZERO + dt.timedelta(days=int(number))
    if number is not None and f"{number}".endswith(".1"):
        raise Refused(_("As a number this may be January or October. Type it as text."))
    found = text(f"{number:.2f}" if number is not None and number != int(number) else value)
    if not found:
        return None
    match = YEAR_MONTH.match(found) or RUN_TOGETHER.match(found)
    if not match:
        if found.isdigit() and int(found) in SERIALS:
            return EXCEL_DAY_ZERO + dt.timedelta(days=int(found))
        raise Refused(_("This is no date. Write 1998.07 or 1998-07."))
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError as error:
        raise Refused(_("This date cannot be right.")) from error
