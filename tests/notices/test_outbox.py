"""E-mail: one letter a person and day, sent once by a real SMTP server, tried again when it cannot be."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.notices import rules
from lms.notices.models import Mail, Notice, NoticeSettings
from lms.notices.selectors import may_write_at
from lms.notices.services import Delivered, deliver, mark_read, notify, queue_digests
from lms.people.models import User
from lms.workdays.models import Holiday
from tests import factories

DAY = dt.date(2026, 6, 22)  # a Monday
NOW = dt.datetime(2026, 6, 22, 0, 5, tzinfo=dt.UTC)  # 8:05 in the bureau


def reachable(person: User) -> User:
    person.email = f"{person.staff_no}@bureau.example"
    person.save()
    return person


def tell(person, key, **fields) -> Notice:
    return notify(**{"person": person, "key": key, "subject": f"通知 {key}", "at": NOW} | fields)


def test_one_letter_a_person_and_day_about_all_that_is_new(cast, mail_server):
    person = reachable(cast.learner)
    for key in ("a", "b", "c"):
        tell(person, key)
    assert queue_digests(on=DAY, at=NOW) == 1
    assert queue_digests(on=DAY, at=NOW) == 0
    assert deliver(at=NOW) == Delivered(sent=1)
    assert deliver(at=NOW) == Delivered()
    (letter,) = mail_server.letters
    assert letter["To"] == "00101@bureau.example"
    assert letter["From"] == "lms@bureau.example"
    assert "3条新通知" in letter["Subject"]
    text = letter.get_content()
    assert [f"· 通知 {key}" in text for key in "abc"] == [True] * 3
    assert "http://127.0.0.1:8000/notices/" in text
    assert letter["Auto-Submitted"] == "auto-generated"


def test_what_comes_later_waits_for_tomorrow_and_nothing_is_mailed_twice(cast, mail_server):
    person = reachable(cast.learner)
    tell(person, "a")
    queue_digests(on=DAY, at=NOW)
    later = NOW + dt.timedelta(hours=2)
    tell(person, "b", at=later)
    assert queue_digests(on=DAY, at=later) == 0
    tomorrow = NOW + dt.timedelta(days=1)
    assert queue_digests(on=DAY + dt.timedelta(days=1), at=tomorrow) == 1
    deliver(at=tomorrow)
    assert ["通知 a" in letter.get_content() for letter in mail_server.letters] == [True, False]


def test_who_gets_none(cast):
    read, paused, gone, silent = (reachable(who) for who in (cast.learner, cast.head, cast.stranger, cast.editor))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=silent.pk).update(email="")
    for person in (read, paused, gone, silent):
        tell(person, f"k{person.pk}")
    mark_read(Notice.objects.filter(person=read), at=NOW)
    assert queue_digests(on=DAY, at=NOW, quiet={paused.pk}) == 0
    assert not Mail.objects.exists()


def test_old_news_is_found_in_the_inbox(cast):
    tell(reachable(cast.learner), "old", at=NOW - dt.timedelta(days=15))
    assert queue_digests(on=DAY, at=NOW) == 0


def test_a_long_list_is_folded(cast):
    NoticeSettings.objects.create(lines=2)
    person = reachable(cast.learner)
    for number in range(5):
        tell(person, f"k{number}")
    queue_digests(on=DAY, at=NOW)
    body = Mail.objects.get().body
    assert body.count("· 通知") == 2
    assert "……另有 3项" in body.replace(" 项", "项")


def test_a_fixed_number_of_queries(cast):
    NoticeSettings.load()
    everyone = [reachable(factories.person(f"甲{number}", cast.section)) for number in range(60)]
    counted = []
    for day, people in enumerate((everyone[:2], everyone)):
        for person in people:
            tell(person, f"k{day}{person.pk}")
        with CaptureQueriesContext(connection) as asked:
            assert queue_digests(on=DAY + dt.timedelta(days=day), at=NOW) == len(people)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_an_address_refused_for_good_is_not_tried_again(cast, mail_server):
    for who in (cast.learner, cast.head):
        tell(reachable(who), f"k{who.pk}")
    mail_server.refusals = {"00101@bureau.example": "550 no such user"}
    queue_digests(on=DAY, at=NOW)
    assert deliver(at=NOW) == Delivered(sent=1, failed=1)
    refused = Mail.objects.get(person=cast.learner)
    assert refused.state == Mail.State.FAILED
    assert "no such user" in refused.error
    assert deliver(at=NOW + dt.timedelta(days=1)) == Delivered()


def test_one_refused_for_now_is_tried_again_later(cast, mail_server):
    tell(reachable(cast.learner), "k")
    mail_server.refusals = {"00101@bureau.example": "451 later"}
    queue_digests(on=DAY, at=NOW)
    assert deliver(at=NOW).failed == 1
    mail_server.refusals = {}
    assert deliver(at=NOW + dt.timedelta(minutes=10)) == Delivered()
    assert deliver(at=NOW + dt.timedelta(minutes=15)).sent == 1
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.error) == (Mail.State.SENT, 2, "")
    assert mail.sent_at == NOW + dt.timedelta(minutes=15)


def test_six_times_and_no_more(cast, mail_server):
    tell(reachable(cast.learner), "k")
    mail_server.refusals = {"00101@bureau.example": "451 later"}
    queue_digests(on=DAY, at=NOW)
    for hours in range(0, 200, 10):
        deliver(at=NOW + dt.timedelta(hours=hours))
    assert (Mail.objects.get().state, Mail.objects.get().attempts) == (Mail.State.FAILED, rules.MOST_ATTEMPTS)


def test_a_server_that_hangs_up_loses_nothing(cast, mail_server):
    for who in (cast.learner, cast.head, cast.leader):
        tell(reachable(who), f"k{who.pk}")
    queue_digests(on=DAY, at=NOW)
    mail_server.hangs_up_after = 1
    assert deliver(at=NOW) == Delivered(sent=1, failed=1)
    mail_server.hangs_up_after = None
    deliver(at=NOW + dt.timedelta(minutes=1))
    deliver(at=NOW + dt.timedelta(minutes=16))
    assert len(mail_server.letters) == Mail.objects.filter(state=Mail.State.SENT).count() == 3
    assert len({letter["Message-ID"] for letter in mail_server.letters}) == 3


def test_nobody_answers(cast, settings):
    settings.MAIL_ON, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    tell(reachable(cast.learner), "k")
    queue_digests(on=DAY, at=NOW)
    assert deliver(at=NOW) == Delivered(failed=1)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == (Mail.State.WAITING, 0)


def test_without_a_server_nothing_is_sent(cast, settings):
    settings.MAIL_ON = False
    tell(reachable(cast.learner), "k")
    queue_digests(on=DAY, at=NOW)
    assert deliver(at=NOW) == Delivered()
    assert Mail.objects.get().state == Mail.State.WAITING


def test_a_letter_killed_halfway_goes_out_under_the_same_name(cast, mail_server):
    """The server took it, and we died before writing so down: the repeat can be known as one."""
    tell(reachable(cast.learner), "k")
    queue_digests(on=DAY, at=NOW)
    deliver(at=NOW)
    Mail.objects.update(state=Mail.State.WAITING, sent_at=None)
    deliver(at=NOW + dt.timedelta(minutes=15))
    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_a_letter_another_sender_has_is_left_alone(cast, mail_server, monkeypatch):
    from lms.notices.services import outbox

    tell(reachable(cast.learner), "k")
    queue_digests(on=DAY, at=NOW)
    mail = Mail.objects.get()
    Mail.objects.update(next_at=NOW + dt.timedelta(minutes=15), attempts=1)  # claimed since `mail` was read
    monkeypatch.setattr(outbox, "_while_time", lambda waiting, until: iter([mail]))
    Mail.objects.filter(pk=mail.pk).update(next_at=NOW - dt.timedelta(seconds=1))
    assert deliver(at=NOW) == Delivered()
    assert not mail_server.letters


def test_a_subject_with_a_line_break_injects_nothing(cast, mail_server):
    tell(reachable(cast.learner), "k", subject="一\nBcc: all@elsewhere.example")
    queue_digests(on=DAY, at=NOW)
    deliver(at=NOW)
    (letter,) = mail_server.letters
    assert letter["Bcc"] is None
    assert letter["To"] == "00101@bureau.example"


def test_the_database_keeps_one_letter_a_day(cast):
    Mail(person=cast.learner, occasion="x", on=DAY, address="a@b.example", subject="s", body="b", next_at=NOW,
         created_at=NOW).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail(person=cast.learner, occasion="x", on=DAY, address="c@d.example", subject="s", body="b", next_at=NOW,
             created_at=NOW).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(state=Mail.State.SENT)


@pytest.mark.parametrize(
    ("hour", "working", "may"), [(7, True, False), (8, True, True), (8, False, False), (23, True, True)]
)
def test_never_before_the_hour_nor_on_a_day_off(hour, working, may):
    moment = dt.datetime(2026, 6, 22, hour, 59)
    assert rules.may_write(moment, from_hour=8, working_day=working) is may


def test_the_bureaus_clock_and_calendar_decide(db):
    eight = dt.datetime(2026, 6, 22, 0, 0, tzinfo=dt.UTC)
    assert may_write_at(eight)
    assert not may_write_at(eight - dt.timedelta(seconds=1))
    assert not may_write_at(eight + dt.timedelta(days=5))  # Saturday
    Holiday.objects.create(on=dt.date(2026, 6, 22), kind="rest", name="假")
    Holiday.objects.create(on=dt.date(2026, 6, 27), kind="work", name="调休")
    assert not may_write_at(eight)
    assert may_write_at(eight + dt.timedelta(days=5))


def test_waits_double():
    waits = [rules.next_attempt(NOW, tries) for tries in range(1, 7)]
    assert [(at - NOW).seconds // 60 for at in waits[:-1]] == [15, 30, 60, 120, 240]
    assert waits[-1] is None
