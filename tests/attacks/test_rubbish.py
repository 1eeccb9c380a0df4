"""Rubbish in addresses and forms: refused in words or not found, never a breakdown."""

import pytest

from tests.attacks.conftest import browser

BIG = "9" * 40
DAYS = ("garbage", "0001-01-01", "9999-12-31", "2026-02-30", "１９９９-01-01", "%00", "")
NUMBERS = ("abc", BIG, "-1", "0", "²", "９", "%00")
ADDRESSES = [
    *(f"/reports/unit/0101/?on={day}&cycle={day[:4]}" for day in DAYS),
    *(f"/reports/person/00101/?on={day}" for day in DAYS),
    *(f"/audit/?since={day}" for day in DAYS), *(f"/audit/?until={day}" for day in DAYS),
    *(f"/reports/{where}/?cycle={number}" for number in NUMBERS for where in ("unit/0101", "person/00101")),
    *(f"{where}?page={number}" for number in NUMBERS for where in ("/audit/", "/notices/", "/reports/unit/0101/", "/")),
    *(f"/curricula/{number}/preview/?page={number}" for number in NUMBERS),
    *(f"/transcript/form/{year}/" for year in ("0", "1999", "2101", "99999", BIG, "２０２６")),
    *(f"/transcript/person/00101/form/{year}/" for year in ("0", "99999", BIG)),
    *(f"/transcript/?year={number}" for number in NUMBERS),
    f"/assessment/attempt/{BIG}/", f"/assessment/attempt/{BIG}/result/", f"/study/media/{BIG}/", f"/documents/{BIG}/x",
    "/study/%00/x/", "/study/T-01/%00/", "/assessment/%00/", "/transcript/certificate/%00/", "/reports/unit/%00/",
    "/%00", "/%ff", "/reports/person/%F0%A0%80%80/", "/transcript/certificate/" + "a" * 900 + "/",
    "/media/images/" + "a" * 300, "/media/images/" + "a/" * 3000, "/media/media_thumbnails/..%2f..%2fx",
    "/study/attendance/?staff_no=%00", "/reports/unit/0101/?course=" + "a" * 3000,
]
ROLES = ("learner", "head", "hr", "auditor", "inspector", None)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_a_page(cast, material, role):
    client = browser(getattr(cast, role) if role else None)
    broken = [address for address in ADDRESSES if client.get(address).status_code >= 500]
    assert broken == []


FORMS = ("/people/sign-in/", "/people/password/", "/people/display/", "/notices/read/", "/audit/export/",
         "/assessment/mark/", "/study/attendance/", "/reports/remind/", "/reports/unit/0101/export.xlsx",
         "/assessment/T-01/start/", "/study/T-01/T-01-L1/read/", "/i18n/language/")
RUBBISH = (
    {"username": "\x00", "password": "\x00"}, {"notice": "²"}, {"notice": BIG}, {"size": "\x00"}, {"language": "\x00"},
    {"since": "0001-01-01", "until": "9999-12-31"}, {"on": "9999-12-31", "cycle": "0"}, {"on": "0001-01-01"},
    {"staff_no": "00101", "course": "T-01", "score": "NaN"}, {"staff_no": "00101", "course": "T-01", "score": "1e999"},
    {"old_password": "x", "new_password1": "Aa1" * 9000, "new_password2": "x"}, {"visit": "é" * 99}, {"seat": "\x00"},
)
BODIES = (("application/json", b"\xff{"), ("multipart/form-data", b"x"),
          ("multipart/form-data; boundary=x", b"--x\r\n"),
          ("application/x-www-form-urlencoded; charset=nope", b"\xff=%00"), ("text/plain; charset=utf-16", b"\x00"))


@pytest.mark.parametrize("role", ["learner", "head", "hr", "auditor"])
def test_no_form_breaks_a_page(cast, material, role):
    client = browser(getattr(cast, role))
    broken = [(form, data) for form in FORMS for data in RUBBISH if client.post(form, data).status_code >= 500]
    broken += [(form, kind) for form in FORMS for kind, body in BODIES
               if client.generic("POST", form, body, content_type=kind).status_code >= 500]
    broken += [(form, verb) for form in FORMS for verb in ("PUT", "DELETE", "OPTIONS", "TRACE", "NONE")
               if client.generic(verb, form).status_code >= 500]
    assert broken == []


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_markup_in_names_and_searches_stays_text(cast, material):
    type(cast.learner).objects.filter(pk=cast.learner.pk).update(full_name=MARKUP[:50], name_tag="<b>x")
    addresses = [
        "/reports/unit/0101/", "/reports/person/00101/", "/transcript/person/00101/", f"/audit/?action={MARKUP}",
        f"/study/attendance/?staff_no={MARKUP}", f"/transcript/certificate/{MARKUP}/", "/curricula/",
        f"/curricula/{material.curriculum}/preview/", f"/reports/unit/0101/?course={MARKUP}&on={MARKUP}",
    ]
    client = browser(cast.hr)
    client.post("/reports/remind/", {"staff_no": "00101"})
    for address in addresses:
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>x" not in page
