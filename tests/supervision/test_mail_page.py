"""E-mail that did not arrive: HR sees why, and sends it again."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.common import clock
from lms.notices.models import Mail
from lms.notices.services import deliver, send_again
from tests import factories
from tests.notices.conftest import mail_server

__all__ = ["mail_server"]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def letter(cast):
    """A letter of the learner's, by default refused for good."""

    def _letter(person=None, **fields) -> Mail:
        person = person or cast.learner
        now = clock.now()
        defaults = {
            "occasion": f"digest-{Mail.objects.count()}", "on": clock.today(), "address": "old@bureau.example",
            "subject": "有 3 条新通知", "body": "…", "state": "failed", "attempts": 6, "next_at": now,
            "error": "550 no such user", "created_at": now,
        }
        return Mail.objects.create(person=person, **(defaults | fields))

    return _letter


def test_hr_sees_what_waits_and_what_failed_and_why(cast, letter, sign_in):
    letter()
    letter(state="waiting", attempts=1, error="451 try later", subject="等待的信")
    letter(state="sent", sent_at=clock.now(), subject="到了的信")
    client = sign_in(cast.hr)
    page = client.get("/supervision/mail/").content.decode()
    for words in ("550 no such user", "451 try later", "old@bureau.example", "未启用邮件"):
        assert words in page, words
    assert "到了的信" not in page
    assert "等待的信" not in client.get("/supervision/mail/?state=failed").content.decode()


def test_sent_again_it_arrives_once_at_the_address_known_now(cast, letter, mail_server):
    cast.learner.email = "new@bureau.example"
    cast.learner.save()
    mail, now = letter(), clock.now()
    assert [send_again(mails=[mail.pk], at=now) for _ in range(2)] == [1, 1]
    deliver(at=now)
    deliver(at=now)
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sent", "")
    assert [letter["To"] for letter in mail_server.letters] == ["new@bureau.example"]
    assert send_again(mails=[mail.pk], at=now) == 0


def test_hr_sends_the_ticked_or_all_that_failed(cast, letter, sign_in):
    first, second = letter(), letter()
    waiting = letter(state="waiting", next_at=clock.now() + HOUR)
    client = sign_in(cast.hr)
    assert "未重新发送" in client.post("/supervision/mail/again/", follow=True).content.decode()
    client.post("/supervision/mail/again/", {"mail": [first.pk]})
    assert {mail.pk: mail.state for mail in Mail.objects.all()} == {
        first.pk: "waiting", second.pk: "failed", waiting.pk: "waiting"}
    client.post("/supervision/mail/again/", {"all": "1"})
    assert set(Mail.objects.values_list("state", flat=True)) == {"waiting"}
    waiting.refresh_from_db()
    assert waiting.next_at > clock.now(), "what waits its turn was not asked for"
    assert Entry.objects.filter(action="notices.send_again").count() == 2


def test_as_many_queries_for_one_as_for_twenty(cast, letter, sign_in):
    client = sign_in(cast.hr)

    def asked() -> int:
        client.get("/supervision/mail/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/supervision/mail/")
        return len(queries)

    letter()
    one = asked()
    for number in range(20):
        letter(factories.person(f"丁{number}"))
    assert asked() == one
