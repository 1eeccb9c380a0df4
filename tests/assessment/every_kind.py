"""A bank with one question of each kind, and an exam that draws them all."""

from courses.models import Question, QuestionBank
from courses.paper_questions import frozen
from lms.assessment import kinds
from lms.assessment.models import Attempt
from tests.assessment.conftest import MINUTE, NINE


def options(**texts: str) -> list[dict[str, str]]:
    return [{"key": key.lstrip("_"), "text": text} for key, text in texts.items()]


def questions(code: str = "ALL") -> list[Question]:
    bank = QuestionBank.objects.create(code=code, title="各题型")
    rows = [
        ("single", "哪一项？", {"options": options(A="甲", B="乙"), "answer": ["B"]}),
        ("multi", "哪几项？", {"options": options(A="甲", B="乙", C="丙"), "answer": ["A", "C"]}),
        ("judge", "对吗？", {"options": options(T="正确", F="错误"), "answer": ["T"]}),
        ("fill", "应当在____内，由____申请。", {"answer": [["30日", "卅日"], ["用人单位"]]}),
        ("order", "排列步骤", {"options": options(A="受理", B="调查", C="决定"), "answer": ["A", "B", "C"]}),
        ("match", "连线", {"options": options(_1="单位", _2="本人"), "answer": ["B", "A"],
                         "targets": options(A="一年", B="三十日", C="六十日")}),
        ("short", "简述流程", {"rubric": "受理、调查、决定各一分", "max_length": 50}),
        ("essay", "论述", {"rubric": "观点与依据"}),
        ("checklist", "窗口接待", {"options": options(A="起身", B="问候"), "rubric": "逐项"}),
    ]
    return [Question.objects.create(bank=bank, code=f"K{n}", kind=kind, stem=stem, explanation="因为规定如此",
                                    article="条例第十七条", **said)
            for n, (kind, stem, said) in enumerate(rows, start=1)]


def paper_of(rows: list[Question], *, shown: str = "after_each") -> dict:
    """A paper of just these questions, in this order, unmixed."""
    items = [{"item": n, **kinds.laid_out(frozen(row), None), "points": 10} for n, row in enumerate(rows, start=1)]
    return {"items": items, "total": 10 * len(items), "title": "各题型", "pass_mark": 60, "minutes": 30, "attempts": 2,
            "answers_shown": shown}


def attempt_at(enrolment, rows: list[Question], *, shown: str = "after_each") -> Attempt:
    """A live attempt at such a paper."""
    return Attempt.objects.create(enrolment=enrolment, number=1, paper=paper_of(rows, shown=shown), started_at=NINE,
                                  deadline_at=NINE + 30 * MINUTE)
