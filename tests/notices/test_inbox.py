"""A person's inbox: his own, unread first, and reading the page writes nothing."""

import datetime as dt

import pytest

from lms.notices.models import Notice
from lms.notices.selectors import inbox_of, unread_count
from lms.notices.services import notify

NOW = dt.datetime(2026, 6, 21, 2, 0, tzinfo=dt.UTC)


def send(person, key, **fields):
    return notify(**{"person": person, "key": key, "subject": f"通知 {key}", "at": NOW} | fields)


def test_one_occasion_sends_one_notice(cast):
    first = send(cast.learner, "k")
    assert send(cast.learner, "k", subject="again") == first
    assert Notice.objects.get().subject == "通知 k"


def test_unread_comes_first(cast):
    old = send(cast.learner, "old", at=NOW - dt.timedelta(days=9))
    new = send(cast.learner, "new")
    Notice.objects.filter(pk=new.pk).update(read_at=NOW)
    assert [row.pk for row in inbox_of(cast.learner).rows] == [old.pk, new.pk]
    assert [row.pk for row in inbox_of(cast.learner, only_unread=True).rows] == [old.pk]


def test_the_page_shows_own_notices_and_writes_nothing(cast, sign_in):
    send(cast.learner, "mine", subject="给学员")
    send(cast.stranger, "other", subject="给外人")
    page = sign_in(cast.learner).get("/notices/").content.decode()
    assert "给学员" in page
    assert "给外人" not in page
    assert unread_count(cast.learner) == 1


def test_an_empty_inbox_says_so(cast, sign_in):
    assert b'class="empty"' in sign_in(cast.learner).get("/notices/").content


def test_opening_marks_read_and_goes_where_it_points(cast, sign_in):
    notice = send(cast.learner, "k", url="/courses/")
    response = sign_in(cast.learner).post("/notices/read/", {"notice": notice.pk})
    assert response["Location"] == "/courses/"
    assert unread_count(cast.learner) == 0


def test_an_address_elsewhere_is_not_followed(cast, sign_in):
    notice = send(cast.learner, "k", url="https://elsewhere.example/")
    assert sign_in(cast.learner).post("/notices/read/", {"notice": notice.pk})["Location"] == "/notices/"


@pytest.mark.parametrize("wrong", ["other", "0", "x", "٣", "9" * 30])
def test_another_persons_notice_does_not_exist(cast, sign_in, wrong):
    other = send(cast.stranger, "k")
    value = other.pk if wrong == "other" else wrong
    assert sign_in(cast.learner).post("/notices/read/", {"notice": value}).status_code == 404
    assert unread_count(cast.stranger) == 1


def test_all_are_marked_once(cast, sign_in):
    send(cast.learner, "a")
    send(cast.learner, "b")
    client = sign_in(cast.learner)
    client.post("/notices/read/")
    first = set(Notice.objects.values_list("read_at", flat=True))
    client.post("/notices/read/")
    assert unread_count(cast.learner) == 0
    assert set(Notice.objects.values_list("read_at", flat=True)) == first


def test_reading_is_never_a_get(cast, sign_in):
    assert sign_in(cast.learner).get("/notices/read/").status_code == 405


def test_pages_and_a_fixed_number_of_queries(cast, django_assert_num_queries):
    for number in range(45):
        send(cast.learner, f"k{number}")
    with django_assert_num_queries(3):
        first = inbox_of(cast.learner)
    assert len(first.rows) == 20
    assert first.page.paginator.num_pages == 3
    assert len(inbox_of(cast.learner, page="3").rows) == 5
    assert inbox_of(cast.learner, page="nonsense").page.number == 1
