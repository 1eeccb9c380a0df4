"""The second step: who owes it, the code, the enrolment, recovery codes, what one changes about it oneself."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.audit.models import Entry
from lms.people.models import User
from lms.people.services import two_factor as services
from tests import factories
from tests.factories import PASSWORD
from tests.people.second_step import CODE, ENROL, SIGN_IN, code_of, half_way, with_device

AT = dt.datetime(2026, 6, 22, 1, 0, 10, tzinfo=dt.UTC)
MANAGE, ACCOUNT = "/people/account/two-factor/", "/people/account/"


@pytest.fixture
def required(settings):
    settings.TWO_FACTOR_REQUIRED = True


@pytest.fixture
def nine(cast):
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


OWED = {"hr": ENROL, "system_admin": ENROL, "auditor": ENROL, "learner": None, "head": None, "leader": None,
        "supervision": None, "editor": None, "inspector": None}


@pytest.mark.parametrize(("name", "where"), OWED.items())
def test_which_roles_must_have_a_device(cast, required, name, where):
    client = half_way(getattr(cast, name))
    answer = client.get("/notices/")
    assert (answer.headers.get("Location", "").split("?")[0] or None) == where


def test_security_administrators_too(cast, required):
    person = factories.person("安全", staff_no="sec01")
    factories.role(person, "security_admin")
    assert half_way(person).get("/")["Location"].startswith(ENROL)


def test_off_in_this_installation_asks_nobody_without_a_device(cast):
    assert half_way(cast.hr).get("/notices/").status_code == 200


class TestCode:
    @pytest.fixture(autouse=True)
    def _enrolled(self, nine, cast):
        self.person = cast.learner
        self.device, self.codes = with_device(cast.learner)

    def test_the_password_alone_opens_nothing(self):
        client = half_way(self.person)
        assert client.get("/notices/")["Location"] == f"{CODE}?next=%2Fnotices%2F"
        assert not Entry.objects.filter(action="people.sign_in", result="ok").exists()
        assert Entry.objects.filter(action="people.first_step").exists()

    def test_the_page(self):
        page = half_way(self.person).get(CODE)
        text = page.content.decode()
        assert 'autocomplete="one-time-code"' in text
        assert 'inputmode="numeric"' in text
        assert text.count("<h1") == 1
        assert "no-store" in page["Cache-Control"]

    @pytest.mark.parametrize("typed", ["{}", " {} ", "full", "split"])
    def test_the_right_code_signs_in_and_leads_on(self, typed):
        client = half_way(self.person)
        key = client.session.session_key
        code = code_of(self.device)
        written = {"full": "".join(chr(ord(d) + 0xFEE0) for d in code), "split": f"{code[:3]} {code[3:]}"}
        answer = client.post(CODE, {"code": written.get(typed, typed).format(code), "next": "/notices/"})
        assert answer["Location"] == "/notices/"
        assert client.get("/notices/").status_code == 200
        assert client.session.session_key != key
        assert Entry.objects.get(action="people.sign_in", result="ok").detail["second"] == "code"

    def test_a_code_works_once(self, nine):
        code = code_of(self.device)
        half_way(self.person).post(CODE, {"code": code})
        second = half_way(self.person)
        assert second.post(CODE, {"code": code}).status_code == 200
        assert second.get("/notices/").status_code == 302
        nine.shift(30)
        assert second.post(CODE, {"code": code_of(self.device)}).status_code == 302

    def test_failures_are_logged_as_nobodys(self):
        half_way(self.person).post(CODE, {"code": "000000"})
        entry = Entry.objects.get(action="people.sign_in")
        assert (entry.target, entry.actor_no, entry.result, entry.detail["step"]) == ("00101", "", "refused", "code")

    def test_failures_ask_for_a_pause(self, nine):
        client = half_way(self.person)
        client.post(CODE, {"code": "000000"})
        assert client.post(CODE, {"code": code_of(self.device)}).status_code == 200
        nine.shift(2)
        assert client.post(CODE, {"code": code_of(self.device)}).status_code == 302

    def test_five_failures_lock_the_account_across_sessions(self, nine):
        for number in range(5):
            client = half_way(self.person)
            answer = client.post(CODE, {"code": f"{number:06d}"})
            nine.shift(20)
        assert answer.status_code == 429
        assert "_auth_user_id" not in client.session
        locked = Client().post(SIGN_IN, {"username": "00101", "password": PASSWORD})
        assert locked.status_code == 429

    def test_a_locked_account_takes_no_code_either(self):
        client = half_way(self.person)
        for _ in range(5):
            Client().post(SIGN_IN, {"username": "00101", "password": "wrong"})
        assert client.post(CODE, {"code": code_of(self.device)}).status_code == 429
        assert client.get("/notices/")["Location"].startswith(SIGN_IN)

    def test_a_recovery_code_works_once_however_typed(self):
        typed = f" {self.codes[3].upper().replace('-', ' ')} "
        assert half_way(self.person).post(CODE, {"recovery": typed}).status_code == 302
        again = half_way(self.person)
        assert again.post(CODE, {"recovery": self.codes[3]}).status_code == 200
        assert again.get("/notices/").status_code == 302
        assert StaticToken.objects.count() == 9

    def test_recovery_codes_are_stored_as_keyed_hashes(self):
        stored = set(StaticToken.objects.values_list("token", flat=True))
        assert len(stored) == 10
        assert not stored & {form for code in self.codes for form in (code, code.replace("-", ""))}

    def test_wrong_recovery_codes_lock_too(self, nine):
        for number in range(5):
            answer = half_way(self.person).post(CODE, {"recovery": f"wrong-{number}"})
            nine.shift(20)
        assert answer.status_code == 429

    def test_with_the_code_entered_nobody_is_asked_again(self):
        client = half_way(self.person)
        client.post(CODE, {"code": code_of(self.device)})
        assert client.get(CODE).status_code == 302
        assert client.get(ENROL)["Location"] == ACCOUNT


class TestEnrolment:
    def test_the_page_shows_picture_and_letters(self, cast, required):
        page = half_way(cast.hr).get(ENROL)
        device = TOTPDevice.objects.get(user=cast.hr)
        text = page.content.decode()
        assert 'src="data:image/svg+xml' in text
        assert page.context["letters"].replace(" ", "") in device.config_url
        assert max(map(len, page.context["letters"].split())) == 4
        assert "no-store" in page["Cache-Control"]
        assert not device.confirmed

    def test_a_reload_shows_the_same_secret(self, cast, required):
        client = half_way(cast.hr)
        assert client.get(ENROL).context["letters"] == client.get(ENROL).context["letters"]

    def test_a_first_code_confirms_and_ten_codes_are_shown_once(self, cast, required):
        client = half_way(cast.hr)
        client.get(ENROL)
        key = client.session.session_key
        page = client.post(ENROL, {"code": code_of(TOTPDevice.objects.get())})
        codes = page.context["codes"]
        assert len(set(codes)) == 10
        assert "no-store" in page["Cache-Control"]
        assert client.session.session_key != key
        assert client.get("/notices/").status_code == 200
        for address in (ENROL, MANAGE, ACCOUNT, "/people/account/sign-ins/"):
            assert not any(code in client.get(address, follow=True).content.decode() for code in codes)
        assert Entry.objects.filter(action="people.enrol_device", target=cast.hr.staff_no).exists()

    def test_a_wrong_code_confirms_nothing(self, cast, required):
        client = half_way(cast.hr)
        client.get(ENROL)
        assert client.post(ENROL, {"code": "000000"}).context["form"].errors
        assert client.get("/notices/").status_code == 302
        assert not TOTPDevice.objects.filter(confirmed=True).exists()

    def test_two_windows_confirm_one_device(self, cast, required):
        one, other = half_way(cast.hr), half_way(cast.hr)
        one.get(ENROL)
        other.get(ENROL)
        newest = TOTPDevice.objects.get()
        assert one.post(ENROL, {"code": code_of(newest)}).status_code == 302
        assert not TOTPDevice.objects.filter(confirmed=True).exists()

    def test_enrolling_ends_the_other_sessions(self, cast, sign_in, nine):
        other = half_way(cast.learner)
        with_device(cast.learner)
        assert other.get("/notices/")["Location"].startswith(SIGN_IN)

    def test_whoever_has_a_device_cannot_confirm_a_second(self, cast, nine):
        with_device(cast.learner)
        second = services.begin_enrolment(person=cast.learner)
        with pytest.raises(services.TwoFactorRefused):
            services.confirm_device(person=cast.learner, key=second.pk, code=code_of(second), replace=False)

    def test_another_persons_pending_device_is_nobodys(self, cast):
        device = services.begin_enrolment(person=cast.stranger)
        with pytest.raises(services.TwoFactorRefused):
            services.confirm_device(person=cast.learner, key=device.pk, code=code_of(device), replace=False)


class TestManaging:
    @pytest.fixture
    def client_in(self, nine, cast):
        self.device, _codes = with_device(cast.learner)
        client = half_way(cast.learner)
        client.post(CODE, {"code": code_of(self.device)})
        nine.shift(30)
        return client

    def prove(self, **more):
        return {"password": PASSWORD, "code": code_of(self.device), **more}

    def test_turning_it_on_takes_the_password(self, cast, sign_in):
        client = sign_in(cast.learner)
        assert client.get(ENROL)["Location"] == ACCOUNT
        assert client.post(MANAGE, {"password": "wrong", "action": "renew"}).status_code == 200
        assert client.get(ENROL)["Location"] == ACCOUNT
        assert client.post(MANAGE, {"password": PASSWORD, "action": "renew"})["Location"] == ENROL
        assert client.get(ENROL).status_code == 200

    def test_turning_it_off(self, client_in, cast):
        assert client_in.post(MANAGE, self.prove(action="off"))["Location"] == ACCOUNT
        assert not TOTPDevice.objects.exists()
        assert not StaticToken.objects.exists()
        assert client_in.get("/notices/").status_code == 200

    def test_never_where_the_role_requires_it(self, client_in, cast, required):
        factories.role(cast.learner, "hr")
        assert 'value="off"' not in client_in.get(MANAGE).content.decode()
        client_in.post(MANAGE, self.prove(action="off"))
        assert TOTPDevice.objects.filter(confirmed=True).count() == 1

    @pytest.mark.parametrize("data", [{}, {"password": PASSWORD}, {"password": PASSWORD, "code": "000000"},
                                      {"password": "wrong"}])
    def test_nothing_without_both(self, client_in, data):
        client_in.post(MANAGE, {"action": "off", **data})
        assert client_in.get(ENROL)["Location"] == ACCOUNT
        assert TOTPDevice.objects.filter(confirmed=True).count() == 1

    def test_another_device_replaces_the_old_only_when_confirmed(self, client_in, nine, cast):
        assert client_in.post(MANAGE, self.prove(action="renew"))["Location"] == ENROL
        client_in.get(ENROL)
        assert TOTPDevice.objects.get(confirmed=True) == self.device
        new = TOTPDevice.objects.get(confirmed=False)
        client_in.post(ENROL, {"code": code_of(new)})
        assert TOTPDevice.objects.get() == new
        assert client_in.get("/notices/").status_code == 200

    def test_the_permit_ends_after_ten_minutes(self, client_in, nine):
        client_in.post(MANAGE, self.prove(action="renew"))
        nine.shift(601)
        assert client_in.get(ENROL)["Location"] == ACCOUNT

    def test_new_recovery_codes_void_the_old(self, client_in, cast):
        before = set(StaticToken.objects.values_list("token", flat=True))
        page = client_in.post(MANAGE, self.prove(action="codes"))
        assert len(page.context["codes"]) == 10
        assert not before & set(StaticToken.objects.values_list("token", flat=True))


class TestReset:
    """A lost device."""

    @pytest.fixture
    def guard(self, cast):
        person = factories.person("安全", staff_no="sec01")
        factories.role(person, "security_admin")
        return person

    @pytest.mark.parametrize(("by", "whose", "done"), [
        ("hr", "learner", True), ("guard", "learner", True), ("guard", "auditor", True), ("guard", "hr", True),
        ("hr", "auditor", False), ("hr", "system_admin", False), ("hr", "hr", False), ("guard", "guard", False),
        ("system_admin", "learner", False), ("head", "learner", False), ("learner", "learner", False),
    ])
    def test_who_for_whom(self, cast, guard, sign_in, by, whose, done):
        people = cast.everyone() | {"guard": guard}
        person = people[whose]
        TOTPDevice.objects.create(user=person, name="x", confirmed=whose != by)
        sign_in(people[by]).post(f"/people/helping/{person.staff_no}/device/")
        assert TOTPDevice.objects.filter(user=person).exists() is not done
        assert Entry.objects.filter(action="people.reset_device").exists() is done

    def test_the_person_is_signed_out_and_told(self, cast, guard, sign_in, nine):
        device, _codes = with_device(cast.learner)
        client = half_way(cast.learner)
        client.post(CODE, {"code": code_of(device)})
        services.reset_device(person=cast.learner, by=guard)
        assert client.get("/notices/")["Location"].startswith(SIGN_IN)
        page = half_way(cast.learner).get("/notices/").content.decode()
        assert "sec01" in page

    def test_twice_is_logged_once(self, cast, guard, nine):
        with_device(cast.learner)
        assert services.reset_device(person=cast.learner, by=guard)
        assert not services.reset_device(person=cast.learner, by=guard)
        assert Entry.objects.filter(action="people.reset_device").count() == 1


def test_a_verified_session_asks_one_query_more_at_most(cast, nine, django_assert_max_num_queries):
    device, _codes = with_device(cast.learner)
    client = half_way(cast.learner)
    client.post(CODE, {"code": code_of(device)})
    client.get("/people/session/")
    with django_assert_max_num_queries(3):  # session, person, device
        client.get("/people/session/")
    assert User.objects.filter(pk=cast.learner.pk).exists()
