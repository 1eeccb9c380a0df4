"""One invented question of each kind, for the template."""

from collections.abc import Sequence
from typing import Any


def _options(*texts: str) -> list[dict[str, str]]:
    return [{"key": letter, "text": text} for letter, text in zip("ABCDEFGHIJKL", texts, strict=False)]


def _example(
    kind: str, stem: str, options: Sequence[str] = (), answer: Sequence[Any] = (), **more: Any
) -> dict[str, Any]:
    return {"code": "", "kind": kind, "stem": f"示例：{stem}", "options": _options(*options), "targets": [],
            "answer": list(answer), **more}


EXAMPLES: tuple[dict[str, Any], ...] = (
    _example(
        "single", "用人单位应当自职工事故伤害发生之日起多少日内提出工伤认定申请？",
        ("15日", "30日", "60日", "90日"), ["B"], explanation="用人单位自事故伤害发生之日起30日内提出。",
        article="工伤保险条例 第十七条", tags=["工伤保险", "时限"],
    ),
    _example(
        "multi", "下列哪些属于社会保险？",
        ("养老保险", "工伤保险", "商业车险", "失业保险"), ["A", "B", "D"], difficulty=1,
    ),
    _example("judge", "试用期包含在劳动合同期限内。", (), ["T"], article="劳动合同法 第十九条"),
    _example(
        "fill", "申请劳动争议仲裁的时效期间为____，从当事人____其权利被侵害之日起计算。", (),
        [["一年", "1年"], ["知道或者应当知道", "知道或应当知道"]],
    ),
    _example(
        "order", "请按工伤认定的办理顺序排列。",
        ("受理申请", "调查核实", "作出认定决定", "送达决定书"), ["A", "B", "C", "D"],
    ),
    _example("match", "请将申请人与申请期限对应。", ("用人单位", "职工本人"), ["A", "B"])
    | {"targets": _options("30日内", "1年内", "2年内")},
    _example(
        "short", "简述窗口一次性告知的要求。", rubric="说明全部材料（2分）、书面告知（2分）、注明办理时限（1分）。",
        max_length=300,
    ),
    _example(
        "essay", "结合岗位，谈谈如何压缩办事时限。", rubric="观点明确、依据充分、措施可行。",
        two_markers=True, difficulty=3,
    ),
    _example(
        "checklist", "窗口接待实操", ("起身迎接、主动问候", "核对材料并一次性告知", "双手递还证件"),
        rubric="逐项观察，做到即勾选。",
    ),
)
