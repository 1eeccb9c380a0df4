"""Are the hours by the rule? The dated rule belongs to a room above, which answers by a hook."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks

from courses import rules
from courses.inspection.findings import Finding, Weight, at_page
from courses.models import Assessment, CoursePage, LessonPage

HOOK = "course_hours_rule"


@dataclass(frozen=True)
class HoursRule:
    """So many minutes make one credit hour, in steps; `name` as its keepers call it."""

    minutes: int
    step: Decimal
    name: str


FALLBACK = HoursRule(minutes=45, step=Decimal("0.25"), name="45")


def rule_on(day: dt.date) -> HoursRule:
    """The first answer to the hook `course_hours_rule(day)`; 45 minutes in steps of 0.25 where nobody answers."""
    answers = (answer(day) for answer in hooks.get_hooks(HOOK))
    return next((rule for rule in answers if rule), FALLBACK)


def findings_of_hours(page: CoursePage, lessons: list[LessonPage]) -> list[Finding]:
    rule = rule_on(timezone.localdate())
    if page.hours % rule.step:
        text = _("The credit hours are not in steps of %(step)s.") % {"step": rule.step}
        return [at_page(Weight.STOPS, text, page)]
    minutes = sum(lesson.minutes for lesson in lessons) + _minutes_of(page.assessment)
    most = rules.hours_of(minutes, rule.minutes, rule.step)
    if page.hours <= most:
        return []
    text = _(
        "%(hours)s credit hours are more than the rule gives: %(minutes)d minutes of lessons and assessment, "
        "%(each)d minutes an hour, make %(most)s (rule “%(rule)s”)."
    )
    words = {"hours": f"{page.hours.normalize():f}", "minutes": minutes, "each": rule.minutes,
             "most": f"{most.normalize():f}", "rule": rule.name}
    return [at_page(Weight.WARNS, text % words, page)]


def _minutes_of(assessment: Assessment | None) -> int:
    return assessment.minutes if assessment and assessment.kind == Assessment.Kind.EXAM else 0
