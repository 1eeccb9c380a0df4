"""Who is told: markers that answers wait, the learner his result, the HR office that a review is done."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lms.assessment.marking.models import Marker, Review
from lms.assessment.models import Attempt
from lms.assessment.regrading.telling import outcome, points
from lms.common import clock
from lms.feedback.services.telling import url_of
from lms.notices.models import Notice
from lms.notices.services import notify, notify_many
from lms.people.models import RoleGrant


def tell_markers(attempt: Attempt, at: dt.datetime) -> None:
    """Once a day and exam; where nobody is appointed, the HR office, who appoints."""
    course, cycle, day = attempt.enrolment.course, attempt.enrolment.cycle, clock.day_of(at)
    here = Marker.objects.on(day).filter(course=course, cycle=cycle).exclude(person=attempt.enrolment.person_id)
    people, url = set(here.values_list("person_id", flat=True)), reverse("assessment:marking")
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Answers wait to be marked: %(course)s") % {"course": course.title}
        if not people:
            people = set(RoleGrant.objects.on(day).filter(role="hr").values_list("person_id", flat=True))
            subject = _("Nobody marks these answers yet: %(course)s") % {"course": course.title}
            url = reverse("assessment:marking_exam", args=[course.code, cycle])
    notify_many(notices=[
        Notice(person_id=person, key=f"assessment.marking:{course.code}:{cycle}:{day}:{person}", subject=subject[:200],
               url=url, created_at=at)
        for person in sorted(people)
    ])


def tell_appointed(marker: Marker, at: dt.datetime) -> None:
    notify(person=marker.person, key=f"assessment.marker:{marker.pk}", at=at, url=reverse("assessment:marking"),
           subject=_("You mark the answers of an exam: %(course)s") % {"course": marker.course.title},
           body=_("You see answers without names, one question after the other. Your own are never among them."))


def tell_result(attempt: Attempt, at: dt.datetime) -> None:
    course, number = attempt.enrolment.course, attempt.marking_tasks.count()
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your exam is marked: %(course)s") % {"course": course.title}
        body = _("%(score)s points, %(outcome)s.") % {
            "score": points(attempt.score), "outcome": outcome(attempt.passed)}
    notify(person=attempt.enrolment.person, key=f"assessment.marked:{attempt.pk}:{number}", subject=subject, body=body,
           at=at, url=reverse("assessment:result", args=[attempt.pk]))


def tell_reviewed(review: Review, attempt: Attempt, at: dt.datetime) -> None:
    """Whoever opened it answers the request; the learner is told by that answer."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The answers are marked again: %(number)s") % {"number": review.case.number}
        body = _("From %(old)s to %(new)s points. Please answer the request now.") % {
            "old": points(review.old_score), "new": points(attempt.score)}
    notify(person=review.opened_by, key=f"assessment.review:{review.pk}", subject=subject, body=body, at=at,
           url=url_of(review.case))
