"""Heads and portfolios in the content administration, and what HR finds waiting on the first page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from lms.common import clock
from lms.people.admin.today import needs_of
from lms.people.models import Act, HeadOf, ImportRun, PersonState, Portfolio, User
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PasswordBackend")
    return client


@pytest.fixture
def hr(cast):
    return browser(cast.hr)


def test_hr_only(cast):
    head = HeadOf.objects.get()
    pages = [reverse("heads:index"), reverse("heads:portfolios"), reverse("heads:portfolio", args=["00103"]),
             reverse("heads:appoint", args=["0101"]), reverse("heads:end", args=[head.pk])]
    for name, person in cast.everyone().items():
        found = {browser(person).get(page).status_code for page in pages}
        enters = person.has_perm("wagtailadmin.access_admin")
        assert found == ({200} if name == "hr" else {404} if enters else {302}), name


def test_gaps_are_shown_with_their_first_day(cast, hr):
    HeadOf.objects.update(to_on=TODAY - DAY)
    page = hr.get(reverse("heads:index"))
    missing = {row.code: row for row in page.context["missing"]}
    assert missing["0101"].without_head_since == TODAY
    assert missing["0102"].without_head_since is None
    assert page.content.decode().count("<h1") == 1
    assert not missing["0101"].needs_leader
    assert missing["0102"].needs_leader


def test_appointing_with_the_form(cast, hr):
    deputy = factories.person("副科长", cast.section, post="副科长")
    address = reverse("heads:appoint", args=["0101"])
    assert "副科长" in hr.get(address).content.decode()
    form = hr.get(address, {"person": deputy.staff_no}).context["form"]
    sent = {"person": deputy.staff_no, "on": f"{TODAY}", "acting": "on", "expected": form["expected"].value()}
    assert hr.post(address, sent).status_code == 302
    assert HeadOf.objects.on(TODAY).get(department=cast.section).person == deputy
    late = hr.post(address, sent | {"person": cast.learner.staff_no, "on": f"{TODAY + DAY}"})
    assert late.status_code == 422
    assert late.context["form"].non_field_errors()


@pytest.mark.parametrize("day", ["2020-01-01", "2019-05-01", "0001-01-01", "x", ""])
def test_a_day_that_cannot_be(cast, hr, day):
    address = reverse("heads:appoint", args=["0101"])
    keys = hr.get(address, {"person": "00101"}).context["form"]["expected"].value()
    assert hr.post(address, {"person": "00101", "on": day, "expected": keys}).status_code == 422
    assert HeadOf.objects.count() == 1


def test_ending(cast, hr):
    head = HeadOf.objects.get()
    assert hr.post(reverse("heads:end", args=[head.pk]), {"on": "2019-01-01"}).status_code == 422
    assert hr.post(reverse("heads:end", args=[head.pk]), {"on": f"{TODAY}"}).status_code == 302
    assert HeadOf.objects.get().to_on == TODAY


def test_a_portfolio_is_previewed_then_written_then_undone(cast, hr):
    address = reverse("heads:portfolio", args=["00103"])
    keys = hr.get(address).context["form"]["expected"].value()
    sent = {"on": f"{TODAY}", "units": ["0102", "0301"], "expected": keys}
    preview = hr.post(address, sent).context["preview"]
    assert [unit.code for unit, _others in preview["added"]] == ["0102", "0301"]
    assert [unit.code for unit, _others in preview["dropped"]] == ["0101"]
    assert Portfolio.objects.count() == 1
    assert hr.post(address, sent | {"confirm": "1"}).status_code == 302
    held = Portfolio.objects.on(TODAY).values_list("department__code", flat=True)
    assert sorted(held) == ["0102", "0301"]
    assert hr.post(address, sent | {"units": [], "on": f"{TODAY + DAY}", "confirm": "1"}).status_code == 422
    act = Act.objects.get()
    assert hr.post(reverse("heads:undo", args=[act.pk])).status_code == 302
    assert Portfolio.objects.get().to_on is None


def test_only_appointments_are_undone_here(cast, hr):
    act = Act.objects.create(kind="transfer", on=TODAY)
    hr.post(reverse("heads:undo", args=[act.pk]))
    act.refresh_from_db()
    assert act.undone_at is None


def test_what_needs_hr_today(cast, hr, django_assert_num_queries):
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            needs_of(frozenset({"hr", "security_admin"}), TODAY)
        return len(queries)

    before = asked()
    ImportRun.objects.create(state="previewed", file_name="a.xlsx", sha256="0" * 64)
    leaving = TODAY.replace(day=1) + DAY
    for number in range(30):
        person = factories.person(f"离任{number}", cast.section)
        PersonState.objects.create(person=person, kind="left", from_on=leaving, reason="退休")
        factories.role(factories.person(f"督查{number}"), "inspector", to_on=TODAY + 3 * DAY)
        factories.unit(f"011{number:02}", f"科{number}", cast.bureau)
    assert asked() == before
    counts = sorted(need.count for need in needs_of(frozenset({"hr"}), TODAY))
    assert 1 in counts
    assert 30 in counts
    assert [need.count for need in needs_of(frozenset({"security_admin"}), TODAY)] == [30]
    assert needs_of(frozenset({"editor", "auditor", "system_admin"}), TODAY) == ()
    User.objects.update(stroke_key="")
    assert "30" in hr.get("/admin/").content.decode()
