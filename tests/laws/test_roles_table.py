"""The table of roles is the only one: what else knows roles agrees with it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from lms.people.access import BLIND, EVERYONE, NOT_LEARNERS, OWN_TREE
from lms.people.management.commands.print_roles import as_markdown
from lms.people.roles import ROLES
from tests.attacks.conftest import browser
from tests.laws.access_sheet import FIGURES, IN_SCOPE, SHEET, prepared

ROOT = Path(__file__).resolve().parents[2]
THREE = ("system_admin", "security_admin", "auditor")


def test_the_page_is_printed_from_the_table():
    text = (ROOT / "docs/roles.md").read_text(encoding="utf-8")
    assert text == as_markdown(), "run: manage.py print_roles > docs/roles.md"


def test_two_factor_sign_in_asks_those_of_the_table():
    assert set(settings.TWO_FACTOR_ROLES) == {role.name for role in ROLES if role.two_factor}


def test_the_sets_of_access_follow_from_the_table():
    """As the design has them, so that a slip in the table is seen."""
    assert {"hr", "supervision"} == EVERYONE
    assert {"head", "leader", "county_admin"} == OWN_TREE
    assert set(THREE) == BLIND
    assert {*THREE, "inspector"} == NOT_LEARNERS


def test_the_groups_are_those_of_the_table(cast):
    assert set(Group.objects.values_list("name", flat=True)) >= {role.group for role in ROLES if role.group}
    assert not {role.group for role in ROLES} & {"Moderators", "Editors"}


def shows_people_or_scores(row) -> bool:
    """An address whose answer differs for who reads figures and who does not."""
    readers = {role for role in (*FIGURES, *IN_SCOPE, "anonymous") if row.special.get(role) in (200, 302)}
    return row.method == "GET" and row.everyone == 404 and bool(readers) and not row.name.startswith("audit:")


@pytest.mark.parametrize("who", THREE)
def test_no_administrator_reads_scores_or_people(cast, who):
    """Scenario 20: every address of the sheet that shows either."""
    material = prepared(cast)
    client = browser(getattr(cast, who))
    rows = [row for row in SHEET if shows_people_or_scores(row)]
    assert len(rows) >= 10
    for row in rows:
        answer = client.get(reverse(row.name, kwargs=row.kwargs(material)))
        allowed = row.special.get(who, 404)
        assert answer.status_code == allowed, row.name
        if allowed == 404:
            assert "学员甲" not in answer.content.decode()
    for row in SHEET:
        if row.name.split(":")[0] in ("reports", "transcript", "assessment") and row.everyone == 404:
            assert who not in row.special, row.name
