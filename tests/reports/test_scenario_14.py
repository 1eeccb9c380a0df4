"""Scenario 14 on the figures: the head of 法规科 asks for the scores of 仲裁院 by every address there is; and a
portfolio that changed yesterday."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.services import assign_portfolio
from lms.reports.urls import urlpatterns
from tests import factories
from tests.reports.conftest import assign, complete, sit

DAY = dt.timedelta(days=1)
OF_A_UNIT = {pattern.name for pattern in urlpatterns if "<str:code>" in str(pattern.pattern)}
POSTED = {"unit_export", "list_export", "course_list", "figures"}
MINE, THEIRS = "0102", "0206"


@pytest.fixture
def court(cast, exam):
    """仲裁院 with one arbitrator who passed with 87; the stranger of the cast heads 政策法规科."""
    court = factories.unit(THEIRS, "仲裁院", cast.bureau, kind="affiliated")
    arbitrator = factories.person("仲裁员", court, staff_no="00206")
    factories.head(cast.stranger, cast.other_section)
    assign(arbitrator, exam)
    sit(arbitrator, exam, dt.date(2026, 6, 1), 87)
    complete(arbitrator, exam, dt.date(2026, 6, 1))
    return arbitrator


def asked(client, name: str, code: str, course: str):
    address = reverse(f"reports:{name}", args=[code])
    return client.post(address, {"course": course}) if name in POSTED else client.get(address)


def refused_of(person) -> list[tuple[str, str]]:
    """What he tried, as the log has it."""
    entries = Entry.objects.filter(actor_no=person.staff_no, result="refused").order_by("pk")
    return [(entry.action, entry.target) for entry in entries]


def test_every_address_of_a_unit_is_known(court):
    assert {"unit", "courses", "figures", "overdue", "list_export", "course_list", "unit_export"} == OF_A_UNIT


@pytest.mark.parametrize("name", sorted(OF_A_UNIT))
def test_the_code_changed_in_the_address(cast, court, exam, sign_in, name):
    client = sign_in(cast.stranger)
    assert asked(client, name, MINE, exam.code).status_code in (200, 302)
    assert refused_of(cast.stranger) == []
    answer = asked(client, name, THEIRS, exam.code)
    assert answer.status_code == 404
    assert not [text for text in ("仲裁院", "仲裁员", "87") if text in answer.content.decode().split("<main", 1)[-1]]
    assert refused_of(cast.stranger) == [("reports.refused", THEIRS)]


@pytest.mark.parametrize("address", [
    f"/reports/unit/{MINE}/?unit={THEIRS}", f"/reports/unit/{MINE}/courses/?unit={THEIRS}",
    f"/reports/unit/{MINE}/overdue/?unit={THEIRS}", f"/reports/period/?unit={THEIRS}",
])
def test_the_unit_changed_in_the_filter(cast, court, sign_in, address):
    assert sign_in(cast.stranger).get(address, follow=True).status_code == 404
    assert refused_of(cast.stranger) == [("reports.refused", THEIRS)]


@pytest.mark.parametrize(("method", "address"), [
    ("get", "/reports/person/00206/"), ("get", "/transcript/person/00206/"), ("post", "/reports/remind/"),
    ("post", "/reports/period/export.xlsx"),
])
def test_the_person_and_the_files(cast, court, sign_in, method, address):
    sent = {"staff_no": "00206", "unit": THEIRS}
    assert getattr(sign_in(cast.stranger), method)(address, sent).status_code == 404
    assert len(refused_of(cast.stranger)) == 1


def test_the_score_is_there_for_who_may_read_it(cast, court, sign_in):
    """So that the tests above would notice it."""
    page = sign_in(cast.hr).get(reverse("reports:unit", args=[THEIRS])).content.decode()
    assert "87" in page.split("<main", 1)[-1]


def test_the_deputy_directors_new_portfolio_is_the_figures_he_finds(cast, court, sign_in):
    """Yesterday 养老保险科 was given away and 仲裁院 taken on: home, matrix, period and the choice of units follow."""
    client, today = sign_in(cast.leader), clock.today()
    assert client.get(reverse("reports:home"))["Location"] == reverse("reports:unit", args=["0101"])
    assign_portfolio(person=cast.leader, departments=[court.postings.get().department], on=today - DAY, by=cast.hr)
    assert client.get(reverse("reports:home"))["Location"] == reverse("reports:unit", args=[THEIRS])
    for name in sorted(OF_A_UNIT):
        assert asked(client, name, THEIRS, "T-01").status_code in (200, 302), name
        assert asked(client, name, "0101", "T-01").status_code == 404, name
    lines = client.get(reverse("reports:period", query={"since": "2026-01-01"})).context["page"].lines
    assert [line.name for line in lines] == ["仲裁院"]
