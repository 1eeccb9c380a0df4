"""Seals name the ends of the chains that changed, once, and at most every hour."""

import datetime as dt
import io

from django.core.management import call_command

from lms.audit.chains import hash_of
from lms.audit.models import Entry
from lms.audit.services import record, seal, seal_if_due
from lms.common import clock
from tests.audit.tampering import found, tamper

NOW = clock.now()
HOUR = dt.timedelta(hours=1)


def heads(made):
    return {chain: number for entry in made for chain, (number, _hash) in entry.detail["heads"].items()}


def test_a_seal_names_what_changed_since_the_last(cast):
    record(action="a.b", actor=cast.learner)
    record(action="a.b", actor=cast.hr)
    assert heads(seal(at=NOW)) == {"p:00101": 1, "p:R-hr": 1}
    assert seal(at=NOW) == ()
    record(action="a.b", actor=cast.hr)
    made = seal(at=NOW)
    assert heads(made) == {"p:R-hr": 2}
    assert (made[0].chain, made[0].number) == ("seal", 2)
    assert found() == set()


def test_after_a_day_only_the_younger_entries_are_looked_at(cast):
    record(action="a.b", actor=cast.learner)
    first = seal(at=NOW - dt.timedelta(days=3))
    record(action="a.b", actor=cast.hr)
    assert heads(seal(at=NOW - dt.timedelta(days=2))) == {"p:R-hr": 1}
    assert heads(first) == {"p:00101": 1}
    assert seal(at=NOW) == ()


def test_an_entry_that_became_visible_after_the_seal_is_in_the_next(cast):
    """Its id is older than the seal's: a long transaction that ended later."""
    late = record(action="a.b", actor=cast.learner)
    record(action="a.b", actor=cast.hr)
    made = seal(at=NOW - HOUR)
    del made[0].detail["heads"][late.chain]
    tamper()
    Entry.objects.filter(pk=made[0].pk).update(detail=made[0].detail, hash=hash_of(made[0]))
    assert heads(seal(at=NOW)) == {late.chain: 1}


def test_at_most_once_an_hour(cast):
    record(action="a.b", actor=cast.learner)
    assert seal_if_due(at=NOW)
    record(action="a.b", actor=cast.learner)
    assert seal_if_due(at=NOW + HOUR - dt.timedelta(seconds=1)) == ()
    assert heads(seal_if_due(at=NOW + HOUR)) == {"p:00101": 2}


def test_not_due_is_one_query(cast, django_assert_num_queries):
    record(action="a.b")
    seal(at=NOW)
    with django_assert_num_queries(1):
        seal_if_due(at=NOW)


def test_many_chains_make_several_entries(db, monkeypatch):
    monkeypatch.setattr("lms.audit.services.sealing.HEADS_A_SEAL", 5)
    for number in range(40):
        record(action="a.b", target=f"{number}")
    chains = Entry.objects.values("chain").distinct().count()
    made = seal(at=NOW)
    assert len(made) == -(-chains // 5)
    assert len(heads(made)) == chains
    assert found() == set()


def test_the_command_prints_the_hash_to_write_down(cast):
    record(action="a.b", actor=cast.learner)
    out, err = io.StringIO(), io.StringIO()
    call_command("seal_audit", stdout=out, stderr=err)
    assert Entry.objects.get(chain="seal").hash in out.getvalue()
    call_command("seal_audit", stdout=out, stderr=err)
    assert "Nothing has changed" in err.getvalue()


def test_the_sweep_seals(cast):
    from home.management.commands.sweep import tidy

    record(action="a.b", actor=cast.learner)
    tidy()
    tidy()
    assert Entry.objects.filter(action="audit.seal").count() == 1


def test_seals_are_no_heads_of_themselves(db):
    record(action="a.b")
    seal(at=NOW)
    record(action="a.b")
    assert "seal" not in heads(seal(at=NOW))
