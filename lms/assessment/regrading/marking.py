"""Marking under the rulings that hold: at hand-in, and on the result page. The one door other parts of the room use."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from lms.assessment.regrading import rules
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.assessment.regrading.rulings import ruling_of, versions_of
from lms.audit import services as audit

if TYPE_CHECKING:
    from lms.assessment.models import Attempt, GradeEvent


def rulings_on(*papers: rules.Paper) -> tuple[rules.Ruling, ...]:
    """What regrades say about questions of these papers (one query; one more where they say something)."""
    codes = {item["question"] for paper in papers for item in paper["items"]}
    regrades = list(Regrade.objects.decided().filter(code__in=codes).select_related("bank", "question"))
    if not regrades:
        return ()
    versions = versions_of(regrades)
    found = [ruling_of(regrade, versions) for regrade in regrades]
    return tuple(ruling for ruling in found if any(rules.is_concerned(paper, ruling) for paper in papers))


def marked_now(
    paper: rules.Paper, answers: Mapping[int, Sequence[str]],
    by_people: Mapping[int, Decimal] = rules.NOTHING_BY_PEOPLE,
) -> tuple[rules.Marked, tuple]:
    """A paper marked by what holds now, and by which rulings that was; `by_people`: points given by hand, by item."""
    rulings = rulings_on(paper)
    return rules.marked(paper, answers, rulings, by_people), rulings


def mark_closing(
    attempt: "Attempt", answers: Mapping[int, Sequence[str]],
    by_people: Mapping[int, Decimal] = rules.NOTHING_BY_PEOPLE,
) -> tuple[rules.Marked, tuple]:
    """An attempt that closes is marked by what holds now (decision 0039); which rulings that were."""
    return marked_now(attempt.paper, answers, by_people)


def note_closing(*, attempt: "Attempt", event: "GradeEvent", rulings: Collection[rules.Ruling]) -> None:
    """Record that an attempt was marked by a new rule at hand-in: it is never regraded by it again."""
    if not rulings:
        return
    RegradeLine.objects.bulk_create([
        RegradeLine(regrade_id=ruling.regrade, attempt=attempt, new_score=event.score, new_passed=event.passed,
                    new_grade=event.score, done_at=event.at, event=event)
        for ruling in rulings
    ], ignore_conflicts=True)
    enrolment = attempt.enrolment
    audit.record(
        action="assessment.new_rule", actor=enrolment.person, target=f"{enrolment.course.code} "
        f"{enrolment.person.staff_no} #{attempt.number}", detail={"regrades": [ruling.regrade for ruling in rulings]},
    )


def paper_as_marked(attempt: "Attempt") -> rules.Paper:
    """The paper of a closed attempt with the keys that hold now, every question still in it, for its learner to read.

    A question left out, or given to everybody, carries `left_out` or `given`.
    """
    rulings = rulings_on(attempt.paper)
    if not rulings:
        return attempt.paper
    return attempt.paper | {"items": [rules.ruled_item(item, rulings) for item in attempt.paper["items"]]}
