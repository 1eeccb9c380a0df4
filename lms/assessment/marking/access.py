"""Which answers a person may mark. Never his own; and whoever marks does not learn whose they are."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from lms.assessment.marking import rules
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask, MarkingTaskQuerySet, Review
from lms.common import clock
from lms.people.access import has_role
from lms.people.models import Posting, User


def within_reach(viewer: User, day: dt.date, *, arbiter: bool = False) -> Q:
    """The answers of the exams and units somebody marks, as a condition on tasks; of those where he is the arbiter."""
    condition = Q(pk__in=())
    rows = Marker.objects.on(day).filter(person=viewer).select_related("department")
    for row in rows.filter(arbiter=True) if arbiter else rows:
        here = Q(attempt__enrolment__course=row.course_id, attempt__enrolment__cycle=row.cycle)
        condition |= here & _of_unit(row, day)
    return condition & ~Q(attempt__enrolment__person=viewer)


def _of_unit(row: Marker, day: dt.date) -> Q:
    if row.department is None:
        return Q()
    posts = Posting.objects.main().on(day).filter(department__path__startswith=row.department.path)
    return Q(Exists(posts.filter(person=OuterRef("attempt__enrolment__person"))))


def in_reach_of(viewer: User, on: dt.date | None = None) -> MarkingTaskQuerySet:
    """All that is, or was, to be marked where he marks: for his progress."""
    rows = MarkingTask.objects.exclude(state=rules.WITHDRAWN)
    return rows.filter(within_reach(viewer, on or clock.today()))


def markable_by(viewer: User, on: dt.date | None = None) -> MarkingTaskQuerySet:
    """What waits for him: not marked by him in this round; in a review, by nobody who marked it before or opened it."""
    day = on or clock.today()
    waits = Q(state=rules.OPEN) | Q(state=rules.DISPUTED) & within_reach(viewer, day, arbiter=True)
    his = ItemMark.objects.filter(marker=viewer, undone_at__isnull=True)
    review = Review.objects.filter(attempt=OuterRef("attempt"), round=OuterRef("round"))
    before = his.filter(task__attempt=OuterRef("attempt"), task__item=OuterRef("item"))
    return in_reach_of(viewer, day).filter(waits).exclude(Exists(his.filter(task=OuterRef("pk")))).exclude(
        Exists(review.filter(opened_by=viewer))).exclude(Q(Exists(review)) & Q(Exists(before)))


def is_marker(viewer: User, on: dt.date | None = None) -> bool:
    return Marker.objects.on(on or clock.today()).filter(person=viewer).exists()


def may_see_marking(viewer: User) -> bool:
    return is_marker(viewer) or has_role(viewer, "hr")


def waiting_for_marker(viewer: User, on: dt.date) -> int:
    """How many answers wait for him: one query for whoever marks nothing."""
    return markable_by(viewer, on).count() if is_marker(viewer, on) else 0


def unmarkable(on: dt.date) -> MarkingTaskQuerySet:
    """What waits for nobody who is appointed: HR appoints another. Units are left out of account."""
    task, marks = OuterRef(OuterRef("pk")), ItemMark.objects.filter(marker=OuterRef("person"), undone_at__isnull=True)
    here = Marker.objects.on(on).filter(
        course=OuterRef("attempt__enrolment__course"), cycle=OuterRef("attempt__enrolment__cycle"),
    ).exclude(person=OuterRef("attempt__enrolment__person")).exclude(Exists(marks.filter(task=task)))
    same = {"attempt": OuterRef(OuterRef("attempt")), "round": OuterRef(OuterRef("round"))}
    before = marks.filter(task__attempt=OuterRef(OuterRef("attempt")), task__item=OuterRef(OuterRef("item")))
    here = here.exclude(Exists(Review.objects.filter(**same, opened_by=OuterRef("person"))))
    here = here.exclude(Q(Exists(Review.objects.filter(**same))) & Q(Exists(before)))
    return MarkingTask.objects.filter(
        Q(state=rules.OPEN) & ~Exists(here) | Q(state=rules.DISPUTED) & ~Exists(here.filter(arbiter=True)))


def unattended(on: dt.date) -> int:
    """Exams with answers that wait for nobody who is appointed (one query)."""
    rows = unmarkable(on).order_by()
    return rows.values("attempt__enrolment__course", "attempt__enrolment__cycle").distinct().count()
