"""A grade a person may ask to have reviewed; and what the office does about it."""

import datetime as dt

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.marking.models import MarkingSettings, Review
from lms.assessment.models import Attempt
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.records import RecordKind, Way, number, register
from lms.people.models import User
from lms.workdays.selectors import working_day_after


def _attempt(person: User, ref: str) -> Attempt | None:
    rows = Attempt.objects.filter(enrolment__person=person, pk=number(ref), closed_at__isnull=False)
    return rows.select_related("enrolment__course").first()


def _grade(person: User, ref: str) -> str | None:
    """`ref`: a closed attempt."""
    found = _attempt(person, ref)
    if found is None or found.closed_at is None or found.score is None:
        return None
    return _("%(code)s %(title)s, attempt %(number)d of %(day)s: %(score)s, %(outcome)s") % {
        "code": found.enrolment.course.code, "title": found.enrolment.course.title, "number": found.number,
        "day": clock.day_of(found.closed_at), "score": _points(found.score),
        "outcome": _("passed") if found.passed else _("not passed"),
    }


def last_day(attempt: Attempt) -> dt.date:
    """Until when its review may be asked for: so many working days after its newest grade was known."""
    known = attempt.grade_events.order_by("-at", "-pk").values_list("at", flat=True).first() or attempt.closed_at
    return working_day_after(clock.day_of(known or clock.now()), MarkingSettings.now().review_days)


def _too_late(person: User, ref: str, at: dt.datetime) -> str:
    found = _attempt(person, ref)
    day = last_day(found) if found else None
    if day is None or clock.day_of(at) <= day:
        return ""
    return _("Nothing was sent: a review of this grade could be asked for until %(day)s.") % {
        "day": formats.date_format(day, "DATE_FORMAT")}


def _review(case: Case) -> Review | None:
    return Review.objects.filter(case=case).select_related("event", "attempt").first()


def _unready(case: Case) -> str:
    found = _review(case)
    if found is None or found.finished_at:
        return ""
    return _("Nothing was saved: the answers are still being marked again. You will be told when that is done.")


def _way(case: Case) -> Way | None:
    """Before: the button; meanwhile, how far it is; afterwards, what came of it."""
    found = _review(case)
    if found is None:
        return _to_review(case)
    if found.event is None:
        done = found.attempt.marking_tasks.filter(round=found.round)
        return Way(_("The answers are being marked again since %(day)s: %(done)d of %(all)d are done.") % {
            "day": formats.date_format(clock.day_of(found.opened_at), "DATE_FORMAT"), "all": done.count(),
            "done": done.settled().count()})
    return Way(_("The answers were marked again: from %(old)s to %(new)s points, %(outcome)s. The new grade holds.") % {
        "old": _points(found.old_score), "new": _points(found.event.score),
        "outcome": _("passed") if found.event.passed else _("not passed")})


def _to_review(case: Case) -> Way | None:
    if not Attempt.objects.filter(pk=number(case.record_ref), marking_tasks__state="settled").exists():
        return None
    return Way(
        _("Markers who did not mark them before mark the answers again, without names or earlier marks. Or refuse "
          "below, with the reason."),
        _("Have the answers marked again"), reverse("assessment:marking_review", args=[case.number]),
    )


def _points(score) -> str:
    return f"{score.normalize():f}"


register(RecordKind("grade", gettext_lazy("grade"), _grade, too_late=_too_late, unready=_unready, way=_way))
