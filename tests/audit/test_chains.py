"""The chain an entry stands in, and the hash that ties it: what is computed is what the database gives back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.audit.chains import chain_of, hash_of, plain
from lms.audit.models import Entry
from lms.audit.services import record
from tests.audit.tampering import found

AT = dt.datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=dt.UTC)
ODD = st.text(max_size=30) | st.sampled_from([
    "𬱖华", "阿依古丽·买买提", "👩‍👩‍👧", "\x01\x1f\x7f\u2028", "", "\0", "\ud86c", "e\u0301",
])
NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from(
    [1e22, 1e23, -0.0, 5e-324, 1.0, 1e-7, 1.7976931348623157e308]
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD, inner, max_size=4), max_leaves=8,
)


def test_an_entry_follows_the_one_before_in_the_chain_of_its_actor(cast):
    first, second = record(action="a.b", actor=cast.learner), record(action="a.c", actor=cast.learner)
    other = record(action="a.b", actor=cast.hr)
    assert [(e.chain, e.number) for e in (first, second, other)] == [("p:00101", 1), ("p:00101", 2), ("p:R-hr", 1)]
    assert (first.previous, second.previous) == ("", first.hash)
    assert len({first.hash, second.hash, other.hash}) == 3


def test_acts_of_nobody_stand_in_sixteen_pools_by_their_object(db):
    assert record(action="a.b", target="00104").chain == record(action="a.c", target="00104").chain
    chains = {record(action="a.b", target=f"{number}").chain for number in range(300)}
    assert chains == {f"n:{number:02d}" for number in range(16)}


def test_recording_takes_two_queries(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        record(action="a.b", actor=cast.learner, detail={"a": 1})


def test_what_is_returned_is_what_is_stored(cast):
    detail = {"n": Decimal("1.50"), "on": AT.date(), 7: (1, 2)}
    made = record(action="a.b", actor=cast.learner, target="x", detail=detail)
    kept = Entry.objects.get(pk=made.pk)
    assert kept.detail == made.detail == {"n": "1.50", "on": "2026-03-01", "7": [1, 2]}
    assert hash_of(kept) == kept.hash == made.hash
    assert not made._state.adding


@given(detail=st.dictionaries(ODD, VALUES, max_size=5), target=ODD, at=st.datetimes(
    dt.datetime(2001, 1, 1), dt.datetime(2099, 1, 1), timezones=st.timezones()), address=st.ip_addresses())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_hash_is_that_of_what_the_database_gives_back(db, detail, target, at, address):
    request = RequestFactory().get("/", REMOTE_ADDR=str(address))
    made = record(action="a.b", target=target, detail=detail, at=at, request=request)
    assert hash_of(Entry.objects.get(pk=made.pk)) == made.hash


@pytest.mark.parametrize("address", ["", "unix:", "testclient", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_an_odd_address_never_stops_an_act(db, address):
    made = record(action="a.b", request=RequestFactory().get("/", REMOTE_ADDR=address))
    assert made.address == {"fe80::1%eth0": "fe80::1", "::ffff:10.0.0.1": "10.0.0.1"}.get(address)
    assert found() == set()


def test_everything_stored_is_in_the_hash(db):
    made = record(action="a.b", target="x", at=AT, detail={"a": 1})
    for field in Entry._meta.concrete_fields:
        if field.name in ("id", "hash"):
            continue
        changed = Entry.objects.get(pk=made.pk)
        other = {"at": AT + dt.timedelta(microseconds=1), "detail": {"a": 2}, "number": 9, "address": "10.0.0.9"}
        setattr(changed, field.name, other.get(field.name, "?"))
        assert hash_of(changed) != made.hash, field.name


def test_the_hash_does_not_depend_on_the_time_zone(db):
    made = record(action="a.b", at=AT)
    made.at = AT.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert hash_of(made) == made.hash


def test_the_canonical_form_is_fixed_for_ever():
    """Change it and no old log verifies: then it needs a second form beside this one, not another first."""
    entry = Entry(at=AT, action="a.b", actor_no="00101", actor_name="𬱖华", target="对象", address="::1",
                  detail={"b": 1.0, "a": [None]}, chain="p:00101", number=3, previous="ab")
    assert hash_of(entry) == (
        "7fbe0bd62cb4ad6d23fa2c85a449487d429e5d79de7093188c0a8ae1e205bff3"
    )


def test_the_database_refuses_an_entry_beside_the_chains_and_a_place_taken_twice(db):
    made = record(action="a.b")
    for fields in ({"chain": "", "number": 1}, {"chain": "x", "number": 0}, {"chain": made.chain, "number": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(at=AT, action="forged", hash="x", **fields)


def test_an_act_that_is_rolled_back_leaves_no_gap(db):
    record(action="a.b", target="x")
    with transaction.atomic():
        record(action="a.c", target="x")
        transaction.set_rollback(True)
    record(action="a.d", target="x")
    assert [entry.number for entry in Entry.objects.filter(chain=chain_of("", "x")).order_by("number")] == [1, 2]
    assert found() == set()


def test_plain_keeps_what_json_can_keep():
    assert plain(None) == {}
    assert plain({"s": {"b", "a"}, "inf": float("inf"), "t": dt.time(9, 5)}) == {
        "s": ["a", "b"], "inf": "inf", "t": "09:05:00"}
