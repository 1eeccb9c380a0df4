"""Hours and certificates: once, in the right year, in steps."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lms.transcript import rules
from lms.transcript.models import Certificate, CreditEntry, CreditRule, CreditTarget
from lms.transcript.selectors import hours_of, record_of, year_of
from lms.transcript.services import award_credit, issue_certificate, reverse_credit
from tests import factories

NOON = dt.datetime(2026, 6, 21, 4, 0, tzinfo=dt.UTC)


def award(person, hours="2", key="a", at=NOON, counter="online", **fields):
    return award_credit(
        person=person, hours=Decimal(hours), counter=counter, source_key=key, title="课程", earned_at=at, **fields
    )


def issue(person, key="a", at=NOON):
    return issue_certificate(person=person, course_code="T-01", course_title="课程", source_key=key, issued_at=at)


@pytest.mark.parametrize(
    ("hours", "kept"), [("0", "0.00"), ("0.25", "0.25"), ("0.3", "0.25"), ("1.99", "1.75"), ("8", "8.00")]
)
def test_hours_come_in_steps(hours, kept):
    assert str(rules.in_steps(Decimal(hours), Decimal("0.25"))) == kept


def test_hours_are_never_negative(cast):
    with pytest.raises(ValueError, match="negative"):
        award(cast.learner, "-1")


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("阿依古丽·买买提", "阿*"), ("𬱖华", "𬱖*"), ("", "")])
def test_names_are_masked(name, shown):
    assert rules.masked(name) == shown


@pytest.mark.parametrize(
    ("utc", "year"),
    [
        (dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), 2026),  # 23:59 in the bureau
        (dt.datetime(2026, 12, 31, 16, 5, tzinfo=dt.UTC), 2027),  # 00:05 on 1 January
    ],
)
def test_the_bureaus_clock_gives_the_year(cast, utc, year):
    """Design 1, scenario 18."""
    assert award(cast.learner, at=utc).year == year


def test_awarded_once(cast):
    first = award(cast.learner)
    assert award(cast.learner, "9", at=NOON + dt.timedelta(days=400)) == first
    assert CreditEntry.objects.get().hours == 2


def test_the_rule_in_force_is_kept(cast):
    assert award(cast.learner).rule.version == "1"
    CreditRule.objects.create(version="2026", title="一", step="0.50", from_on=dt.date(2026, 1, 1))
    later_rule = award(cast.learner, "1.75", key="b")
    assert (later_rule.rule.version, later_rule.hours) == ("2026", Decimal("1.50"))


def test_a_reversal_takes_back_once(cast):
    entry = award(cast.learner)
    assert reverse_credit(entry=entry, at=NOON) == reverse_credit(entry=entry, at=NOON)
    assert {total.counter: total.earned for total in hours_of(cast.learner, 2026)}["online"] == 0


def test_only_a_reversal_is_negative(cast):
    entry = award(cast.learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.filter(pk=entry.pk).update(hours=-1)


def test_certificates_are_numbered_once_and_cannot_be_guessed(cast):
    one, two = issue(cast.learner), issue(cast.learner, "b")
    assert issue(cast.learner) == one
    assert Certificate.objects.count() == 2
    assert re.fullmatch(r"CIP-2026-\d{6}-[0-9A-F]{8}", one.number)
    assert one.number[9:15] != two.number[9:15]
    assert one.number[-8:] != two.number[-8:]


def test_counters_are_kept_apart_and_met_by_category(cast):
    award(cast.learner, "3")
    award(cast.learner, "5", key="b", counter="concentrated")
    day = dt.date(2020, 1, 1)
    CreditTarget.objects.create(counter="online", hours=50, from_on=day)
    CreditTarget.objects.create(counter="online", hours=40, category="civil_servant", from_on=day)
    CreditTarget.objects.create(counter="online", hours=99, category="worker", from_on=day)
    totals = {total.counter: (total.earned, total.target) for total in hours_of(cast.learner, 2026)}
    assert totals == {"concentrated": (5, None), "online": (3, 40)}


def test_a_target_of_another_time_does_not_count(cast):
    CreditTarget.objects.create(counter="online", hours=30, from_on=dt.date(2020, 1, 1), to_on=dt.date(2021, 12, 31))
    CreditTarget.objects.create(counter="online", hours=50, from_on=dt.date(2022, 1, 1))
    targets = [{t.counter: t.target for t in hours_of(cast.learner, year)}["online"] for year in (2021, 2022)]
    assert targets == [30, 50]


def test_the_record_by_year(cast):
    award(cast.learner, result="92")
    award(cast.learner, key="b", at=NOON - dt.timedelta(days=365))
    award(cast.stranger, key="c")
    issue(cast.learner)
    years = record_of(cast.learner)
    assert [year.year for year in years][-2:] == [2026, 2025]
    this = year_of(cast.learner, 2026)
    assert [(row.title, row.result, bool(row.certificate)) for row in this.entries] == [("课程", "92", True)]
    assert year_of(cast.learner, 2003).entries == ()


def test_the_record_asks_the_same_for_one_and_many(cast, django_assert_num_queries):
    award(cast.learner)
    with django_assert_num_queries(4):
        record_of(cast.learner)
    for n in range(30):
        award(cast.learner, key=f"k{n}", at=NOON - dt.timedelta(days=40 * n))
    with django_assert_num_queries(4):
        record_of(cast.learner)


def test_closed_people_keep_their_record(cast):
    person = factories.person("退休")
    award(person, key="z")
    person.is_active = False
    person.save()
    assert len(year_of(person, 2026).entries) == 1
