"""HR's list of the hours owed a year."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.common import clock
from lms.transcript.models import CreditTarget
from lms.transcript.selectors import hours_of

LIST = "/admin/credit_targets/"
THIS, LAST = clock.today().year, clock.today().year - 1
FORM = {"counter": "online", "category": "", "hours": "60", "basis": "培训规划", "from_on": f"{THIS}-01-01",
        "to_on": ""}


def target(**fields) -> CreditTarget:
    values = {"counter": "online", "hours": 50, "from_on": dt.date(LAST, 1, 1)} | fields
    return CreditTarget.objects.create(**values)


def owed(person, year: int) -> Decimal | None:
    return next(total.target for total in hours_of(person, year) if total.counter == "online")


@pytest.mark.parametrize(("who", "status"), [
    ("hr", 200), ("editor", 302), ("system_admin", 302), ("security_admin", 302), ("auditor", 302), ("leader", 302),
])
def test_the_list_is_hrs(cast, sign_in, who, status):
    target()
    assert sign_in(getattr(cast, who)).get(LIST).status_code == status


def test_hr_adds_the_next_target_and_the_year_before_keeps_its_own(cast, sign_in):
    target()
    assert sign_in(cast.hr).post(f"{LIST}new/", FORM).status_code == 302
    assert (owed(cast.learner, LAST), owed(cast.learner, THIS)) == (50, 60)
    entry = Entry.objects.get(action="transcript.keep_target")
    assert (entry.actor_no, entry.detail["hours"]) == (cast.hr.staff_no, "60")


def test_a_categorys_own_target_comes_before_everyones(cast, sign_in):
    target()
    client = sign_in(cast.hr)
    client.post(f"{LIST}new/", FORM | {"category": "civil_servant", "hours": "40.25"})
    assert owed(cast.learner, THIS) == Decimal("40.25")
    assert "公务员" in client.get(LIST).content.decode()


@pytest.mark.parametrize("change", [
    {"hours": "0"}, {"hours": "-5"}, {"hours": "NaN"}, {"hours": "50.1"}, {"hours": "99999"}, {"hours": ""},
    {"counter": "both"}, {"category": "nobody"}, {"from_on": ""}, {"from_on": f"{LAST}-12-31"},
    {"to_on": f"{LAST}-12-31"},
])
def test_what_makes_no_target_is_refused(cast, sign_in, change):
    assert sign_in(cast.hr).post(f"{LIST}new/", FORM | change).status_code == 200
    assert not CreditTarget.objects.exists()
    assert not Entry.objects.filter(action="transcript.keep_target").exists()


def test_two_targets_do_not_begin_on_one_day(cast, sign_in):
    client = sign_in(cast.hr)
    client.post(f"{LIST}new/", FORM)
    again = client.post(f"{LIST}new/", FORM | {"hours": "70"})
    assert "已有一项自这一天起执行" in again.content.decode()
    assert CreditTarget.objects.count() == 1


def test_one_of_an_earlier_year_is_only_ended(cast, sign_in):
    old = target()
    client = sign_in(cast.hr)
    address = f"{LIST}edit/{old.pk}/"
    assert client.post(address, FORM | {"hours": "10", "to_on": f"{LAST}-06-30"}).status_code == 200
    assert client.post(address, FORM | {"hours": "10", "to_on": f"{LAST}-12-31"}).status_code == 302
    old.refresh_from_db()
    assert (old.hours, old.from_on, old.to_on) == (50, dt.date(LAST, 1, 1), dt.date(LAST, 12, 31))
    assert (owed(cast.learner, LAST), owed(cast.learner, THIS)) == (50, None)
    assert Entry.objects.get(action="transcript.keep_target").detail["before"]["to_on"] == ""


def test_one_of_this_year_is_put_right(cast, sign_in):
    made = target(from_on=dt.date(THIS, 1, 1))
    assert sign_in(cast.hr).post(f"{LIST}edit/{made.pk}/", FORM | {"hours": "55"}).status_code == 302
    assert owed(cast.learner, THIS) == 55


def test_one_that_was_over_before_this_year_is_only_read(cast, sign_in):
    over = target(to_on=dt.date(LAST, 12, 30))
    client = sign_in(cast.hr)
    address = f"{LIST}edit/{over.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, FORM).status_code == 404
    assert address not in client.get(LIST).content.decode()


def test_nobody_deletes_one(cast, sign_in):
    made = target()
    assert sign_in(cast.hr).post(f"{LIST}delete/{made.pk}/").status_code in (302, 404)
    assert CreditTarget.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("fields", [{}, {"hours": 0, "from_on": dt.date(THIS, 1, 1)}])
def test_the_database_keeps_it(cast, fields):
    target()
    with pytest.raises(IntegrityError), transaction.atomic():
        target(**fields)
