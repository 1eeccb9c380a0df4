"""Who may answer an attempt, and who may enter a mark."""

from django.http import Http404, HttpRequest

from lms.assessment.models import Attempt
from lms.audit import services as audit


def own_attempt_or_404(request: HttpRequest, pk: int) -> Attempt:
    """The signed-in person's own attempt. A try at somebody else's is recorded, then answered 404."""
    attempts = Attempt.objects.select_related("enrolment__course", "enrolment__person")
    attempt = attempts.filter(pk=pk).first()
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
