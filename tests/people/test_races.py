"""Two people at once, with real transactions: one goes after the other, and nobody meets a fault."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections

from lms.common import clock
from lms.people.models import Act, Posting, User
from lms.people.services import (
    PostingRefused,
    UndoRefused,
    groups,
    journal,
    merge_units,
    postings,
    staff_many,
    sync_memberships,
    transfer_person,
)
from lms.people.services.staff import undo_person_act
from lms.people.services.staff_many import transfer_people
from lms.people.services.units import writing

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = clock.today()
DAY = dt.timedelta(days=1)


def at_once(*works) -> list:
    """What each returns or refuses; any other exception is raised."""
    def _work(work):
        try:
            return work()
        except (PostingRefused, UndoRefused) as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(_work, work) for work in works]]


def wait_at(meeting: Barrier) -> None:
    with suppress(BrokenBarrierError):
        meeting.wait(timeout=1)


def held_up(monkeypatch, module, name: str, meeting: Barrier) -> None:
    """Whoever comes out of this function waits for the others, or a second."""
    inner = getattr(module, name)

    def outer(*args, **kwargs):
        answer = inner(*args, **kwargs)
        wait_at(meeting)
        return answer

    monkeypatch.setattr(module, name, outer)


def test_membership_is_made_equal_by_two_at_once(cast, monkeypatch):
    held_up(monkeypatch, groups, "_role_pairs", Barrier(2))
    through = User.groups.through
    through.objects.filter(user=cast.editor).delete()
    at_once(lambda: sync_memberships(TODAY), lambda: sync_memberships(TODAY, person=cast.editor))
    assert through.objects.filter(user=cast.editor).count() == 1


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_a_transfer_and_a_merger_do_not_block_each_other(cast, monkeypatch, many):
    """The merger locks units, then their people; the transfer must not go the other way round."""
    meeting, inner = Barrier(2), writing.lock

    def lock(units, people=()):
        inner(units)
        wait_at(meeting)
        inner((), people)

    monkeypatch.setattr(writing, "lock", lock)
    held_up(monkeypatch, postings, "locked", meeting)
    held_up(monkeypatch, staff_many, "lock", meeting)

    def move():
        if many:
            return transfer_people(people=[cast.learner], department=cast.other_section, on=TODAY, by=cast.hr)
        return transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="",
                               category="worker", on=TODAY, by=cast.hr)

    at_once(move, lambda: merge_units(units=[cast.section], into=cast.other_section, on=TODAY, by=cast.hr))
    mains = Posting.objects.main().on(TODAY).filter(person=cast.learner)
    assert [post.department for post in mains] == [cast.other_section]


def test_a_transfer_and_the_undoing_of_the_one_before(cast, monkeypatch):
    first = transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="",
                            category="worker", on=TODAY - DAY, by=cast.hr)
    act = Act.objects.get(kind="transfer")
    held_up(monkeypatch, journal, "_check_fit", Barrier(2))
    said = at_once(
        lambda: undo_person_act(act=act, by=cast.hr),
        lambda: transfer_person(person=cast.learner, department=cast.bureau, post="科员", rank="", category="worker",
                                on=TODAY, by=cast.hr, expected=first.pk),
    )
    assert any(isinstance(one, str) for one in said)
    assert Posting.objects.main().on(TODAY).filter(person=cast.learner).count() == 1
