"""The statistics of a bank's questions, from its newest closed attempts; read in a fixed number of queries."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from courses.models import Question, QuestionBank
from lms.assessment.models import Attempt, QuestionFigures, Response
from lms.assessment.showing import KIND_WORDS
from lms.assessment.statistics import ItemStatistics, Sitting, statistics_of
from lms.common.sheets import Column, Sheet

MOST = 2000  # attempts that are read


@dataclass(frozen=True)
class Row:
    """`kind_word` in the reader's language; `choices` as 甲 12 in one line."""

    figures: ItemStatistics
    kind_word: object
    percent: int | None


@dataclass(frozen=True)
class BankStatistics:
    bank: QuestionBank
    attempts: int
    rows: tuple[Row, ...]

    @property
    def is_newest_only(self) -> bool:
        return self.attempts >= MOST


def bank_statistics(bank: QuestionBank) -> BankStatistics:
    sittings = _sittings(_attempts(bank))
    own = {row.pk: row for row in Question.objects.filter(bank=bank).only("pk", "code", "version")}
    names = {(row.code, row.version) for row in own.values()}

    def wanted(item: dict) -> bool:
        """A paper says of which bank an item was; older ones are told by the question's key, or by code and version."""
        if "bank" in item:
            return item["bank"] == bank.code
        return item["id"] in own if "id" in item else (item["question"], item["version"]) in names

    rows = tuple(Row(one, KIND_WORDS[one.kind], None if one.facility is None else int(one.facility * 100))
                 for one in statistics_of(sittings, wanted))
    return BankStatistics(bank, len(sittings), rows)


def keep_figures(*, at: dt.datetime) -> int:
    """Of every bank, for the list of questions; how many versions have figures. Twice changes nothing but the time."""
    return sum(_keep(bank, at) for bank in QuestionBank.objects.all())


def _keep(bank: QuestionBank, at: dt.datetime) -> int:
    keys = {(row.code, row.version): row.pk for row in Question.objects.filter(bank=bank).only("code", "version")}
    kept = [
        QuestionFigures(question_id=keys[one.code, one.version], number=one.number, facility=_stored(one.facility),
                        discrimination=_stored(one.discrimination), at=at)
        for one in (row.figures for row in bank_statistics(bank).rows) if (one.code, one.version) in keys
    ]
    QuestionFigures.objects.bulk_create(kept, update_conflicts=True, unique_fields=["question"],
                                        update_fields=["number", "facility", "discrimination", "at"])
    return len(kept)


def _stored(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _attempts(bank: QuestionBank) -> QuerySet[Attempt]:
    """Those whose recipe names the bank, wherever in it."""
    recipes = Cast("enrolment__version__assessment", TextField())
    closed = Attempt.objects.filter(closed_at__isnull=False).annotate(recipe=recipes)
    # SQLite keeps JSON with its characters escaped, PostgreSQL as they are.
    spellings = {json.dumps(bank.code, ensure_ascii=ascii_only) for ascii_only in (True, False)}
    named = Q(*[("recipe__contains", f'"bank": {spelling}') for spelling in spellings], _connector=Q.OR)
    return closed.filter(named).order_by("-closed_at", "-pk")[:MOST]


def _sittings(attempts: QuerySet[Attempt]) -> list[Sitting]:
    papers = dict(attempts.values_list("pk", "paper"))
    answers: dict[int, dict[int, list[str]]] = defaultdict(dict)
    rows = Response.objects.filter(attempt__in=list(papers)).values_list("attempt_id", "item", "answer")
    for attempt, item, answer in rows:
        answers[attempt][item] = answer
    return [Sitting(paper["items"], answers[pk]) for pk, paper in papers.items()]


def sheet_of(found: BankStatistics, footnote: list[str]) -> Sheet:
    columns = [
        Column(_("code")), Column(_("version"), "int"), Column(_("kind")), Column(_("stem"), width=60),
        Column(_("answers counted"), "int"), Column(_("facility"), "number"), Column(_("discrimination"), "number"),
        Column(_("options chosen"), width=60),
    ]
    return Sheet(_("Statistics of questions"), columns, [_cells(row) for row in found.rows], footnote)


def _cells(row: Row) -> list:
    one = row.figures
    chosen = "；".join(f"{choice.text}{'（✓）' if choice.right else ''} {choice.number}" for choice in one.choices)
    return [one.code, one.version, str(row.kind_word), one.stem, one.number, _rounded(one.facility),
            _rounded(one.discrimination), chosen]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
