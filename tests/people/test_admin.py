"""Accounts and units in the content administration."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.common import clock
from lms.people.admin.person_story import ACT_WORDS
from lms.people.models import Act, User
from lms.people.services import end_service, pause_person, transfer_person
from lms.people.services.keys import correct_keys
from lms.people.services.postings import add_posting, end_pause, end_posting
from lms.people.services.staff import correct_person
from tests import factories

INDEX, ADD = "wagtailusers_users:index", "wagtailusers_users:add"
ADMIN_DOORS = {"hr": 200, "editor": 200, "leader": 200, "system_admin": 200, "auditor": 200, "learner": 302,
               "head": 302, "supervision": 302, "county_admin": 302, "inspector": 302, "stranger": 302}


@pytest.mark.parametrize(("name", "status"), ADMIN_DOORS.items())
def test_who_enters_the_administration(cast, sign_in, name, status):
    assert sign_in(cast.everyone()[name]).get("/admin/").status_code == status


@pytest.mark.parametrize("name", ["system_admin", "hr", "editor", "auditor"])
def test_accounts_are_the_system_administrators(cast, sign_in, name):
    client = sign_in(cast.everyone()[name])
    opens = name == "system_admin"
    assert (client.get(reverse(INDEX)).status_code == 200) is opens
    assert (client.get(reverse(ADD)).status_code == 200) is opens


def test_the_list_shows_one_name_and_finds_by_name_or_number(cast, sign_in):
    client = sign_in(cast.system_admin)
    page = client.get(reverse(INDEX)).content.decode()
    assert "学员甲" in page
    assert "bulk_actions" not in page
    for wanted in ("外人", "00104"):
        found = client.get(reverse(INDEX), {"q": wanted}).content.decode()
        assert "外人丁" in found
        assert "学员甲" not in found



def test_a_number_is_never_given_twice(cast, sign_in):
    data = {"staff_no": "00101", "full_name": "另一人", "password1": "Begin-2026", "password2": "Begin-2026"}
    assert sign_in(cast.system_admin).post(reverse(ADD), data).status_code == 200
    assert User.objects.filter(staff_no="00101").count() == 1


def test_editing_an_account(cast, sign_in):
    address = reverse("wagtailusers_users:edit", args=[cast.learner.pk])
    client = sign_in(cast.system_admin)
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="staff_no"' not in page.content.decode()
    data = {"full_name": "学员甲改", "name_tag": "大", "email": "a@example.com", "is_active": "on"}
    assert client.post(address, data).status_code == 302
    cast.learner.refresh_from_db()
    assert (cast.learner.full_name, cast.learner.name_tag, cast.learner.is_active) == ("学员甲改", "大", True)
    assert cast.learner.must_change_password is False
    assert cast.learner.check_password("Study-2026")



def test_ones_own_account(cast, sign_in):
    address = reverse("wagtailusers_users:edit", args=[cast.system_admin.pk])
    client = sign_in(cast.system_admin)
    assert 'name="password1"' not in client.get(address).content.decode()
    assert client.post(address, {"full_name": "系统壬", "email": ""}).status_code == 302
    cast.system_admin.refresh_from_db()
    assert cast.system_admin.is_active
    assert client.get("/admin/account/").status_code == 200


def test_nobody_is_put_into_a_group_by_hand(cast, sign_in):
    address = reverse("wagtail_bulk_action", args=["people", "user", "assign_role"]) + f"?id={cast.system_admin.pk}"
    role = Group.objects.get(name="Auditors").pk
    assert sign_in(cast.system_admin).post(address, {"role": role}).status_code == 403
    assert not cast.system_admin.groups.filter(pk=role).exists()


WAYS = {"editor": "/admin/questions/", "hr": "/admin/curricula/", "leader": "/admin/pages/",
        "system_admin": "/admin/users/", "auditor": "/audit/"}


@pytest.mark.parametrize(("name", "way"), WAYS.items())
def test_the_first_page_shows_each_role_its_own_work(cast, sign_in, name, way):
    page = sign_in(cast.everyone()[name]).get("/admin/").content.decode()
    assert f'<a href="{way}">' in page
    shown = {other for other in WAYS.values() if f'<a href="{other}">' in page}
    besides = {"/admin/questions/"} if name == "hr" else set()  # a wrong key is HR's to put right
    assert shown - {way, "/admin/pages/"} == besides
    assert "wagtail.org" not in page


def test_the_last_who_gives_roles_is_not_switched_off_nor_a_leaver_on(cast, sign_in):
    """A system administrator keeps accounts; he cannot take the bureau its security administrator."""
    end_service(person=cast.learner, on=clock.today() - dt.timedelta(days=1), reason="退休", by=cast.hr)
    client = sign_in(cast.system_admin)
    for person, ticked in ((cast.security_admin, {}), (cast.learner, {"is_active": "on"})):
        address = reverse("wagtailusers_users:edit", args=[person.pk])
        client.post(address, {"full_name": person.full_name, "name_tag": "", "email": "", **ticked})
        person.refresh_from_db()
        assert person.is_active is (not ticked)
    second = factories.person("安全寅")
    factories.role(second, "security_admin")
    client.post(reverse("wagtailusers_users:edit", args=[second.pk]),
                {"full_name": "安全寅", "name_tag": "", "email": ""})
    second.refresh_from_db()
    assert not second.is_active


def test_the_administration_warns_before_an_idle_session_ends(cast, sign_in):
    """HR types most there; once, with the token of the frame, and under the bureau's name."""
    client = sign_in(cast.hr)
    for address in ("/admin/", "/admin/departments/0101/rename/", "/admin/staff/"):
        page = client.get(address).content.decode()
        for part in ('<dialog id="idle"', "people/idle.js", "people/idle.css"):
            assert page.count(part) == 1, (address, part)
        assert page.split('<form id="frame" hidden>')[1].startswith('<input type="hidden" name="csrfmiddlewaretoken"')
        assert "Wagtail</title>" not in page


