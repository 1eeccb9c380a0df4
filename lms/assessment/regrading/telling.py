"""Who is told what: the second person that a regrade waits, and everybody concerned, once, what became of his score."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.reckoning import Change, Reckoned
from lms.common import clock
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import RoleGrant
from lms.study.services import Corrected


def tell_second_people(regrade: Regrade, at: dt.datetime) -> None:
    """Every other holder of the HR role: any of them may confirm."""
    people = RoleGrant.objects.on(clock.day_of(at)).filter(role="hr").exclude(person=regrade.proposed_by_id)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A regrade waits for a second person: %(code)s") % {"code": regrade.code}
        body = _("%(person)s proposes to regrade question %(code)s of %(bank)s: %(reason)s") % {
            "person": regrade.proposed_by, "code": regrade.code, "bank": regrade.bank.title, "reason": regrade.reason,
        }
    address = reverse("assessment:regrade", args=[regrade.pk])
    notify_many(notices=[
        Notice(person_id=person, key=f"assessment.regrade_wait:{regrade.pk}:{person}", subject=subject[:200], body=body,
               url=address, created_at=at)
        for person in sorted(set(people.values_list("person_id", flat=True)))
    ])


def tell_learners(regrade: Regrade, told: Iterable[tuple[Reckoned, Corrected]], at: dt.datetime) -> None:
    """One notice a task, whatever number of its attempts changed."""
    with translation.override(settings.LANGUAGE_CODE):
        notices = [_notice(regrade, one, corrected, at) for one, corrected in told]
    notify_many(notices=notices)


def _notice(regrade: Regrade, one: Reckoned, corrected: Corrected, at: dt.datetime) -> Notice:
    changed = [change for change in one.changes if change.differs]
    course = one.enrolment.course
    lines = [
        _("A question of the exam “%(title)s” (%(course)s) proved to be wrong: %(reason)s") % {
            "title": changed[0].attempt.paper.get("title", ""), "course": course.title, "reason": regrade.reason},
        _("What was done: %(way)s.") % {"way": regrade.get_way_display()},
        *(_attempt(change) for change in changed),
        *_followed(one, corrected),
        _("If you think that this is wrong, open the result and choose “Ask for a review of this grade”; the HR "
          "office answers with a reason."),
    ]
    subject = _("Your exam was regraded: %(course)s") % {"course": course.title}
    return Notice(
        person_id=one.enrolment.person_id, key=f"assessment.regrade:{regrade.pk}:{one.enrolment.pk}",
        subject=subject[:200], body="\n".join(lines), created_at=at,
        url=reverse("assessment:result", args=[changed[-1].attempt.pk]),
    )


def _attempt(change: Change) -> str:
    attempt = change.attempt
    words = {
        "number": attempt.number, "day": date_format(localtime(attempt.closed_at), "DATE_FORMAT"),
        "old": points(attempt.score), "new": points(change.score), "before": outcome(attempt.passed),
        "after": outcome(change.passed),
    }
    line = _("Attempt %(number)d of %(day)s: %(old)s points, %(before)s → %(new)s points, %(after)s.") % words
    return f"{line} {_('Your pass is kept.')}" if change.kept else line


def _followed(one: Reckoned, corrected: Corrected) -> list[str]:
    """Certificate and hours, where something came of it."""
    if corrected.effect == "completed":
        return [_("The course is completed: %(hours)s credit hours are entered, certificate %(number)s is issued.") % {
            "hours": points(one.hours), "number": corrected.certificate}]
    if corrected.effect == "withdrawn":
        return [_("The completion is withdrawn: %(hours)s credit hours are reversed, certificate %(number)s is "
                  "revoked.") % {"hours": points(-one.hours), "number": corrected.certificate}]
    if one.effect == "waits":
        return [_("The course is completed when its remaining lessons are finished.")]
    return []


def points(value) -> str:
    """66.00 as 66."""
    return f"{value.normalize():f}"


def outcome(passed: bool | None) -> str:
    return _("Passed") if passed else _("Not passed")
