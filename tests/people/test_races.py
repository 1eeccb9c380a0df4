"""Two people at once, with real transactions: one goes after the other, and nobody meets a fault."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections
from django.urls import reverse

from lms.common import clock
from lms.people.admin import accounts
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
from tests import factories

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


def test_two_switch_off_the_last_two_security_administrators(cast, sign_in, monkeypatch):
    second, other = factories.person("安全寅"), factories.person("系统卯")
    factories.role(second, "security_admin")
    factories.role(other, "system_admin")
    sync_memberships(TODAY)
    held_up(monkeypatch, accounts, "why_not_switched", Barrier(2))

    def switch_off(client, person):
        address = reverse("wagtailusers_users:edit", args=[person.pk])
        return client.post(address, {"full_name": person.full_name, "name_tag": "", "email": ""}).status_code

    clients = [sign_in(cast.system_admin), sign_in(other)]
    said = at_once(*(lambda client=client, person=person: switch_off(client, person)
                     for client, person in zip(clients, (cast.security_admin, second), strict=True)))
    assert sorted(said) == [200, 302]
    assert User.objects.filter(pk__in=[cast.security_admin.pk, second.pk], is_active=True).count() == 1
