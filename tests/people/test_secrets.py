"""One-time passwords: what they are, who issues them for whom, when they end, and that they are shown once."""

import datetime as dt
import logging

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client, override_settings
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import OldPassword, PeopleSettings, User
from lms.people.services import secrets
from tests import factories
from tests.factories import PASSWORD

SIGN_IN = "/people/sign-in/"
AT = dt.datetime(2026, 6, 22, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def guard(cast):
    person = factories.person("安全", staff_no="sec01")
    factories.role(person, "security_admin")
    return person


def address(person):
    return f"/people/helping/{person.staff_no}/secret/"


def attempt(staff_no, password):
    return Client().post(SIGN_IN, {"username": staff_no, "password": password})


def test_a_secret_is_long_random_and_readable():
    made = {secrets.new_secret() for _ in range(500)}
    assert len(made) == 500
    for one in made:
        assert len(one.replace("-", "")) == 12
        assert not set(one) & set("0O1lIo")
        assert any(map(str.islower, one))
        assert any(map(str.isupper, one))
        assert any(map(str.isdigit, one))


WHO = [
    ("hr", "learner", True), ("hr", "head", True), ("hr", "leader", True), ("hr", "inspector", False),
    ("hr", "supervision", False), ("hr", "editor", True), ("hr", "county_admin", True),
    ("hr", "hr", False), ("hr", "system_admin", False), ("hr", "auditor", False), ("hr", "guard", False),
    ("guard", "system_admin", True), ("guard", "auditor", True), ("guard", "hr", True), ("guard", "guard", False),
    ("guard", "supervision", True), ("guard", "inspector", True),
    ("guard", "learner", False), ("system_admin", "learner", False), ("system_admin", "system_admin", False),
    ("auditor", "learner", False), ("head", "learner", False), ("learner", "learner", False),
]


@pytest.mark.parametrize(("by", "whose", "may"), WHO)
def test_who_for_whom(cast, guard, sign_in, by, whose, may):
    people = cast.everyone() | {"guard": guard}
    person, before = people[whose], people[whose].password
    answer = sign_in(people[by]).post(address(person))
    person.refresh_from_db()
    assert answer.status_code == (200 if may else 403 if by in ("hr", "guard") else 404)
    assert (person.password != before) is may
    assert Entry.objects.filter(action="people.issue_secret", target=person.staff_no).exists() is may


def test_one_officer_never_holds_anothers_password(cast, guard):
    """A role that begins tomorrow counts today."""
    factories.role(cast.stranger, "auditor", from_on=dt.date(2099, 1, 1))
    assert not secrets.may_issue(cast.hr, cast.stranger)
    assert secrets.may_issue(guard, cast.stranger)


def test_an_account_switched_off_gets_none(cast):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    cast.learner.refresh_from_db()
    with pytest.raises(secrets.SecretRefused):
        secrets.issue_secret(person=cast.learner, by=cast.hr)


class TestIssued:
    @pytest.fixture(autouse=True)
    def _issued(self, cast, sign_in):
        self.before = Client()
        self.before.post(SIGN_IN, {"username": "00101", "password": PASSWORD})
        self.page = sign_in(cast.hr).post(address(cast.learner))
        self.slip = self.page.context["slips"][0]
        self.hr = sign_in(cast.hr)

    def test_it_is_shown_once_and_kept_as_a_hash(self, cast):
        cast.learner.refresh_from_db()
        assert self.slip.secret in self.page.content.decode()
        assert check_password(self.slip.secret, cast.learner.password)
        assert "no-store" in self.page["Cache-Control"]
        for path in ("/people/helping/?number=00101", "/audit/", "/notices/"):
            assert self.slip.secret not in self.hr.get(path).content.decode()

    def test_it_is_not_in_the_log_nor_in_any_table(self, cast):
        from django.apps import apps

        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                assert self.slip.secret not in str(list(model._default_manager.values()[:500])), model

    def test_the_old_password_and_the_sessions_end(self, cast):
        assert self.before.get("/notices/")["Location"].startswith(SIGN_IN)
        assert attempt("00101", PASSWORD).status_code == 200

    def test_it_signs_in_to_the_first_change_only(self, cast):
        client = Client()
        client.post(SIGN_IN, {"username": "00101", "password": self.slip.secret})
        assert client.get("/notices/")["Location"] == "/people/password/"

    def test_choosing_ones_own_clears_it(self, cast):
        client = Client()
        client.post(SIGN_IN, {"username": "00101", "password": self.slip.secret})
        data = {"old_password": self.slip.secret, "new_password1": "Kranich-77-ok", "new_password2": "Kranich-77-ok"}
        assert client.post("/people/password/", data).status_code == 302
        cast.learner.refresh_from_db()
        assert (cast.learner.secret_expires_at, cast.learner.must_change_password) == (None, False)

    def test_the_former_own_password_is_not_taken_again(self, cast):
        client = Client()
        client.post(SIGN_IN, {"username": "00101", "password": self.slip.secret})
        data = {"old_password": self.slip.secret, "new_password1": PASSWORD, "new_password2": PASSWORD}
        assert client.post("/people/password/", data).context["form"].errors

    def test_a_second_secret_voids_the_first(self, cast, sign_in):
        self.hr.post(address(cast.learner))
        assert attempt("00101", self.slip.secret).status_code == 200
        assert OldPassword.objects.filter(person=cast.learner).count() == 1


def test_it_ends_after_the_hours_of_the_settings(cast):
    options = PeopleSettings.load()
    options.secret_hours = 5
    options.save()
    with time_machine.travel(AT, tick=False) as clock:
        slip = secrets.issue_secret(person=cast.learner, by=cast.hr)
        assert slip.expires_at == AT + dt.timedelta(hours=5)
        clock.shift(5 * 3600 - 1)
        assert attempt("00101", slip.secret).status_code == 302
        clock.shift(1)
        page = attempt("00101", slip.secret)
        wrong = attempt("00101", "wrong")
    assert page.status_code == 200
    assert page.context["form"].has_error("__all__", "expired")
    assert not wrong.context["form"].has_error("__all__", "expired")
    assert Entry.objects.filter(action="people.sign_in", result="refused", detail__step="expired").count() == 1


def test_the_secret_is_in_no_line_of_the_servers_log(cast, sign_in, caplog):
    with caplog.at_level(logging.DEBUG):
        slip = sign_in(cast.hr).post(address(cast.learner)).context["slips"][0]
        attempt("00101", slip.secret)
    assert slip.secret not in caplog.text


def test_with_the_productions_hasher_a_slip_costs_no_second(cast):
    from lms.people.services.secrets import ITERATIONS, _hash

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        made = _hash("Kd7m-Px3n-Rq8t")
        assert made.split("$")[1] == str(ITERATIONS)
        assert check_password("Kd7m-Px3n-Rq8t", made)


class TestManySlips:
    def test_those_allowed_are_printed_and_the_others_named(self, cast, sign_in):
        keys = [cast.learner.pk, cast.auditor.pk, cast.head.pk, cast.learner.pk, 999999]
        page = sign_in(cast.hr).post("/people/helping/slips/", {"person": [*keys, "x", "1" * 30]})
        assert [slip.person for slip in page.context["slips"]] == [cast.learner, cast.head]
        assert [person for person, _why in page.context["refusals"]] == [cast.auditor]
        assert "no-store" in page["Cache-Control"]

    def test_a_hundred_at_a_time(self, cast, sign_in):
        people = [factories.person(f"人{number}") for number in range(101)]
        before = set(User.objects.values_list("password", flat=True))
        page = sign_in(cast.hr).post("/people/helping/slips/", {"person": [one.pk for one in people]})
        assert page.status_code == 400
        assert "100" in page.content.decode()
        assert set(User.objects.values_list("password", flat=True)) == before

    @pytest.mark.parametrize("name", ["learner", "head", "system_admin", "auditor", "supervision", "editor"])
    def test_for_nobody_else(self, cast, sign_in, name):
        client = sign_in(getattr(cast, name))
        assert client.post("/people/helping/slips/", {"person": [cast.stranger.pk]}).status_code == 404
        assert client.get("/people/helping/").status_code == 404


class TestAccountsOfTheAdministration:
    def test_a_new_account_shows_its_secret_once(self, cast, sign_in):
        client = sign_in(cast.system_admin)
        assert "password" not in client.get(reverse("wagtailusers_users:add")).content.decode().lower()
        data = {"staff_no": "adm77", "full_name": "新来的", "name_tag": "", "email": "", "is_superuser": "on",
                "password1": "Begin-2026", "password2": "Begin-2026", "groups": "1"}
        page = client.post(reverse("wagtailusers_users:add"), data)
        slip = page.context["slips"][0]
        person = User.objects.get(staff_no="adm77")
        assert "no-store" in page["Cache-Control"]
        assert person.check_password(slip.secret)
        assert (person.must_change_password, person.is_superuser, person.groups.exists()) == (True, False, False)
        assert Entry.objects.filter(action="people.create_account", target="adm77").count() == 1

    @pytest.mark.parametrize("typed", ["00101", "００１０１", " 00101"])
    def test_a_number_is_never_given_twice(self, cast, sign_in, typed):
        data = {"staff_no": typed, "full_name": "另"}
        page = sign_in(cast.system_admin).post(reverse("wagtailusers_users:add"), data)
        assert "slips" not in (page.context or {})
        assert User.objects.filter(full_name="另").count() == 0

    def test_editing_knows_no_password(self, cast, sign_in):
        edit = reverse("wagtailusers_users:edit", args=[cast.learner.pk])
        client = sign_in(cast.system_admin)
        assert 'name="password1"' not in client.get(edit).content.decode()
        data = {"full_name": "学员甲", "is_active": "on", "password1": "Other-2026", "password2": "Other-2026"}
        assert client.post(edit, data).status_code == 302
        cast.learner.refresh_from_db()
        assert cast.learner.check_password(PASSWORD)

    @pytest.mark.parametrize("name", ["hr", "auditor", "editor", "learner", "supervision"])
    def test_for_nobody_else(self, cast, sign_in, name):
        data = {"staff_no": "adm77", "full_name": "新来的"}
        sign_in(getattr(cast, name)).post(reverse("wagtailusers_users:add"), data)
        assert not User.objects.filter(staff_no="adm77").exists()
