"""The next round of a curriculum, and the end of an old version's grace. Run once a day; late or twice is safe."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.renewals import rules
from lms.curricula.renewals.models import Changeover, Recurrence
from lms.curricula.services import assign
from lms.people.models import User
from lms.study.services import move_to_version

CHILDREN = ("items", "rules", "milestones", "recurrences")


def renew_due(*, on: dt.date) -> list[Curriculum]:
    """Begin every round that is due, also those missed, and give it to whom the rules name on the day."""
    begun = []
    while rounds := [made for row in _due(on) if (made := renew(recurrence=row, on=on))]:
        for curriculum in rounds:
            assign(curriculum=curriculum, by=None, on=on)
        begun += rounds
    return begun


def _due(on: dt.date) -> list[Recurrence]:
    """Of curricula HR has assigned once and not retired: a draft never comes round by itself."""
    given = Assignment.objects.order_by().values("curriculum_id")
    rows = Recurrence.objects.filter(
        Q(curriculum__retired_on__isnull=True) | Q(curriculum__retired_on__gt=on), renewed_as__isnull=True,
        curriculum__in=given,
    ).select_related("curriculum").order_by("pk")
    return [row for row in rows if rules.is_due(row.curriculum.issued_on, row.every_months, row.until_on, on)]


@transaction.atomic
def renew(*, recurrence: Recurrence, on: dt.date, by: User | None = None) -> Curriculum | None:
    """The next round, with the same courses, rules and schedule, moved by the months; None when it was begun before."""
    row = Recurrence.objects.select_for_update(of=("self",)).select_related("curriculum").get(pk=recurrence.pk)
    if row.renewed_as_id:
        return None
    made = _next(row.curriculum, row.every_months)
    row.renewed_as = made
    row.save(update_fields=["renewed_as"])
    record(action="curricula.renew", actor=by, target=made.code, detail={"of": row.curriculum.code, "on": f"{on}"})
    return made


def _next(old: Curriculum, months: int) -> Curriculum:
    begins = rules.add_months(old.issued_on, months)
    cycle = rules.cycle_label(begins, months)
    made = Curriculum.objects.get(pk=old.pk)
    made.pk, made.cycle, made.code = None, cycle, rules.next_code(old.code, old.cycle, cycle)
    made._state.adding = True
    made.issued_on, made.due_on = begins, rules.add_months(old.due_on, months)
    made.save()
    for name in CHILDREN:
        for child in getattr(old, name).all():
            _copy(child, made, months)
    return Curriculum.objects.get(pk=made.pk)


def _copy(child, made: Curriculum, months: int) -> None:
    child.pk, child.curriculum_id = None, made.pk
    child._state.adding = True
    if hasattr(child, "renewed_as_id"):
        child.renewed_as = None
    if hasattr(child, "percent"):
        child.on = rules.add_months(child.on, months)
    child.save()


def carry_out_changeovers(*, on: dt.date, at: dt.datetime) -> int:
    """Who is under way in an old version whose grace is over goes on in the new one; how many."""
    moved = 0
    for row in Changeover.objects.filter(finish_by__lt=on, moved_at__isnull=True).select_related("version__course"):
        moved += move_to_version(version=row.version, at=at)
        Changeover.objects.filter(pk=row.pk, moved_at__isnull=True).update(moved_at=at)
    return moved


def run_day(*, on: dt.date) -> tuple[list[Curriculum], int]:
    """What this room does of itself on a day: the rounds begun, and how many people went on to a new version."""
    return renew_due(on=on), carry_out_changeovers(on=on, at=clock.now())