def personnel_acts(cast) -> list[str]:
    """A person is moved, lent, paused, corrected and gone; the words of these acts."""
    person, today, day = cast.learner, clock.today(), dt.timedelta(days=1)
    transfer_person(person=person, department=cast.other_section, post="科员", rank="", category="worker",
                    on=today - 9 * day, by=cast.hr)
    loan = add_posting(person=person, department=cast.bureau, kind="loan", post="借调", from_on=today - 9 * day,
                       to_on=today + 9 * day, by=cast.hr)
    end_posting(posting=loan, on=today - 5 * day, by=cast.hr)
    pause = pause_person(person=person, from_on=today - 3 * day, to_on=None, reason="长期病假", by=cast.hr)
    end_pause(state=pause, on=today - 2 * day, by=cast.hr)
    correct_person(person=person, full_name="学员更名", by=cast.hr)
    correct_keys(person=person, pinyin="xue yuan", groups=["1", "2", "3", "4"], by=cast.hr)
    end_service(person=person, on=today - day, reason="辞退", by=cast.hr)
    kinds = Act.objects.values_list("kind", flat=True)
    assert len(set(kinds)) == 8
    return [str(ACT_WORDS[kind]) for kind in kinds]


def test_who_keeps_accounts_reads_no_personnel_acts(cast, sign_in):
    """Neither in the history of the account nor in the site's, however it is asked for; HR has them there."""
    words = personnel_acts(cast)
    history, usage, edit = (reverse(f"wagtailusers_users:{name}", args=[cast.learner.pk])
                            for name in ("history", "usage", "edit"))
    site = reverse("wagtailadmin_reports:site_history")
    client = sign_in(cast.system_admin)
    for address in (history, usage, edit, site, f"{site}?export=csv", f"{site}?user={cast.hr.pk}",
                    reverse("wagtailadmin_reports:site_history_results")):
        answer = client.get(address)
        assert answer.status_code == 200
        page = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert [word for word in (*words, "病假", "辞退", "people.") if word in page.decode()] == [], address
    page = sign_in(cast.hr).get(site).content.decode()
    assert [word for word in words if word not in page] == []
    assert ModelLogEntry.objects.filter(action="people.transfer").count() == 1
