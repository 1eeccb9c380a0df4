"""The roles screen: who reaches it, giving, ending, withdrawing, the inspector's account."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import RoleGrant, User
from lms.people.services.groups import sync_memberships
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)
BACKEND = "lms.people.backends.PasswordBackend"


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def security(cast):
    return browser(cast.security_admin)


def addresses(grant: RoleGrant) -> dict[str, str]:
    return {"index": reverse("roles:index"), "table": reverse("roles:table"), "give": reverse("roles:give"),
            "inspector": reverse("roles:inspector"), "end": reverse("roles:end", args=[grant.pk]),
            "withdraw": reverse("roles:withdraw", args=[grant.pk])}


def test_who_reaches_what(cast):
    """HR reads; only security administrators give. For the others the addresses do not exist."""
    grant = RoleGrant.objects.get(person=cast.editor)
    for name, person in cast.everyone().items():
        client = browser(person)
        for page, address in addresses(grant).items():
            given = client.post(address, {}) if page == "withdraw" else client.get(address)
            reads = name == "security_admin" or (name == "hr" and page in ("index", "table"))
            wanted = (302 if page == "withdraw" else 200) if reads else 404
            enters = person.has_perm("wagtailadmin.access_admin")
            assert given.status_code == (wanted if enters else 302), (name, page)


def test_the_list_shows_who_has_what_until_when(cast, security):
    factories.role(cast.stranger, "editor", from_on=TODAY, to_on=TODAY + 3 * DAY)
    factories.role(cast.learner, "editor", from_on=TODAY + 30 * DAY)
    factories.role(cast.head, "editor", to_on=TODAY - DAY)
    page = security.get(reverse("roles:index")).content.decode()
    assert page.count("<h1") == 1
    assert "外人丁" in page
    assert "学员甲" not in page
    assert "科长乙" not in page
    for state, name in (("future", "学员甲"), ("expired", "科长乙"), ("all", "人事戊")):
        assert name in security.get(reverse("roles:index"), {"state": state}).content.decode()


def test_search_and_filter(cast, security):
    User.objects.filter(pk=cast.hr.pk).update(pinyin="ren shi wu", pinyin_initials="rsw")
    for words in ("人事", "R-hr", "ren shi", "rsw"):
        shown = security.get(reverse("roles:index"), {"q": words}).context["page"].object_list
        assert [row.name for row in shown] == ["人事戊"]
    shown = security.get(reverse("roles:index"), {"role": "auditor"}).context["page"].object_list
    assert [row.name for row in shown] == ["审计癸"]


def test_the_list_asks_as_much_for_many_as_for_one(cast, security, django_assert_max_num_queries):
    security.get(reverse("roles:index"))
    for number in range(60):
        factories.role(factories.person(f"编辑{number}", cast.section), "editor", to_on=TODAY + 5 * DAY)
    with django_assert_max_num_queries(20):
        security.get(reverse("roles:index"))


def test_giving(cast, security):
    found = security.get(reverse("roles:give"), {"q": "学员"})
    assert "养老保险科" in found.content.decode()
    address = f"{reverse('roles:give')}?person={cast.learner.staff_no}"
    form = {"role": "editor", "from_on": f"{TODAY}", "to_on": "", "reason": "局办1号"}
    assert security.get(address).status_code == 200
    assert security.post(address, form | {"reason": ""}).status_code == 422
    assert not RoleGrant.objects.filter(person=cast.learner).exists()
    assert security.post(address, form).status_code == 302
    grant = RoleGrant.objects.get(person=cast.learner)
    assert (grant.role, grant.reason, grant.granted_by) == ("editor", "局办1号", cast.security_admin)
    assert Entry.objects.get(action="people.grant_role").detail["reason"] == "局办1号"


def test_a_refusal_is_said_in_words(cast, security):
    address = f"{reverse('roles:give')}?person={cast.learner.staff_no}"
    answer = security.post(address, {"role": "auditor", "from_on": f"{TODAY}", "reason": "误"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    for day in ("0001-01-01", "9999-12-31", "x"):
        answer = security.post(address, {"role": "editor", "from_on": day, "reason": "误"})
        assert answer.status_code == 422
    assert not RoleGrant.objects.filter(person=cast.learner).exists()


def test_a_person_who_is_not_there(cast, security):
    assert security.get(reverse("roles:give"), {"person": "99999"}).status_code == 404
    assert security.post(reverse("roles:give"), {"person": "99999", "role": "hr"}).status_code == 404


def test_ending_and_withdrawing(cast, security):
    grant = RoleGrant.objects.get(person=cast.editor)
    address = reverse("roles:end", args=[grant.pk])
    assert security.post(address, {"to_on": f"{TODAY}", "reason": "轮岗"}).status_code == 302
    grant.refresh_from_db()
    assert grant.to_on == TODAY
    assert Entry.objects.get(action="people.end_role").detail["reason"] == "轮岗"
    new = factories.role(cast.stranger, "editor", from_on=TODAY)
    assert security.post(reverse("roles:withdraw", args=[new.pk]), {"reason": "误授"}).status_code == 302
    assert not RoleGrant.objects.filter(pk=new.pk).exists()


def test_the_last_security_administrator_is_told(cast, security):
    mine = RoleGrant.objects.get(person=cast.security_admin)
    answer = security.post(reverse("roles:end", args=[mine.pk]), {"to_on": f"{TODAY}", "reason": "离任"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


FORM = {"staff_no": "visit9", "full_name": "巡视组", "to_on": f"{TODAY + 20 * DAY}", "reason": "巡视通知"}


def test_an_inspectors_account_and_its_last_day(cast, security):
    answer = security.post(reverse("roles:inspector"), FORM)
    secret = answer.context["slip"].secret
    assert secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    person = User.objects.get(staff_no="visit9")
    assert (person.check_password(secret), person.must_change_password) == (True, True)
    visitor = Client()
    visitor.post(reverse("people:sign_in"), {"username": "visit9", "password": secret})
    assert "_auth_user_id" in visitor.session
    RoleGrant.objects.filter(person=person).update(from_on=TODAY - 9 * DAY, to_on=TODAY - DAY)
    sync_memberships(TODAY)  # what the sweeper does every minute
    assert visitor.get("/reports/").status_code == 302
    assert "_auth_user_id" not in visitor.session
    again = Client()
    refused = again.post(reverse("people:sign_in"), {"username": "visit9", "password": secret})
    assert "_auth_user_id" not in again.session
    assert f"{(TODAY - DAY).day}" in str(refused.context["form"].errors)
    assert User.objects.get(staff_no="visit9").is_active


@pytest.mark.parametrize("change", [{"staff_no": "00101"}, {"staff_no": "００１０１"},
                                    {"to_on": ""}, {"to_on": f"{TODAY + 400 * DAY}"},
                                    {"to_on": f"{TODAY - DAY}"}, {"reason": ""}, {"full_name": ""}])
def test_inspectors_accounts_refused(cast, security, change):
    people = User.objects.count()
    assert security.post(reverse("roles:inspector"), FORM | change).status_code == 422
    assert User.objects.count() == people


def test_nobody_else_is_signed_out(cast, security):
    other = browser(cast.learner)
    RoleGrant.objects.filter(person=cast.inspector).update(to_on=TODAY - DAY)
    User.objects.filter(pk=cast.inspector.pk).update(last_login=clock.now())
    visitor = browser(cast.inspector)
    sync_memberships(TODAY)
    assert "_auth_user_id" not in visitor.session
    assert "_auth_user_id" in other.session
    assert other.get("/").status_code == 200
