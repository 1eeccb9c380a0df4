"""Whoever sat on paper is told when his sheet turns out to say something else."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lms.assessment.regrading.telling import outcome, points
from lms.assessment.sheets.models import SheetEntry
from lms.notices.services import notify
from lms.study.services import Corrected


def tell_corrected(old: SheetEntry, new: SheetEntry, corrected: Corrected) -> None:
    """From and to, why, and what followed."""
    course = new.enrolment.course
    with translation.override(settings.LANGUAGE_CODE):
        before, after = (_points(entry) for entry in (old, new))
        lines = [
            _("What was entered from your sheet of the exam of “%(course)s” was corrected: %(reason)s") % {
                "course": course.title, "reason": new.reason},
            _("%(before)s → %(after)s; this attempt: %(outcome)s.") % {
                "before": before, "after": after, "outcome": outcome(new.attempt.passed)},
            *_followed(corrected),
        ]
        subject = _("Your sheet was corrected: %(course)s") % {"course": course.title}
    notify(person=new.enrolment.person, key=f"assessment.sheet:{new.pk}", at=new.entered_at, subject=subject[:200],
           body="\n".join(lines), url=reverse("assessment:result", args=[new.attempt_id]))


def _points(entry: SheetEntry) -> str:
    return _("%(points)s points") % {"points": points(entry.score)}


def _followed(corrected: Corrected) -> list[str]:
    if corrected.effect == "completed":
        return [_("The course is completed; certificate %(number)s is issued and its hours are entered.") % {
            "number": corrected.certificate}]
    if corrected.effect == "withdrawn":
        return [_("The completion is withdrawn: its hours are reversed, certificate %(number)s is revoked.") % {
            "number": corrected.certificate}]
    return []
