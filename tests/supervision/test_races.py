"""The daily run started several times at once, with real threads and real transactions."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from lms.curricula.models import Assignment
from lms.notices.models import Mail, Notice
from lms.notices.services import deliver
from lms.supervision.models import DailyRun, Reminder, Snapshot, SnapshotLine
from lms.supervision.selectors import snapshot_page
from lms.supervision.services import freeze, run_daily
from lms.supervision.services.daily import STEPS
from tests import factories
from tests.notices.conftest import mail_server
from tests.supervision.conftest import assign

__all__ = ["mail_server"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LATE = dt.date(2026, 6, 25)


@pytest.fixture
def tasks(cast, exam):
    for number in range(20):
        person = factories.person(f"甲{number}", cast.section)
        person.email = f"{person.staff_no}@bureau.example"
        person.save()
        assign(person, exam, due_on=dt.date(2026, 6, 24))


def at_once(number: int, work) -> list:
    barrier = threading.Barrier(number)

    def _one(_):
        try:
            barrier.wait(timeout=30)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(_one, range(number)))


@pytest.fixture(autouse=True)
def owed(monkeypatch):
    """The closings are another room's matter: here nobody is released."""
    monkeypatch.setattr("lms.supervision.services.daily.call_command", lambda *words, **options: None)


def test_six_daily_runs_at_once_are_one(tasks, mail_server, travel):
    now = travel(LATE)
    at_once(6, lambda: run_daily(on=LATE, at=now))
    assert Reminder.objects.count() == Notice.objects.count() == Mail.objects.count() == 20
    assert len(mail_server.letters) == 20
    assert DailyRun.objects.filter(finished_at__isnull=False).count() == len(STEPS)
    assert Snapshot.objects.count() == 1


def test_six_senders_send_each_letter_once(tasks, mail_server, travel):
    now = travel(LATE)
    Mail.objects.bulk_create(
        Mail(person=row.person, occasion="x", on=LATE, address=row.person.email, subject="s", body="b", next_at=now,
             created_at=now)
        for row in Assignment.objects.select_related("person")
    )
    sent = at_once(6, lambda: deliver(at=now).sent)
    assert sum(sent) == len(mail_server.letters) == len({one["Message-ID"] for one in mail_server.letters}) == 20


def test_six_who_freeze_at_once_freeze_once(tasks, travel):
    now = travel(dt.date(2026, 7, 1))
    made = at_once(6, lambda: freeze(on=dt.date(2026, 6, 30), by=None, at=now).pk)
    assert len(set(made)) == 1
    snapshot = Snapshot.objects.get()
    assert SnapshotLine.objects.count() == snapshot.lines
    assert snapshot_page(snapshot).whole
