"""Addresses typed by hand: another unit, another person, names, scores, rights."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from home.management.commands.sweep import tidy
from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import RoleGrant, User
from tests.attacks.conftest import browser

SECRETS = ("学员甲", "00101")


def unit_addresses(code: str) -> list[str]:
    return [f"/reports/unit/{code}/", f"/reports/unit/{code}/?course=T-01&on=2026-06-30&page=2"]


def person_addresses(staff_no: str, certificate: str) -> list[str]:
    return [f"/reports/person/{staff_no}/", f"/transcript/person/{staff_no}/",
            f"/transcript/person/{staff_no}/form/2026/", f"/transcript/certificate/{certificate}/print/"]


@pytest.mark.parametrize("code", ["0102", "0301", "00"])
def test_a_head_finds_no_other_unit(cast, material, code):
    client = browser(cast.head)
    assert {client.get(address).status_code for address in unit_addresses(code)} == {404}
    assert client.post(f"/reports/unit/{code}/export.xlsx").status_code == 404
    assert Entry.objects.filter(action="reports.refused", actor_no=cast.head.staff_no, target=code).count() == 3


@pytest.mark.parametrize("who", ["stranger", "editor", "county_admin", "system_admin", "security_admin", "auditor",
                                 "inspector"])
def test_nobody_out_of_scope_finds_the_person(cast, material, who):
    client = browser(getattr(cast, who))
    addresses = person_addresses(cast.learner.staff_no, material.certificate)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post("/reports/remind/", {"staff_no": cast.learner.staff_no}).status_code == 404


def test_a_head_finds_nobody_of_another_unit(cast, material):
    client = browser(cast.head)
    addresses = person_addresses(cast.stranger.staff_no, "CIP-2026-000001-00000000")
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post("/reports/remind/", {"staff_no": cast.stranger.staff_no}).status_code == 404


@pytest.mark.parametrize("query", ["", "?course=T-01", "?page=1&on=2026-06-30"])
def test_an_inspector_reads_no_name(cast, material, query):
    page = browser(cast.inspector).get(f"/reports/unit/0101/{query}")
    assert page.status_code == 200
    assert not any(secret in page.content.decode() for secret in SECRETS)
    assert browser(cast.inspector).post("/reports/unit/0101/export.xlsx").status_code == 404


FORGED = {"is_superuser": "on", "staff_no": "00001", "user_permissions": ["1"], "is_active": "on", "email": ""}


@pytest.mark.parametrize("target", ["system_admin", "stranger"])
def test_a_forged_account_form_gives_no_right(cast, target):
    """Neither to himself nor to a straw man: rights are dated roles, given by the command."""
    person, client = getattr(cast, target), browser(cast.system_admin)
    groups = list(Group.objects.values_list("pk", flat=True))
    before = set(person.groups.values_list("name", flat=True)), person.staff_no
    client.post(reverse("wagtailusers_users:edit", args=[person.pk]),
                FORGED | {"groups": groups, "full_name": person.full_name, "roles": "hr"})
    person = User.objects.get(pk=person.pk)
    assert (set(person.groups.values_list("name", flat=True)), person.staff_no) == before
    assert not person.is_superuser
    assert not person.user_permissions.exists()
    assert not RoleGrant.objects.filter(person=cast.stranger).exists()


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "hr", "editor", "leader", "auditor"])
def test_nobody_reaches_the_groups(cast, who):
    client = browser(getattr(cast, who))
    bulk = reverse("wagtail_bulk_action", args=["people", "user", "assign_role"])
    client.post(f"{bulk}?id={cast.stranger.pk}", {"role": Group.objects.get(name="HR officers").pk})
    assert not cast.stranger.groups.exists()
    for address in ("/admin/groups/", "/admin/groups/new/", "/admin/workflows/list/", "/admin/collections/"):
        assert client.get(address).status_code in (302, 403, 404)


ENDED = {"hr": ("/admin/departments/", "/curricula/", "/audit/"), "supervision": ("/audit/", "/reports/unit/0101/"),
         "auditor": ("/audit/",), "system_admin": ("/admin/users/",), "editor": ("/admin/questions/",),
         "security_admin": ("/admin/roles/",), "inspector": ("/reports/unit/0101/",)}


@pytest.mark.parametrize(("who", "addresses"), ENDED.items())
def test_a_role_past_its_last_day_opens_nothing(cast, who, addresses):
    """Rights in the administration and in the log follow the groups; the sweeper makes those follow the dates."""
    client = browser(getattr(cast, who))
    assert {client.get(address).status_code for address in addresses} == {200}
    yesterday = clock.today() - dt.timedelta(days=1)
    RoleGrant.objects.filter(person=getattr(cast, who)).update(to_on=yesterday)
    tidy()
    assert not {client.get(address).status_code for address in addresses} & {200}


ADMIN_PAGES = ("/admin/", "/admin/users/", "/admin/reports/site-history/", "/admin/api/main/pages/", "/admin/account/")


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "auditor", "editor"])
def test_the_administration_tells_no_score(cast, material, who):
    client = browser(getattr(cast, who))
    history = reverse("wagtailusers_users:history", args=[cast.learner.pk])
    usage = reverse("wagtailusers_users:usage", args=[cast.learner.pk])
    for address in (*ADMIN_PAGES, history, usage):
        page = client.get(address).content.decode()
        assert material.certificate not in page
        assert "T-01" not in page
