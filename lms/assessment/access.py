"""Who may answer an attempt, who may watch one, and who may enter a mark."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from lms.assessment.models import Attempt, Invigilator
from lms.audit import services as audit
from lms.common import clock
from lms.common.prepared import Prepared
from lms.people.access import has_role
from lms.people.models import Posting, User
from lms.study.models import Enrolment

# Asked at every saved answer; the paper is left where it is.
_SLIM = Prepared(
    lambda pk: Attempt.objects.filter(pk=pk).select_related("enrolment").only(
        "number", "seat", "deadline_at", "closed_at", "handed_in_at", "enrolment__person_id", "enrolment__course_id"),
    int,
)


def own_attempt_or_404(request: HttpRequest, pk: int, *, slim: bool = False) -> Attempt:
    """The signed-in person's own attempt; `slim` without its paper. A try at somebody else's is recorded, then
    answered 404."""
    attempts = Attempt.objects.select_related("enrolment__course", "enrolment__person")
    attempt = next(iter(_SLIM(pk)), None) if slim else attempts.filter(pk=pk).first()
    if attempt and attempt.enrolment.person_id == request.user.pk:
        return attempt
    if attempt:
        audit.record(action="assessment.refused", target=target_of(attempt), result="refused", request=request,
                     detail={"path": request.path[:200]})
    raise Http404


def target_of(attempt: Attempt) -> str:
    """How the log names an attempt: course, person, number."""
    enrolment = attempt.enrolment
    return f"{enrolment.course.code} {enrolment.person.staff_no} #{attempt.number}"


def watched_by(viewer: User, on: dt.date | None = None) -> QuerySet[Enrolment]:
    """Whose exams the viewer watches: HR everybody's, an invigilator those of his units in the exams he has."""
    day = on or clock.today()
    if has_role(viewer, "hr", on=day):
        return Enrolment.objects.all()
    condition = Q(pk__in=())
    for row in Invigilator.objects.standing().filter(person=viewer).select_related("department"):
        posts = Posting.objects.main().on(day).filter(
            department__path__startswith=row.department.path, person=OuterRef("person"))
        condition |= Q(Exists(posts), course=row.course_id, cycle=row.cycle)
    return Enrolment.objects.filter(condition)


def may_invigilate(viewer: User, enrolment: Enrolment) -> bool:
    return watched_by(viewer).filter(pk=enrolment.pk).exists()


def may_watch(viewer: User) -> bool:
    return has_role(viewer, "hr") or Invigilator.objects.standing().filter(person=viewer).exists()


def watched_attempt_or_404(request: HttpRequest, pk: int) -> Attempt:
    """An attempt the signed-in person watches. A try at another is recorded, then answered 404."""
    attempt = Attempt.objects.select_related("enrolment__course", "enrolment__person").filter(pk=pk).first()
    viewer: User = request.user  # type: ignore[assignment]
    if attempt and may_invigilate(viewer, attempt.enrolment):
        return attempt
    if attempt:
        audit.record(action="assessment.refused", target=target_of(attempt), result="refused", request=request,
                     detail={"path": request.path[:200]})
    raise Http404
