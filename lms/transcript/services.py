"""Writing hours and certificates: once per source key, never changed. A correction reverses and enters again."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from lms.audit.services import record
from lms.common import clock
from lms.transcript import rules
from lms.transcript.models import Certificate, CreditEntry, CreditRule, CreditTarget

REASON = 200  # characters of a reason
FIRST_RULE = {"title": "First rule: steps of a quarter", "step": Decimal("0.25"), "from_on": dt.date(2000, 1, 1)}


@transaction.atomic
def award_credit(
    *, person, hours: Decimal, counter: str, source_key: str, title: str, earned_at: dt.datetime, result: str = "",
    reason: str = "",
) -> CreditEntry:
    """Hours earned at a moment, in the year of the bureau's clock (design 1, scenario 18).

    A repeat of `source_key` returns the standing entry unchanged; where that was reversed, they are entered again.
    `result` is what the yearly form prints: "92". `reason`: why they are entered again.
    """
    day = clock.day_of(earned_at)
    rule = rule_on(day)
    entry, _created = CreditEntry.objects.get_or_create(
        source_key=_next_key(CreditEntry.objects.exclude(reversed_by=None), source_key),
        defaults={
            "person": person, "title": title, "counter": counter, "result": result, "earned_at": earned_at,
            "hours": rules.in_steps(hours, rule.step), "year": day.year, "rule": rule, "reason": reason[:REASON],
        },
    )
    return entry


def _next_key(ended: QuerySet, origin: str) -> str:
    """`origin`, or its next turn when all before have `ended` (one query)."""
    return rules.turn_key(origin, 1 + _turns(ended, origin).count())


def _turns(rows: QuerySet, origin: str) -> QuerySet:
    return rows.filter(Q(source_key=origin) | Q(source_key__startswith=f"{origin}~"))


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


@transaction.atomic
def keep_target(*, target: CreditTarget, by) -> CreditTarget:
    """Hours owed a year from a day on, new or put right; in the log with what it said before."""
    before = CreditTarget.objects.filter(pk=target.pk).first() if target.pk else None
    target.save()
    record(action="transcript.keep_target", actor=by, target=f"{target.counter} {target.category}".strip(),
           detail=_said(target) | ({"before": _said(before)} if before else {}))
    return target


def _said(target: CreditTarget) -> dict[str, str]:
    names = ("counter", "category", "hours", "basis", "from_on", "to_on")
    return {name: f"{getattr(target, name) or ''}" for name in names}


def last_credited_on() -> dt.date | None:
    """The last day for which hours were entered by a rule."""
    last = CreditEntry.objects.filter(reverses__isnull=True).order_by("-earned_at").first()
    return clock.day_of(last.earned_at) if last else None


@transaction.atomic
def issue_certificate(
    *, person, course_code: str, course_title: str, source_key: str, issued_at: dt.datetime
) -> Certificate:
    """One valid certificate per `source_key`; its serial is the row's own, so two at once never share a number.

    After a revocation another one is issued.
    """
    certificate, created = Certificate.objects.get_or_create(
        source_key=_next_key(Certificate.objects.exclude(revoked_at=None), source_key),
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
def reverse_credit(*, entry: CreditEntry, at: dt.datetime, reason: str = "") -> CreditEntry:
    """Take an entry back by its opposite, in the same year. Twice reverses once."""
    reversal, _created = CreditEntry.objects.get_or_create(
        reverses=entry,
        defaults={
            "person_id": entry.person_id, "source_key": f"reverse/{entry.pk}", "title": entry.title,
            "counter": entry.counter, "hours": -entry.hours, "year": entry.year, "earned_at": at,
            "rule_id": entry.rule_id, "reason": reason[:REASON],
        },
    )
    return reversal


@transaction.atomic
def withdraw_credit(*, source_key: str, at: dt.datetime, reason: str) -> CreditEntry | None:
    """Reverse the standing entry of a source; None where none stands, also the second time."""
    entry = _turns(CreditEntry.objects.filter(reversed_by=None), source_key).order_by("-pk").first()
    return reverse_credit(entry=entry, at=at, reason=reason) if entry else None


@transaction.atomic
def correct_credit(
    *, source_key: str, result: str, earned_at: dt.datetime, at: dt.datetime, reason: str
) -> CreditEntry | None:
    """Another result or day: the standing entry is reversed and entered again. None where none stands.

    An entry that says the same already stays as it is.
    """
    entry = _turns(CreditEntry.objects.filter(reversed_by=None), source_key).order_by("-pk").first()
    if entry is None or (entry.result, entry.earned_at) == (result, earned_at):
        return entry
    reverse_credit(entry=entry, at=at, reason=reason)
    day = clock.day_of(earned_at)
    key = _next_key(CreditEntry.objects.exclude(reversed_by=None), source_key)
    return CreditEntry.objects.create(
        source_key=key, person_id=entry.person_id, title=entry.title, counter=entry.counter, hours=entry.hours,
        rule_id=entry.rule_id, result=result, earned_at=earned_at, year=day.year, reason=reason[:REASON],
    )


@transaction.atomic
def revoke_certificate(*, source_key: str, at: dt.datetime, reason: str) -> Certificate | None:
    """The valid certificate of a source is good no longer, and says why; None where none is, also the second time."""
    rows = _turns(Certificate.objects.filter(revoked_at=None), source_key)
    certificate: Certificate | None = rows.select_for_update().order_by("-pk").first()
    if certificate:
        certificate.revoked_at, certificate.revoked_reason = at, reason[:REASON]
        certificate.save(update_fields=["revoked_at", "revoked_reason"])
    return certificate
