"""The words files use for kinds, answers and difficulties, in Chinese and as people write them. Pure functions."""

import datetime as dt
import re

from courses.wording import folded

# The first of each is what we write.
KINDS = {
    "single": ("单选题", "单选", "单项选择题", "单项选择", "选择题", "single", "single choice"),
    "multi": ("多选题", "多选", "多项选择题", "多项选择", "不定项选择题", "multi", "multiple choice"),
    "judge": ("判断题", "判断", "是非题", "对错题", "judge", "true or false"),
    "fill": ("填空题", "填空", "fill", "fill-in"),
    "order": ("排序题", "排序", "order", "ordering"),
    "match": ("匹配题", "匹配", "连线题", "连线", "配对题", "match", "matching"),
    "short": ("简答题", "简答", "问答题", "名词解释", "short", "short answer"),
    "essay": ("论述题", "论述", "案例分析题", "案例分析", "案例题", "写作题", "essay"),
    "checklist": ("实操清单", "实操题", "实操", "操作题", "checklist", "practice checklist"),
}
DIFFICULTIES = {1: ("易", "简单", "容易", "低", "1", "easy"), 2: ("中", "中等", "一般", "2", "medium"),
                3: ("难", "困难", "较难", "高", "3", "hard")}
TRUE = frozenset(map(folded, ("正确", "对", "是", "√", "✓", "✔", "T", "true", "yes", "Y", "A", "1")))
FALSE = frozenset(map(folded, ("错误", "错", "否", "×", "✗", "✘", "X", "F", "false", "no", "N", "B", "0", "不正确")))
YES = frozenset(map(folded, ("是", "√", "✓", "有", "true", "yes", "Y", "1")))
NO = frozenset(map(folded, ("", "否", "×", "无", "false", "no", "N", "0")))
LETTERS = re.compile(r"[A-Za-z]")
SEPARATORS = re.compile(r"[\s,，、;；/|.。和及→>\-]+")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")

_KIND_OF = {folded(word): kind for kind, words in KINDS.items() for word in words}
_DIFFICULTY_OF = {folded(word): level for level, words in DIFFICULTIES.items() for word in words}


def kind_of(word: str) -> str | None:
    return _KIND_OF.get(folded(word).rstrip("：:"))


def kind_word(kind: str) -> str:
    return KINDS[kind][0]


def difficulty_of(word: str) -> int | None:
    return _DIFFICULTY_OF.get(folded(word))


def difficulty_word(level: int) -> str:
    return DIFFICULTIES[level][0]


def truth_of(word: str) -> str | None:
    """T or F; None for anything else."""
    bare = folded(word).rstrip(".")
    return "T" if bare in TRUE else "F" if bare in FALSE else None


def switch_of(word: str) -> bool | None:
    """Yes or no; None for anything else."""
    return True if folded(word) in YES else False if folded(word) in NO else None


def letters_of(text: str) -> list[str] | None:
    """ABD, A、B、D or a,b,d as keys; None when anything else stands between."""
    bare = SEPARATORS.sub("", folded(text)).upper()
    return list(bare) if bare and LETTERS.sub("", bare) == "" and bare.isascii() else None


def day_of(text: str) -> dt.date | None:
    """2011-01-01, 2011/1/1, 2011年1月1日. Raises ValueError for a text that is no day."""
    if not text.strip():
        return None
    found = DAY.fullmatch(folded(text).split("t")[0][:11].replace("00:00:00", ""))
    if not found:
        raise ValueError(text)
    return dt.date(*map(int, found.groups()))


def tags_of(text: str) -> list[str]:
    return sorted({tag for part in re.split(r"[,，;；、\n]", text) if (tag := " ".join(part.split()))})
