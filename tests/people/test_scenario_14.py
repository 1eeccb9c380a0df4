"""Day 14 in the bureau: an id changed in the address by hand, and a portfolio that changed yesterday."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.services import assign_portfolio
from tests import factories
from tests.laws.access_sheet import SHEET, Material, prepared

TODAY = clock.today()
DAY = dt.timedelta(days=1)
PERSON, UNIT = {"staff_no"}, {"code"}
# The other addresses with a code name a course.
UNITS = {"reports:unit", "reports:unit_export", "reports:courses", "reports:figures", "reports:overdue",
         "reports:list_export", "reports:course_list"}


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.fixture
def material(cast) -> Material:
    return prepared(cast)


def names_somebody(row, material) -> bool:
    """Does the address take a person or a unit?"""
    return bool(PERSON & row.kwargs(material).keys()) or row.name in UNITS


def test_there_are_such_addresses(cast, material):
    assert len([row for row in SHEET if names_somebody(row, material)]) >= 5


def test_the_head_of_one_unit_finds_no_other(cast, material):
    """Every address that takes a person or a unit, with those of another unit: 404, and in the log."""
    for row in SHEET:
        if not names_somebody(row, material):
            continue
        kwargs = row.kwargs(material)
        kwargs |= {"staff_no": cast.stranger.staff_no} if "staff_no" in kwargs else {"code": "0102"}
        client, before = browser(cast.head), list(Entry.objects.values_list("pk", flat=True))
        answer = client.generic(row.method, reverse(row.name, kwargs=kwargs))
        assert answer.status_code == 404, row.name
        assert "外人丁" not in answer.content.decode()
        log = Entry.objects.exclude(pk__in=before).filter(actor_no=cast.head.staff_no, result="refused")
        assert [entry.target for entry in log] == [next(iter(kwargs.values()))], row.name


def test_the_head_changes_an_id_in_the_address(cast, material):
    """A task, a certificate and a request of the learner's, by the key in the address, for the head of another unit."""
    factories.head(cast.stranger, cast.other_section)
    for name, key in (("curricula:task", material.task), ("transcript:certificate", material.certificate)):
        client = browser(cast.stranger)
        address = reverse(name, args=[key])
        assert browser(cast.head).get(address).status_code == 200, name
        assert client.get(address).status_code == 404, name
        entry = Entry.objects.filter(actor_no=cast.stranger.staff_no, result="refused").order_by("pk").last()
        assert (entry.target, entry.detail["path"]) == (f"{key}", address)


@pytest.mark.parametrize("address", ["/reports/unit/9999/", "/reports/person/99999/", "/transcript/person/99999/"])
def test_what_does_not_exist_answers_the_same(cast, material, address):
    """So that nobody learns from the answer which numbers there are."""
    assert browser(cast.head).get(address).status_code == 404


def test_a_portfolio_that_changed_yesterday(cast, material):
    assign_portfolio(person=cast.leader, departments=[cast.other_section], on=TODAY - DAY, by=cast.hr)
    client = browser(cast.leader)
    assert client.get(reverse("reports:unit", args=["0102"])).status_code == 200
    assert client.get(reverse("reports:unit", args=["0101"])).status_code == 404
    assert client.get(reverse("reports:person", args=[cast.stranger.staff_no])).status_code == 200
    assert client.get(reverse("reports:person", args=[cast.learner.staff_no])).status_code == 404
    assert client.get(reverse("transcript:person", args=[cast.learner.staff_no])).status_code == 404


def test_a_portfolio_that_changes_tomorrow_shows_nothing_new_today(cast, material):
    assign_portfolio(person=cast.leader, departments=[cast.other_section], on=TODAY + DAY, by=cast.hr)
    client = browser(cast.leader)
    assert client.get(reverse("reports:unit", args=["0101"])).status_code == 200
    assert client.get(reverse("reports:unit", args=["0102"])).status_code == 404


def test_a_change_between_two_requests_is_seen_at_once(cast, material):
    client = browser(cast.leader)
    assert client.get(reverse("reports:unit", args=["0101"])).status_code == 200
    assign_portfolio(person=cast.leader, departments=[cast.other_section], on=TODAY, by=cast.hr)
    assert client.get(reverse("reports:unit", args=["0101"])).status_code == 404
    assert client.get(reverse("reports:unit", args=["0102"])).status_code == 200
