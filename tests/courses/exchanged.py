"""One question of each kind, with everything a question can have but material: what round trips are tried on."""

import datetime as dt
from typing import Any


def _options(*texts: str) -> list[dict[str, str]]:
    return [{"key": key, "text": text} for key, text in zip("ABCDEF", texts, strict=False)]


def _sample(code: str, kind: str, stem: str, **said: Any) -> dict[str, Any]:
    return {
        "code": code, "kind": kind, "stem": stem, "options": [], "targets": [], "answer": [], "explanation": "",
        "article": "", "effective_on": None, "difficulty": 2, "tags": [], "rubric": "", "max_length": None,
        "two_markers": False, "any_order": False,
    } | said


SAMPLES: tuple[dict[str, Any], ...] = (
    _sample("Q-01", "single", "哪一项？\n（第二行 <b>不是</b> 标记 & 10% ~= {#}）",
            options=_options("甲:乙", "=乙", "丙~", "丁{}"),
            answer=["B"], explanation="因为#1 = 2。\n第二行", article="条例 第十七条", effective_on=dt.date(2011, 1, 1),
            difficulty=3, tags=["工伤", "时限"]),
    _sample("Q-02", "multi", "哪几项？", options=_options("甲", "乙", "丙", "丁"), answer=["A", "B", "D"],
            difficulty=1),
    _sample("Q-03", "judge", "对吗？", answer=["F"],
            options=[{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]),
    _sample("Q-04", "fill", "在____内申请", answer=[["30日", "三十日", "1|2；3"]]),
    _sample("Q-05", "fill", "____和____", answer=[["甲", "乙"], ["丙"]], any_order=True),
    _sample("Q-06", "order", "排列", options=_options("决定", "受理", "调查"), answer=["B", "C", "A"]),
    _sample("Q-07", "match", "连线", options=[{"key": "1", "text": "单位"}, {"key": "2", "text": "本人"},
                                            {"key": "3", "text": "工会"}],
            targets=_options("30日", "1年", "2年"), answer=["A", "B", "B"]),
    _sample("Q-08", "short", "简述", rubric="两点：一、二", max_length=200),
    _sample("Q-09", "essay", "论述", rubric="观点\n依据", two_markers=True),
    _sample("Q-10", "checklist", "实操", options=_options("起身", "问候"), rubric="逐项"),
)
