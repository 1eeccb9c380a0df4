"""Which rows are people, and what the others are: totals, signatures, headings, repeated heads. Pure."""

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster.cells import CATEGORIES
from lms.people.services.roster.files import Grid
from lms.people.services.roster.heads import Head, plain

TOTAL = re.compile(r"(?:合计|小计|总计|共计|累计|总人数|(?:本页|人数|人员)(?:合|小|总)计).*|共\d+[人名].*")
ROLES = "制表|填表|填报|制作|编制|统计|审核|审批|审定|复核|校对|批准|经办|承办|签发"
SIGNATURE = re.compile(
    rf"(?:{ROLES})(?:人|员|单位|部门|日期|时间|说明)?(?:\(.*\))?(?::.*)?"  # 制表人, 审核：李某
    r"|.*(?:人|领导|长|主任|书记|电话|日期|时间|说明|备注|注\d?)(?:\(.*\))?:.*"  # 人事科长：王某, 注1：
    r"|.*(?:签字|签名|签章|盖章|公章).*|(?:单位|部门|主管|分管)?(?:负责人|领导|联系人)(?:\(.*\))?"
    r"|(?:以下空白|以上|此表|本表|说明|注[12]|截至|截止|\(?续表|\(?[续接]上页|第\d+页).*"
)
UNIT_ENDS = re.compile(r".*(?:科|室|局|处|中心|院|队|股|委|领导|所|站|办|厅|部|组|班子|校|馆|会|单位|机关)(?:[(:].*)?")
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
COUNT = re.compile(r"(?:共?\d+(?:\.0)?[人名]?)?")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
DAY = re.compile(r"(\d{4})(?:年|[./-])(\d{1,2})(?:(?:月|[./-])(\d{1,2})日?|月)")
CHINESE_DAY = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月"
                         r"([一二三四五六七八九十]{1,3})日")
DATED = ("日期", "时间", "截至", "截止")


class Kind(enum.Enum):
    """What a row below the head is."""

    PERSON = "person"
    BLANK = "blank"
    TOTAL = "total"
    SIGNATURE = "signature"
    HEADING = "heading"
    HEAD_AGAIN = "head again"
    OTHER = "other"

    def sentence(self) -> str:
        """What is said of such rows, with %(rows)s."""
        return {
            Kind.TOTAL: _("Totals, not read: rows %(rows)s."),
            Kind.SIGNATURE: _("Signatures and remarks, not read: rows %(rows)s."),
            Kind.HEADING: _("Headings that only name a unit, not read: rows %(rows)s."),
            Kind.HEAD_AGAIN: _("Repeated column heads, not read: rows %(rows)s."),
            Kind.OTHER: _("Neither staff number nor name, not read: rows %(rows)s."),
        }[self]


class RowJudge:
    """Tells the rows of one sheet apart."""

    def __init__(self, grid: Grid, head: Head) -> None:
        self.number, self.name, self.category = (
            head.columns[name] for name in ("staff_no", "full_name", "category"))
        self.heads = [[plain(cell) for cell in row] for row in grid.rows[head.top : head.first]]

    def kind_of(self, row: list[Any]) -> Kind:
        """A row with a number and a name is a person, whatever else it says; the others are looked at word by word."""
        number, name = self._at(row, self.number), self._at(row, self.name)
        if number and name and NUMBER.fullmatch(number) and not NUMBER.fullmatch(name) and not TOTAL.fullmatch(name):
            return Kind.PERSON
        cells = [plain(cell) for cell in row]
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if not filled:
            return Kind.BLANK
        return self._by_words(cells, filled, number, name)

    def _by_words(self, cells: list[str], filled: list[str], number: str, name: str) -> Kind:
        if self._is_head(cells):
            return Kind.HEAD_AGAIN
        first = filled[:2]
        if any(map(TOTAL.fullmatch, (*first, name))) and _only_counts(number, name):
            return Kind.TOTAL
        if any(map(SIGNATURE.fullmatch, first)) and not NUMBER.fullmatch(number) and not self._has_category(cells):
            return Kind.SIGNATURE
        if len(filled) == 1 and not NUMBER.fullmatch(filled[0]) and (not name or UNIT_ENDS.fullmatch(name)):
            return Kind.HEADING if UNIT_ENDS.fullmatch(filled[0]) else Kind.OTHER
        return Kind.PERSON if number or name or len(filled) > 2 else Kind.OTHER

    def _is_head(self, cells: list[str]) -> bool:
        """Every filled cell stands in the head above it, and there are several."""
        return any(
            sum(bool(cell) for cell in cells) > 1
            and all(not cell or (column < len(head) and head[column] == cell) for column, cell in enumerate(cells))
            for head in self.heads
        )

    def _has_category(self, cells: list[str]) -> bool:
        """What only a person has: whatever else is odd about his row, it is refused and never left out."""
        return self._at(cells, self.category) in CATEGORIES

    @staticmethod
    def _at(row: list[Any], column: int) -> str:
        return plain(row[column]) if column < len(row) else ""


def _only_counts(number: str, name: str) -> bool:
    """Whether a row has nothing but counts beside the word for a total where a person has number and name."""
    return all(TOTAL.fullmatch(cell) or COUNT.fullmatch(cell) for cell in (number, name))


def drawn_up_on(rows: Iterable[list[Any]]) -> dt.date | None:
    """制表日期：2026年1月4日, 截至2026.1.4, or a date in the cell beside such a label; None when no row says it."""
    unsure: dt.date | None = None
    for row in rows:
        labelled = False
        for cell in row:
            text = "" if isinstance(cell, dt.date) else plain(cell)
            labelled = labelled or any(word in text for word in DATED)
            day = _day_in(cell, text)
            if day and labelled:
                return day
            unsure = unsure or (day if "日" in text else None)
    return unsure


def _day_in(cell: Any, text: str) -> dt.date | None:
    """A month without a day means its last day: 截至2026年1月."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, cell.day)
    chinese = CHINESE_DAY.search(text)
    if chinese:
        year = int(chinese[1].translate(CHINESE_DIGITS))
        numbers: tuple[int, int, int | None] = (year, _small(chinese[2]), _small(chinese[3]))
    elif match := DAY.search(text):
        numbers = (int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    else:
        return None
    year, month, day = numbers
    try:
        return dt.date(year, month, day if day is not None else calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _small(text: str) -> int:
    """十 → 10, 二十一 → 21."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(CHINESE_DIGITS)[:2])
    return int(tens.translate(CHINESE_DIGITS) or 1) * 10 + int(ones.translate(CHINESE_DIGITS) or 0)
