"""From regrades to what they say, as plain values."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q

from courses.models import Question
from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.rules import Ruling, Version

Versions = Mapping[tuple[int, str, int], Question]


def versions_of(regrades: Iterable[Regrade]) -> Versions:
    """Every version of the questions, by bank, code and number (one query)."""
    named = [Q(bank=regrade.bank_id, code=regrade.code) for regrade in regrades]
    rows = Question.objects.filter(reduce(or_, named)) if named else ()
    return {(row.bank_id, row.code, row.version): row for row in rows}


def ruling_of(regrade: Regrade, versions: Versions) -> Ruling:
    """Its question and bank were read with it."""
    wrong = (versions[regrade.bank_id, regrade.code, number] for number in regrade.wrong)
    return Ruling(
        regrade=regrade.pk, bank=regrade.bank.code, question=regrade.code, way=regrade.way,
        wrong=tuple(_version(row) for row in wrong), right=_version(regrade.question),
    )


def _version(row: Question) -> Version:
    return Version(row.version, row.kind, row.stem, row.options, row.answer, row.targets, row.any_order)


def rulings_with(regrade: Regrade) -> tuple[Ruling, ...]:
    """All that hold, and this one last, whether it holds yet or not (two queries)."""
    others = list(Regrade.objects.decided().exclude(pk=regrade.pk).select_related("bank", "question"))
    regrades = [*others, regrade]
    versions = versions_of(regrades)
    return tuple(ruling_of(one, versions) for one in regrades)
