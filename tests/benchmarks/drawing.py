"""`python -m tests.benchmarks.drawing`: a paper of 100 questions from a bank of 100,000.

In an empty scratch database (the one of DATABASE_URL, or an SQLite file of its own). Milliseconds of CPU, of
this process and of PostgreSQL's: picking the keys, the first time, when a process knows no pool of the bank yet, and
later; and the whole of what a start asks for, the questions read and the paper frozen. It fails where the median
of the whole, or the 95th percentile of the keys, is above 20 ms.
"""

import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
os.environ.setdefault("VAR_DIR", "var/benchmark/drawing")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from courses import drawing, pools  # noqa: E402
from courses.models import Question, QuestionBank, QuestionTag  # noqa: E402
from courses.models.questions import TaggedQuestion  # noqa: E402
from courses.recipes import PLAIN_SECTION  # noqa: E402
from lms.assessment.services.attempts import draw_paper  # noqa: E402
from tests.benchmarks.cost import milliseconds  # noqa: E402

QUESTIONS, ROUNDS, MOST_MS = 100_000, 40, 20
KINDS = ("single", "single", "multi", "judge", "fill")
TAGS = {"常用": 0.3, "工伤": 0.05, "时限": 0.02, "罕见": 0.001}
FOUR = [{"key": key, "text": f"用人单位应当在规定的期限内依法办理的第{key}种情形"} for key in "ABCD"]


def fill() -> None:
    """One bank asked, and a second between whose questions its own lie."""
    dice = Random(7)
    banks = [QuestionBank.objects.create(code=code, title=code) for code in ("BIG", "OTHER")]
    rows = (_question(banks[n % 6 == 5], n, dice) for n in range(QUESTIONS * 6 // 5))
    Question.objects.bulk_create(rows, batch_size=2000)
    keys = list(Question.objects.filter(bank=banks[0]).values_list("pk", flat=True))
    for name, share in TAGS.items():
        tag = QuestionTag.objects.create(name=name, slug=name)
        chosen = dice.sample(keys, int(len(keys) * share))
        TaggedQuestion.objects.bulk_create(
            (TaggedQuestion(tag=tag, content_object_id=key) for key in chosen), batch_size=5000)


def _question(bank: QuestionBank, number: int, dice: Random) -> Question:
    return Question(bank=bank, code=f"Q{number:06}", kind=dice.choice(KINDS), difficulty=dice.choice((1, 2, 2, 3)),
                    stem=f"第{number}题：依照有关法律法规，下列关于经办时限的说法哪一项是正确的？", options=FOUR,
                    answer=["A"], explanation="依照该条规定，期限自收到申请之日起计算。", article="第三十三条")


def section(count: int, kind: str = "", **said: Any) -> dict[str, Any]:
    return PLAIN_SECTION | {"bank": "BIG", "kind": kind, "count": count, "points": 1} | said


RECIPES = {
    "any kind": [section(100)],
    "five kinds": [section(40, "single"), section(30, "multi"), section(20, "judge"), section(10, "fill")],
    "by difficulty": [section(40, "single", difficulty="1"), section(30, "single", difficulty="2"),
                      section(30, "multi", difficulty="3")],
    "by tag": [section(50, "single", tags=["常用"]), section(30, tags=["工伤"]), section(20, tags=["时限"])],
    "by all of it": [section(40, "single", tags=["常用"], difficulty="2"), section(30, "multi", tags=["工伤"]),
                     section(20, "single", tags=["常用", "工伤"]), section(10, tags=["罕见"], difficulty="2")],
    "half of it named": [section(50, codes=[f"Q{n * 600:06}" for n in range(50)]), section(50, "judge")],
}


def costs(ask: Callable[[], object]) -> list[float]:
    return sorted(milliseconds(ask) for _ in range(ROUNDS))


def report(name: str, sections: list[dict[str, Any]]) -> float:
    recipe = {"title": name, "sections": sections, "shuffle": True, "shuffle_options": True}
    pools.forget()
    first = milliseconds(lambda: drawing.draw(sections, Random()))
    keys, whole = costs(lambda: drawing.draw(sections, Random())), costs(lambda: draw_paper(recipe))
    middle, p95 = statistics.median(whole), keys[int(ROUNDS * 0.95)]
    print(f"{name:<18}{first:>9.1f}{statistics.median(keys):>9.1f}{p95:>9.1f}"
          f"{middle:>12.1f}{whole[int(ROUNDS * 0.95)]:>9.1f}")
    return max(middle, p95)


def main() -> None:
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    if not QuestionBank.objects.filter(code="BIG").exists():
        fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"{connection.vendor}: {Question.objects.count():,} questions", file=sys.stderr)
    print(f"{'100 questions':<18}{'first':>9}{'keys p50':>9}{'p95':>9}{'paper p50':>12}{'p95':>9}   ms")
    slowest = max(report(name, sections) for name, sections in RECIPES.items())
    assert slowest < MOST_MS, f"{slowest:.1f} ms"


if __name__ == "__main__":
    main()
