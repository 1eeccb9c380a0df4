"""Whose record opens to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from tests.transcript.test_services import award, issue

READERS = {"head", "leader", "hr", "supervision", "learner"}


@pytest.fixture
def certificate(cast):
    award(cast.learner, result="92")
    return issue(cast.learner)


def test_my_own_record(cast, certificate, sign_in):
    text = sign_in(cast.learner).get("/transcript/?year=2026").content.decode()
    assert text.count("<h1") == 1
    assert "课程" in text
    assert certificate.number in text


@pytest.mark.parametrize("year", ["", "?year=1066", "?year=x", "?year=-1"])
def test_an_odd_year_shows_the_present(cast, sign_in, year):
    assert sign_in(cast.learner).get(f"/transcript/{year}").status_code == 200


def test_the_form_is_printable_and_complete(cast, certificate, sign_in):
    text = sign_in(cast.learner).get("/transcript/form/2026/").content.decode()
    for said in ("学员甲", "00101", "养老保险科", "课程", "92", 'class="sheet"', "data-print"):
        assert said in text
    assert sign_in(cast.learner).get("/transcript/form/9999/").status_code == 404


@pytest.mark.parametrize("path", ["/transcript/person/00101/", "/transcript/person/00101/form/2026/"])
def test_others_records_through_the_scope(cast, certificate, client, path):
    """Design 1, scenario 14: not yours is not found, and seen in the log."""
    for name, user in cast.everyone().items():
        client.force_login(user, backend="lms.people.backends.PasswordBackend")
        wanted = 200 if name in READERS else 404
        assert client.get(path).status_code == wanted, name
        entry = Entry.objects.filter(action="transcript.read").first()
        assert (entry.actor_no, entry.target) == (user.staff_no, "00101")
        assert entry.result == ("ok" if wanted == 200 else "refused")


def test_nobody_is_not_found(cast, sign_in):
    assert sign_in(cast.hr).get("/transcript/person/0/").status_code == 404


def test_the_certificate_for_its_owner_and_his_readers(cast, certificate, client):
    for name, user in cast.everyone().items():
        client.force_login(user, backend="lms.people.backends.PasswordBackend")
        answer = client.get(f"/transcript/certificate/{certificate.number}/print/")
        assert answer.status_code == (200 if name in READERS else 404), name


def test_anyone_may_check_a_certificate_without_learning_the_name(certificate, client):
    answer = client.get(f"/transcript/certificate/{certificate.number.lower()}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "学*" in text
    assert "学员甲" not in text
    assert "00101" not in text


def test_a_revoked_certificate_says_so(certificate, client):
    before = client.get(f"/transcript/certificate/{certificate.number}/").content.decode()
    certificate.revoked_at = certificate.issued_at
    certificate.save()
    after = client.get(f"/transcript/certificate/{certificate.number}/").content.decode()
    assert "alert-success" in before
    assert "alert-success" not in after


def test_numbers_cannot_be_walked_through(certificate, client):
    near = certificate.number[:-1] + ("0" if certificate.number[-1] != "0" else "1")
    for number in (near, certificate.number[:15], "x" * 500, "<script>"):
        answer = client.get(f"/transcript/certificate/{number}/")
        assert answer.status_code == 404
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/transcript/", "/transcript/form/2026/", "/transcript/person/00101/"])
def test_the_rest_needs_sign_in_and_is_never_a_post(cast, client, sign_in, path):
    assert client.get(path).status_code == 302
    assert sign_in(cast.hr).post(path).status_code == 405


def test_the_page_asks_the_same_for_one_and_many(cast, certificate, sign_in):
    client = sign_in(cast.learner)
    client.get("/transcript/")
    counts = []
    for n in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/transcript/?year=2026")
        counts.append(len(asked))
        for k in range(20):
            award(cast.learner, key=f"{n}-{k}")
            issue(cast.learner, f"{n}-{k}")
    assert counts[0] == counts[1]
