"""The assessment's records now say something else, before anything followed from them."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from lms.study.models import Completion, Enrolment
from lms.study.services.passing import settle


class AlreadyCompleted(Exception):  # noqa: N818 - a refusal, not a defect
    """Hours and a certificate follow from the grade that would change: that takes a regrade."""


@transaction.atomic
def restate_assessment(
    *, enrolment: Enrolment, grade: Decimal | None, passed_at: dt.datetime | None, at: dt.datetime
) -> Completion | None:
    """Replace grade and pass, then settle. Twice changes nothing. Raises AlreadyCompleted."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    done = Completion.objects.filter(enrolment=locked).first()
    if (locked.grade, locked.passed_at) == (grade, passed_at):
        return done
    if done:
        raise AlreadyCompleted
    locked.grade, locked.passed_at = grade, passed_at
    locked.save(update_fields=["grade", "passed_at"])
    enrolment.grade, enrolment.passed_at = grade, passed_at
    return settle(enrolment=enrolment, at=at)
