"""The ways in: other sign-in pages, the lockout, forged requests, addresses that lead away."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lms.audit.models import Entry
from lms.people.models import User
from tests.attacks.conftest import browser
from tests.factories import PASSWORD
from tests.laws.access_sheet import SHEET

SIGN_IN = "/people/sign-in/"


def sign_in_views(resolver: URLResolver, prefix: str = "/"):
    """The address of every view that signs somebody in."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from sign_in_views(pattern, address)
        elif isinstance(pattern, URLPattern) and _signs_in(pattern.callback):
            yield address


def _signs_in(view) -> bool:
    return "Login" in "".join(base.__name__ for base in getattr(view, "view_class", object).__mro__)


def test_there_is_one_door(cast):
    """A framework's own sign-in page would be outside the log and the lockout."""
    doors = set(sign_in_views(get_resolver()))
    assert {SIGN_IN, "/_util/login/", "/admin/login/"} <= doors
    for door in doors - {SIGN_IN}:
        client = Client()
        answer = client.post(door, {"username": cast.learner.staff_no, "password": PASSWORD})
        assert (answer.status_code, answer.url) == (302, SIGN_IN)
        assert client.get(door).url == SIGN_IN
        assert "_auth_user_id" not in client.session


def test_the_lockout_knows_one_spelling(cast):
    """Spaces and full-width digits are the same account, before and after it is locked."""
    for typed in ("00101", "００１０１", " 00101 ", "0０101", "00101\u3000"):
        Client().post(SIGN_IN, {"username": typed, "password": "wrong"})
    for typed in ("00101", "００１０１", " 00101", "00101\u200b", "\ufeff00101"):
        client = Client(HTTP_X_FORWARDED_FOR="10.9.8.7", REMOTE_ADDR="10.1.1.1")
        client.post(SIGN_IN, {"username": typed, "password": PASSWORD})
        assert "_auth_user_id" not in client.session


def test_signing_in_changes_the_session_and_its_token(cast):
    client = browser(cast.stranger)
    before = client.session.session_key
    client.post("/people/sign-out/")
    client.cookies["sessionid"] = before
    client.post(SIGN_IN, {"username": "00101", "password": PASSWORD})
    assert client.session.session_key not in (None, before)


@pytest.mark.parametrize("row", [row for row in SHEET if row.method == "POST"], ids=lambda row: row.name)
def test_a_post_from_another_site_is_refused(cast, material, row):
    before = Entry.objects.count()
    client = browser(cast.hr, enforce_csrf_checks=True)
    address = reverse(row.name, kwargs=row.kwargs(material))
    assert client.post(address, row.body(material), content_type=row.content_type).status_code == 403
    assert Entry.objects.count() == before


AWAY = ["https://elsewhere.example/", "//elsewhere.example", "///elsewhere.example", "/\\elsewhere.example",
        "javascript:alert(1)", "http:elsewhere.example", "https:///elsewhere.example", "\thttps://elsewhere.example"]
FORMS = [(SIGN_IN, {"username": "00101", "password": PASSWORD}, None), ("/i18n/language/", {"language": "en"}, None),
         ("/people/display/", {"size": "large"}, "learner"), ("/people/sign-out/", {}, "learner"),
         ("/reports/remind/", {"staff_no": "00101"}, "head"),
         ("/assessment/mark/", {"staff_no": "00101", "course": "T-01", "score": "80"}, "hr")]


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize(("address", "data", "who"), FORMS, ids=[form[0] for form in FORMS])
def test_no_form_leads_away(cast, address, data, who, away):
    client = browser(getattr(cast, who) if who else None)
    answer = client.post(f"{address}?next={away}", data | {"next": away}, headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("address", ["/", "/courses/", "/static/../", "/STATIC/", "//people/password/", "/admin/",
                                     "/transcript/", "/documents/1/x", "/people/password/../", "/admin/account/"])
def test_a_first_password_opens_nothing(cast, address):
    User.objects.filter(pk=cast.system_admin.pk).update(must_change_password=True)
    assert browser(cast.system_admin).get(address).status_code != 200
