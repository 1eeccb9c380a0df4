"""Many recording at once, on a database with real locks: none lost, none forked, none waits."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from lms.audit.models import Entry
from lms.audit.services import record, seal
from lms.common import clock
from tests import factories
from tests.audit.tampering import found

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
THREADS, EACH = 20, 10


def at_once(act, times=THREADS):
    """Run `act(number)` in as many threads, begun together; what went wrong."""
    gate, wrong = threading.Barrier(times), []

    def run(number):
        try:
            connection.ensure_connection()
            gate.wait()
            act(number)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def test_twenty_times_the_same_person(transactional_db):
    person = factories.person(staff_no="00101")

    def act(number):
        for turn in range(EACH):
            with transaction.atomic():
                record(action="a.b", actor=person, target=f"{number}-{turn}")

    assert at_once(act) == []
    assert Entry.objects.count() == THREADS * EACH
    assert Entry.objects.values("target").distinct().count() == THREADS * EACH
    assert found() == set()


def test_twenty_people(transactional_db):
    people = [factories.person(staff_no=f"001{number:02d}") for number in range(THREADS)]

    def act(number):
        for turn in range(EACH):
            record(action="a.b", actor=people[number], target=f"{turn}")

    assert at_once(act) == []
    assert set(Counter(Entry.objects.values_list("actor_no", flat=True)).values()) == {EACH}
    assert found() == set()


def test_the_same_people_in_opposite_order_do_not_deadlock(transactional_db):
    people = [factories.person(staff_no=f"001{number:02d}") for number in range(6)]

    def act(number):
        with transaction.atomic():
            for person in people if number % 2 else reversed(people):
                record(action="a.b", actor=person)
                time.sleep(0.005)

    assert at_once(act) == []
    assert Entry.objects.count() == THREADS * len(people)
    assert found() == set()


def test_a_long_transaction_holds_nobody_up_and_seals_neither(transactional_db):
    person = factories.person(staff_no="00101")
    record(action="a.b", actor=person)
    inside, done = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(action="a.slow", actor=person)
            record(action="a.slow", target="x")
            inside.set()
            done.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    inside.wait(10)
    meanwhile = record(action="a.b", actor=person)
    record(action="a.b", target="x")
    sealed = seal(at=clock.now())
    seen = Entry.objects.filter(action="a.slow").exists()
    done.set()
    thread.join()
    assert not seen  # so all of the above happened while the other had not ended
    assert (meanwhile.chain, meanwhile.number) == ("p:00101.1", 1)
    after = seal(at=clock.now())
    assert sealed[0].detail["heads"]["p:00101"][0] == 1
    assert after[0].detail["heads"]["p:00101"][0] == 2
    assert record(action="a.b", actor=person).chain == "p:00101"
    assert found() == set()


def test_a_rolled_back_act_leaves_no_gap_while_others_record(transactional_db):
    person = factories.person(staff_no="00101")

    def act(number):
        for _turn in range(EACH):
            try:
                with transaction.atomic():
                    record(action="a.b", actor=person)
                    if number % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    assert at_once(act) == []
    assert Entry.objects.count() == THREADS // 2 * EACH
    assert found() == set()


def test_one_transaction_may_record_for_any_number_of_people(transactional_db):
    """The server's table of locks is finite; ours in one transaction are too."""
    with transaction.atomic():
        for number in range(1500):
            record(action="a.b", actor=type("P", (), {"staff_no": f"{number:05d}", "full_name": "某"}))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            assert cursor.fetchone()[0] <= 512
        waiting = []
        thread = threading.Thread(target=lambda: (waiting.append(record(action="a.c", target="y")), connection.close()))
        thread.start()
        thread.join(timeout=20)
        assert waiting
    assert Entry.objects.count() == 1501
    assert found() == set()


def test_seals_taken_at_once_do_not_fork(transactional_db):
    for number in range(30):
        record(action="a.b", target=f"{number}")
    assert at_once(lambda number: seal(at=clock.now())) == []
    assert Entry.objects.filter(chain="seal").count() == 1
    assert found() == set()
