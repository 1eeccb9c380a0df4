"""How many a regrade concerns, counted from its lines; the same for a preview and for what was done."""

from typing import Any

from django.db.models import Count, F, Q

from lms.assessment.regrading.models import Regrade, RegradeLine

Effect = RegradeLine.Effect
CHANGED = Q(old_score__isnull=False) & (~Q(old_score=F("new_score")) | ~Q(old_passed=F("new_passed")))
SHOWN = {
    "changed": CHANGED, "up": Q(new_score__gt=F("old_score")), "down": Q(new_score__lt=F("old_score")),
    "to_pass": Q(old_passed=False, new_passed=True), "to_fail": Q(old_passed=True, new_passed=False),
    "kept": Q(kept=True), "new_rule": Q(old_score__isnull=True),
}


def counted(regrade: Regrade) -> dict[str, Any]:
    """Attempts and people in all and by what changes; hours entered and taken away (one query)."""
    person, task = "attempt__enrolment__person", "attempt__enrolment"
    sums = {name: Count("pk", filter=where) for name, where in SHOWN.items()}
    sums |= {
        effect.value: Count(task, filter=Q(effect=effect), distinct=True)
        for effect in (Effect.GAINED, Effect.LOST, Effect.WAITS, Effect.UNPASSED, Effect.GRADE)
    }
    found = regrade.lines.aggregate(
        attempts=Count("pk"), people=Count(person, distinct=True),
        people_changed=Count(person, filter=CHANGED, distinct=True), **sums,
    )
    return found | _hours(regrade)


def _hours(regrade: Regrade) -> dict[str, str]:
    """Of each task once, however many of its attempts are concerned (one query)."""
    tasks = regrade.lines.exclude(hours=0).order_by().values_list("attempt__enrolment", "hours").distinct()
    rows = [hours for _task, hours in tasks]
    return {
        "hours_in": f"{sum(hours for hours in rows if hours > 0):.2f}",
        "hours_out": f"{-sum(hours for hours in rows if hours < 0):.2f}",
    }
