"""Accounts and units in the content administration."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Department, User

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


def test_a_new_account_must_change_its_password(cast, sign_in):
    data = {"staff_no": "00777", "full_name": "新来的", "name_tag": "", "email": "",
            "password1": "Begin-2026", "password2": "Begin-2026", "is_superuser": "on", "groups": "1"}
    response = sign_in(cast.system_admin).post(reverse(ADD), data)
    assert response.status_code == 302
    person = User.objects.get(staff_no="00777")
    assert person.must_change_password
    assert person.check_password("Begin-2026")
    assert not person.is_superuser
    assert not person.groups.exists()
    assert Entry.objects.get(action="people.create_account").target == "00777"


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


def test_resetting_a_password(cast, sign_in):
    address = reverse("wagtailusers_users:edit", args=[cast.learner.pk])
    data = {"full_name": "学员甲", "is_active": "on", "password1": "Other-2026", "password2": "Other-2026"}
    sign_in(cast.system_admin).post(address, data)
    cast.learner.refresh_from_db()
    assert cast.learner.must_change_password
    assert Entry.objects.get(action="people.edit_account").detail == {"changed": "password"}


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


def unit_data(**changes) -> dict:
    return {"code": "0199", "name": "新设科", "short_name": "", "kind": "section", "sort_order": "5", "closed_on": "",
            "successor": ""} | changes


@pytest.mark.parametrize("name", ["hr", "system_admin", "editor", "leader"])
def test_units_are_hrs(cast, sign_in, name):
    page = sign_in(cast.everyone()[name]).get("/admin/departments/")
    assert (page.status_code == 200) is (name == "hr")


def test_units_are_listed_in_tree_order_and_filtered_by_kind(cast, sign_in):
    client = sign_in(cast.hr)
    page = client.get("/admin/departments/").content.decode()
    names = [page.index(name) for name in Department.objects.values_list("name", flat=True)[1:]]
    assert names == sorted(names)
    counties = client.get("/admin/departments/?kind=county").content.decode()
    assert "东城区局" in counties
    assert "养老保险科" not in counties


def test_a_unit_is_made_under_another(cast, sign_in):
    client = sign_in(cast.hr)
    assert client.get("/admin/departments/new/").status_code == 200
    assert client.post("/admin/departments/new/", unit_data(parent=cast.county.pk)).status_code == 302
    assert Department.objects.get(code="0199").get_parent() == cast.county


def test_a_unit_is_renamed_and_moved_with_what_is_below(cast, sign_in):
    address = f"/admin/departments/edit/{cast.section.pk}/"
    client = sign_in(cast.hr)
    assert client.get(address).status_code == 200
    data = unit_data(code="0101", name="城乡养老保险科", parent=cast.county.pk)
    assert client.post(address, data).status_code == 302
    moved = Department.objects.get(pk=cast.section.pk)
    assert (moved.name, moved.get_parent()) == ("城乡养老保险科", cast.county)


def test_a_merged_unit_needs_a_date_and_never_belongs_to_itself(cast, sign_in):
    address = f"/admin/departments/edit/{cast.section.pk}/"
    client = sign_in(cast.hr)
    data = unit_data(code="0101", parent=cast.section.pk, successor=cast.section.pk)
    assert set(client.post(address, data).context["form"].errors) == {"parent", "closed_on", "successor"}


def test_a_unit_is_never_deleted(cast, sign_in):
    sign_in(cast.hr).post(f"/admin/departments/delete/{cast.section.pk}/")
    assert Department.objects.filter(pk=cast.section.pk).exists()


WAYS = {"editor": "/admin/questions/", "hr": "/admin/curricula/", "leader": "/admin/pages/",
        "system_admin": "/admin/users/", "auditor": "/audit/"}


@pytest.mark.parametrize(("name", "way"), WAYS.items())
def test_the_first_page_shows_each_role_its_own_work(cast, sign_in, name, way):
    page = sign_in(cast.everyone()[name]).get("/admin/").content.decode()
    assert f'<a href="{way}">' in page
    shown = {other for other in WAYS.values() if f'<a href="{other}">' in page}
    assert shown - {way, "/admin/pages/"} == set()
    assert "wagtail.org" not in page


def test_a_new_password_is_refused_in_our_words(cast, sign_in):
    data = {"staff_no": "00778", "full_name": "新来的", "password1": "Ab1", "password2": "Ab1"}
    page = sign_in(cast.system_admin).post(reverse(ADD), data).content.decode()
    assert "至少需要 8 个字符" in page
