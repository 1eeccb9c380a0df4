"""Writing hours and certificates: once per source key, never changed."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction

from lms.audit.services import record
from lms.common import clock
from lms.transcript import rules
from lms.transcript.models import Certificate, CreditEntry, CreditRule

FIRST_RULE = {"title": "First rule: steps of a quarter", "step": Decimal("0.25"), "from_on": dt.date(2000, 1, 1)}


@transaction.atomic
def award_credit(
    *, person, hours: Decimal, counter: str, source_key: str, title: str, earned_at: dt.datetime, result: str = ""
) -> CreditEntry:
    """Hours earned at a moment, in the year of the bureau's clock (design 1, scenario 18).

    A repeat of `source_key` returns the first entry unchanged. `result` is what the yearly form prints: "92".
    """
    day = clock.day_of(earned_at)
    rule = rule_on(day)
    entry, _created = CreditEntry.objects.get_or_create(
        source_key=source_key,
        defaults={
            "person": person, "title": title, "counter": counter, "result": result, "earned_at": earned_at,
            "hours": rules.in_steps(hours, rule.step), "year": day.year, "rule": rule,
        },
    )
    return entry


def rule_on(day: dt.date) -> CreditRule:
    """The rule in force on a day; before HR has entered any, the first one: steps of a quarter."""
    rule = CreditRule.objects.on(day).order_by("-from_on").first()
    return rule or CreditRule.objects.get_or_create(version="1", defaults=FIRST_RULE)[0]


class RuleInUse(ValueError):  # noqa: N818 - it names what happened
    """Hours were entered by the rule: it stays as it is, and another follows it."""


@transaction.atomic
def keep_rule(*, rule: CreditRule, by) -> CreditRule:
    """A new rule, or one that no hours were entered by yet, corrected; in the log. Raises RuleInUse."""
    if rule.pk and CreditEntry.objects.filter(rule=rule.pk).exists():
        raise RuleInUse
    rule.save()
    record(action="transcript.keep_rule", actor=by, target=rule.version, detail={
        "title": rule.title, "from_on": f"{rule.from_on}", "minutes": rule.minutes, "step": f"{rule.step}"})
    return rule


def last_credited_on() -> dt.date | None:
    """The last day for which hours were entered by a rule."""
    last = CreditEntry.objects.filter(reverses__isnull=True).order_by("-earned_at").first()
    return clock.day_of(last.earned_at) if last else None


@transaction.atomic
def issue_certificate(
    *, person, course_code: str, course_title: str, source_key: str, issued_at: dt.datetime
) -> Certificate:
    """One certificate per `source_key`; its serial is the row's own, so two at once never share a number."""
    certificate, created = Certificate.objects.get_or_create(
        source_key=source_key,
        defaults={
            "number": uuid.uuid4().hex, "person": person, "full_name": person.full_name,
            "course_code": course_code, "course_title": course_title, "issued_at": issued_at,
        },
    )
    if created:
        certificate.number = rules.certificate_number(clock.day_of(issued_at).year, certificate.pk)
        certificate.save(update_fields=["number"])
    return certificate


@transaction.atomic
def reverse_credit(*, entry: CreditEntry, at: dt.datetime) -> CreditEntry:
    """Take an entry back by its opposite, in the same year. Twice reverses once."""
    reversal, _created = CreditEntry.objects.get_or_create(
        reverses=entry,
        defaults={
            "person_id": entry.person_id, "source_key": f"reverse/{entry.pk}", "title": entry.title,
            "counter": entry.counter, "hours": -entry.hours, "year": entry.year, "earned_at": at,
            "rule_id": entry.rule_id,
        },
    )
    return reversal
