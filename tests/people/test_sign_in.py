"""Signing in and out, the lockout, the first password, the type size, the idle session."""

from itertools import pairwise

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import User
from lms.people.views import landing_of
from tests.factories import PASSWORD

SIGN_IN = "/people/sign-in/"


def attempt(client, staff_no, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": staff_no, "password": password, **more})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_says_what_it_needs(client, db):
    page = client.get(SIGN_IN)
    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


@pytest.mark.parametrize("typed", ["00101", " 00101 ", "００１０１"])
def test_the_right_password_signs_in_and_is_recorded(client, cast, typed):
    assert attempt(client, typed)["Location"] == reverse("home:desk")
    assert signed_in(client)
    entry = Entry.objects.get(action="people.sign_in")
    assert (entry.actor_no, entry.result) == ("00101", "ok")


@pytest.mark.parametrize(("staff_no", "password"), [("00101", "wrong"), ("99999", PASSWORD), ("00101", "")])
def test_a_refusal_says_nothing_about_which_was_wrong(client, cast, staff_no, password):
    page = attempt(client, staff_no, password)
    assert page.status_code == 200
    assert not signed_in(client)
    entry = Entry.objects.get(action="people.sign_in")
    assert (entry.target, entry.result, entry.actor_no) == (staff_no, "refused", "")


def test_somebody_who_may_not_sign_in_is_told_the_same(client, cast):
    User.objects.filter(pk=cast.learner.pk).update(is_active=False)
    closed = attempt(client, "00101").context["form"].non_field_errors()
    assert closed == attempt(client, "99999").context["form"].non_field_errors()


NEXT = [("/notices/", "/notices/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")]


@pytest.mark.parametrize(("asked", "reached"), NEXT)
def test_next_never_leaves_the_site(client, cast, asked, reached):
    assert attempt(client, "00101", next=asked)["Location"] == reached


LANDINGS = {"learner": "home:desk", "hr": "home:desk", "supervision": "home:desk", "leader": "home:desk",
            "editor": "wagtailadmin_home", "system_admin": "wagtailadmin_home", "auditor": "audit:log",
            "inspector": "reports:home"}  # the security administrator: test_secrets.py


@pytest.mark.parametrize(("name", "where"), LANDINGS.items())
def test_each_role_lands_on_its_page(cast, name, where):
    assert landing_of(cast.everyone()[name]) == reverse(where)


def test_whoever_is_signed_in_is_sent_on_without_a_loop(cast, sign_in):
    client = sign_in(cast.learner)
    assert client.get(f"{SIGN_IN}?next=/admin/")["Location"] == "/"


def test_signing_out_takes_a_post_and_is_recorded(cast, sign_in):
    client = sign_in(cast.learner)
    assert client.get("/people/sign-out/").status_code == 405
    assert client.post("/people/sign-out/")["Location"] == SIGN_IN
    assert not signed_in(client)
    assert client.post("/people/sign-out/").status_code == 302
    assert Entry.objects.filter(action="people.sign_out", actor_no="00101").count() == 1


class TestFirstPassword:
    @pytest.fixture(autouse=True)
    def _must_change(self, cast):
        User.objects.filter(pk=cast.learner.pk).update(must_change_password=True)
        cast.learner.refresh_from_db()

    @pytest.mark.parametrize("address", ["/notices/", "/", "/courses/"])
    def test_every_page_leads_to_the_password(self, cast, sign_in, address):
        assert sign_in(cast.learner).get(address)["Location"] == "/people/password/"

    def test_changing_it_opens_the_site(self, cast, sign_in):
        client = sign_in(cast.learner)
        assert client.get("/people/password/").status_code == 200
        new = {"old_password": PASSWORD, "new_password1": "Brand-New-26", "new_password2": "Brand-New-26"}
        assert client.post("/people/password/", new)["Location"] == "/"
        assert client.get("/notices/").status_code == 200
        assert Entry.objects.filter(action="people.change_password", target="00101").exists()

    def test_one_may_sign_out_instead(self, cast, sign_in):
        assert sign_in(cast.learner).post("/people/sign-out/")["Location"] == SIGN_IN


WEAK = ["Ab-1", "alllowercase", "lower-case-only", "12345678", PASSWORD, "00101-aA", "学员甲学员甲学员甲"]


@pytest.mark.parametrize("weak", WEAK)
def test_weak_or_old_passwords_are_refused(cast, sign_in, weak):
    data = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    page = sign_in(cast.learner).post("/people/password/", data)
    assert page.status_code == 200
    assert page.context["form"].errors


def change(client, old, new):
    return client.post("/people/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_the_last_five_passwords_are_not_taken_again(cast, sign_in):
    client = sign_in(cast.learner)
    used = [PASSWORD, *(f"Kranich-{number}-ok" for number in range(6))]
    for old, new in pairwise(used):
        assert change(client, old, new).status_code == 302
    assert cast.learner.old_passwords.count() == 5
    assert change(client, used[-1], used[1]).context["form"].errors
    assert change(client, used[-1], PASSWORD).status_code == 302


@pytest.mark.parametrize(("size", "kept"), [("large", "large"), ("normal", "normal"), ("huge", "normal")])
def test_the_type_size_is_remembered_with_the_person(cast, sign_in, size, kept):
    response = sign_in(cast.learner).post("/people/display/", {"size": size, "next": "/notices/"})
    assert response["Location"] == "/notices/"
    cast.learner.refresh_from_db()
    assert cast.learner.display_size == kept


def test_the_type_size_never_leads_off_the_site(cast, sign_in):
    response = sign_in(cast.learner).post("/people/display/", {"size": "large", "next": "https://elsewhere.example"})
    assert response["Location"] == "/"
