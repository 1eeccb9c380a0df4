"""The heads of a roster, found by meaning: which column holds what, whatever it is called and however it is merged."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster.files import Grid, Region
from lms.people.services.roster.sheetxml import column_letters
from lms.people.services.roster.values import RosterUnreadable

LOOK_FOR_HEAD, TALLEST_HEAD = 20, 3  # rows
BORROWED = "\0"  # before a label that a cell only has because it is merged with the one to its left
RESULT = "导入结果"  # the column a marked copy adds; a copy that comes back is read without it
SYNONYMS = {
    "staff_no": ("工号", "职工号", "人员编号", "员工编号", "员工号", "干部编号", "职工编号", "职员编号", "人员工号",
                 "员工工号", "职工工号", "干部工号", "工作证号", "个人编号"),
    "full_name": ("姓名", "名字", "人员姓名", "职工姓名", "员工姓名", "干部姓名", "姓名(全名)", "中文姓名", "本人姓名"),
    "gender": ("性别", "性別", "男女", "男/女", "男女别", "人员性别", "员工性别", "职工性别"),
    "unit": ("所在单位", "单位", "单位名称", "工作单位", "现工作单位", "所属单位", "上级单位", "主管单位", "单位全称",
             "单位/科室", "单位科室", "所在单位名称"),
    "section": ("科室", "所在科室", "内设机构", "科室名称", "处室", "所在处室", "所属科室", "股室", "处室名称",
                "内设科室", "科室/部门", "现在科室"),
    "either": ("部门", "所在部门", "部门名称", "所属部门", "工作部门", "现在部门", "任职部门", "现所在部门"),
    "category": ("编制类别", "人员类别", "编制性质", "身份", "人员身份", "类别", "人员性质", "编制", "身份类别",
                 "用工性质", "编制类型", "人员类型"),
    "post": ("职务", "现任职务", "岗位", "职务名称", "工作岗位", "现职务", "行政职务", "岗位名称", "任职岗位",
             "职务(岗位)", "职务/岗位"),
    "rank": ("职级/岗位等级", "职级", "岗位等级", "职务职级", "现职级", "级别", "职级名称", "现任职级", "职务层次",
             "岗级", "职级等级"),
    "since": ("任现职时间", "任职时间", "现职时间", "任现职日期", "任职日期", "到岗时间", "现任职务时间",
              "现职务任职时间", "任现职年月", "到岗日期", "任职年月"),
    "state": ("人员状态", "状态", "在岗情况", "在岗状态", "在职状态", "人员在岗情况", "在职情况", "当前状态",
              "是否在岗", "目前状态"),
}
FIELD_OF = {label: name for name, labels in SYNONYMS.items() for label in labels}
REQUIRED = ("staff_no", "full_name", "unit", "category", "post")
PERSONAL = ("身份证", "公民身份", "身份号码", "证件号", "手机", "电话", "联系方式", "银行", "工资卡", "卡号", "住址",
            "家庭地址", "户籍地", "微信")
SYMBOLS = re.compile(r"[*※★●▲◆:!]+|必填项?|选填")
GROUP = re.compile(r"[(\[【「『<《〔][^)\]】」』>》〕]*[)\]】」』>》〕]")
BRACKETS = re.compile(r"[\[\]【】「」『』<>《》〔〕]|\(\)")


@dataclass(frozen=True)
class Head:
    """`first` is the index of the first row below; `columns` and `labels` by field; `texts` every label by column."""

    top: int
    first: int
    columns: dict[str, int]
    labels: dict[str, str]
    texts: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(SYNONYMS[name][0] for name in REQUIRED if name not in self.columns)


def plain(value: Any) -> str:
    """A label or a unit name: one width, no spaces, nothing invisible."""
    found = unicodedata.normalize("NFKC", str(value))
    if found.isascii() and found.isalnum():
        return found
    return "".join(one for one in found if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc"))


def meaning(text: str) -> tuple[str, str]:
    """(field, the label it was found by); the field is empty when the label says nothing to us."""
    bare = SYMBOLS.sub("", text)
    for label in (text, bare, SYMBOLS.sub("", GROUP.sub("", text)), BRACKETS.sub("", bare)):
        if label in FIELD_OF:
            return FIELD_OF[label], label
    return "", text


def find_head(grid: Grid) -> Head | None:
    """The best head among the first rows, one to three rows high. Raises RosterUnreadable when a field stands twice.

    It may lack columns (`missing`); None when no row looks like a head at all. Of equals one wins that does not end in
    cells merged across columns, for these have words below them; then the lowest, then the first.
    """
    top = _texts(grid)
    heads = [_head(top[index : index + height], index) for height in range(1, TALLEST_HEAD + 1)
             for index in range(max(0, min(LOOK_FOR_HEAD, len(top) - height + 1)))]
    best = max(heads, default=None, key=lambda head: (
        not head[0].missing, len(head[0].columns), not any(map(_is_borrowed, top[head[0].first - 1]))))
    if best is None or len(best[0].columns) < 2:
        return None
    head, twice = best
    if twice and not head.missing:
        field, one, other = twice
        raise RosterUnreadable(_(
            "Two columns say “%(label)s”: %(first)s (“%(one)s”) and %(second)s (“%(other)s”). Delete or rename one."
        ) % {"label": SYNONYMS[field][0], "first": column_letters(one), "second": column_letters(other),
             "one": head.texts[one], "other": head.texts[other]})
    return head


def _texts(grid: Grid) -> list[list[str]]:
    """The first rows as labels; a merged label stands in each of its rows, and is lent to each of its columns."""
    rows = grid.rows[: LOOK_FOR_HEAD + TALLEST_HEAD]
    width = max((len(row) for row in rows), default=0)
    texts = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for region in grid.merged:
        _spread(texts, region)
    return texts


def _spread(texts: list[list[str]], region: Region) -> None:
    (top, left), (bottom, right) = region
    if top >= len(texts) or left >= len(texts[top]):
        return
    for row in texts[top : bottom + 1]:
        width = len(row[left : right + 1])
        row[left : right + 1] = [texts[top][left], *[BORROWED + texts[top][left]] * (width - 1)]


def _is_borrowed(text: str) -> bool:
    return text.startswith(BORROWED) and len(text) > 1


def _head(stack: Sequence[list[str]], top: int) -> tuple[Head, tuple[str, int, int] | None]:
    """The head these rows make, and a field that two columns claim with both columns."""
    found = [_column(list(dict.fromkeys(filter(None, texts)))) for texts in zip(*stack, strict=True)]
    columns: dict[str, int] = {}
    twice = None
    either = [number for number, (name, _label) in enumerate(found) if name == "either"]
    certain = [(number, name) for number, (name, _label) in enumerate(found) if name and name != "either"]
    for number, name in certain:
        if name in columns:
            twice = twice or (name, columns[name], number)
        columns.setdefault(name, number)
    for number in either:  # 部门 is the unit where no other column is, else the section
        name = "unit" if "unit" not in columns else "section"
        if name in columns:
            twice = twice or (name, columns[name], number)
        columns.setdefault(name, number)
    if "unit" not in columns and "section" in columns:
        columns["unit"] = columns.pop("section")
    labels = {name: found[number][1] for name, number in columns.items()}
    return Head(top, top + len(stack), columns, labels, tuple(label for _name, label in found)), twice


def _column(stack: list[str]) -> tuple[str, str]:
    """The lowest label counts; where it says nothing by itself, together with what stands above (单位 over 名称)."""
    if not stack or stack[-1].startswith(BORROWED):
        return "", ""
    for text in (stack[-1], "".join(stack[-2:])):
        name, label = meaning(text.replace(BORROWED, ""))
        if name:
            return name, label
    return "", stack[-1]
