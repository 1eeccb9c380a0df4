"""HR's list of the rules by which study makes hours."""

import datetime as dt
from decimal import Decimal

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.transcript.models import CreditRule
from lms.transcript.services import RuleInUse, award_credit, keep_rule, rule_on

LIST = "/admin/credit_rules/"
FORM = {"version": "2099", "title": "学时认定办法", "from_on": "2099-01-01", "minutes": "40", "step": "0.50"}


@pytest.fixture
def used(cast) -> CreditRule:
    rule = CreditRule.objects.create(version="2026", title="试行", from_on=dt.date(2026, 1, 1))
    award_credit(person=cast.learner, hours=Decimal(2), counter="online", source_key="k", title="课程",
                 earned_at=dt.datetime(2026, 6, 1, 2, tzinfo=dt.UTC))
    return rule


@pytest.mark.parametrize(("who", "status"), [
    ("hr", 200), ("editor", 302), ("system_admin", 302), ("security_admin", 302), ("auditor", 302), ("leader", 302),
])
def test_the_list_is_hrs(cast, sign_in, used, who, status):
    assert sign_in(getattr(cast, who)).get(LIST).status_code == status


def test_hr_adds_the_next_rule(cast, sign_in, used):
    assert sign_in(cast.hr).post(f"{LIST}new/", FORM).status_code == 302
    made = CreditRule.objects.get(version="2099")
    assert (made.minutes, made.step, made.to_on) == (40, Decimal("0.50"), None)
    assert rule_on(dt.date(2099, 1, 1)) == made
    assert rule_on(dt.date(2098, 12, 31)) == used
    assert Entry.objects.get(action="transcript.keep_rule").actor_no == cast.hr.staff_no


@pytest.mark.parametrize(("change", "words"), [
    ({"from_on": "2026-06-01"}, "新规则须自此后生效"), ({"version": "2026"}, ""), ({"minutes": "5"}, ""),
    ({"step": "0"}, ""), ({"step": "-1"}, ""), ({"step": "NaN"}, ""), ({"title": ""}, ""),
])
def test_what_makes_no_rule_is_refused(cast, sign_in, used, change, words):
    response = sign_in(cast.hr).post(f"{LIST}new/", FORM | change)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert CreditRule.objects.count() == 1


def test_two_rules_do_not_begin_on_one_day(cast, sign_in, used):
    client = sign_in(cast.hr)
    client.post(f"{LIST}new/", FORM)
    assert client.post(f"{LIST}new/", FORM | {"version": "2099b"}).status_code == 200
    assert CreditRule.objects.count() == 2


def test_a_used_rule_is_never_edited(cast, sign_in, used):
    client = sign_in(cast.hr)
    address = f"{LIST}edit/{used.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, FORM).status_code == 404
    assert address not in client.get(LIST).content.decode()
    with pytest.raises(RuleInUse):
        keep_rule(rule=used, by=cast.hr)
    assert client.get(f"{LIST}inspect/{used.pk}/").status_code == 200


def test_one_that_nobody_used_is_corrected(cast, sign_in, used):
    coming = CreditRule.objects.create(version="2099", title="新", from_on=dt.date(2099, 1, 1))
    assert sign_in(cast.hr).post(f"{LIST}edit/{coming.pk}/", FORM | {"minutes": "50"}).status_code == 302
    coming.refresh_from_db()
    assert coming.minutes == 50
    assert clock.today() < coming.from_on


def test_nobody_deletes_one(cast, sign_in, used):
    coming = CreditRule.objects.create(version="2099", title="新", from_on=dt.date(2099, 1, 1))
    assert sign_in(cast.hr).post(f"{LIST}delete/{coming.pk}/").status_code in (302, 404)
    assert CreditRule.objects.count() == 2
