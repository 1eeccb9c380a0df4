"""Questions of a bank as plain values for the writers, and what of them a format leaves out."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.exchange.formats import Format
from courses.models import Question, QuestionBank
from courses.services.questions import SAID


def values_of(question: Question) -> dict[str, Any]:
    """As a Draft's values, with the code. Tags are read from what was prefetched."""
    values = {name: getattr(question, name) for name in SAID if name != "material"}
    return values | {"code": question.code, "tags": sorted(tag.name for tag in question.tags.all())}


def questions_of(bank: QuestionBank) -> list[Question]:
    """The newest version of each question that is used, drafts included."""
    rows = Question.objects.newest().filter(bank=bank, retired=False)
    return list(rows.order_by("code").prefetch_related("tags"))


def written(questions: list[Question], fmt: Format) -> bytes:
    if fmt.write is None:
        raise ValueError(fmt.key)
    return fmt.write([values_of(one) for one in questions])


def left_out(questions: list[Question], fmt: Format) -> list[str]:
    """In words, how many questions the file will not have, and how many lose what stands under their stem."""
    missing = Counter(one.kind for one in questions if not fmt.carried(values_of(one)))
    found = [
        _("%(kind)s: %(number)d left out.") % {"kind": Question.Kind(kind).label, "number": number}
        for kind, number in sorted(missing.items())
    ]
    bare = sum(bool(one.material) for one in questions if fmt.carried(values_of(one)))
    if bare:
        text = ngettext("%(number)d question loses what stands under its stem.",
                        "%(number)d questions lose what stands under their stems.", bare)
        found.append(text % {"number": bare})
    return found
