"""Design 1, day 9: rare and minority names are imported, stored, searched, sorted, exported and shown as they are."""

import io

import pytest
from openpyxl import load_workbook

from lms.people.models import User
from lms.people.services.keys import key_everybody
from tests import factories
from tests.people.rosters import load, row

WRITTEN = ("㐆明", "𬱖华", "陈\ue863", "阿依古丽•买买提")
KEPT = ["㐆明", "𬱖华", "陈䶮", "阿依古丽·买买提"]
BY_STROKES = ["㐆明", "阿依古丽·买买提", "陈䶮", "𬱖华"]  # 6; 7, 依… 阝 both 52, then 1 before 1 5; 11


@pytest.fixture
def hr(organisation):
    load(*(row(staff_no=f"0090{number}", name=name) for number, name in enumerate(WRITTEN)))
    key_everybody()
    officer = factories.person("人事", organisation["0101"], staff_no="H-1")
    factories.role(officer, "hr")
    from lms.people.services import sync_role_groups

    sync_role_groups()
    return officer


def test_stored(hr):
    assert list(User.objects.filter(staff_no__startswith="0090").values_list("full_name", flat=True)) == KEPT


@pytest.mark.parametrize(("query", "found"), [
    ("㐆", "㐆明"), ("yinming", "㐆明"), ("𬱖", "𬱖华"), ("dihua", "𬱖华"), ("䶮", "陈䶮"), ("陈\ue863", "陈䶮"),
    ("chenyan", "陈䶮"), ("古丽", "阿依古丽·买买提"), ("阿依古丽•买买提", "阿依古丽·买买提"),
    ("ayiguli", "阿依古丽·买买提"), ("ayglmmt", "阿依古丽·买买提"),
])
def test_searched(hr, sign_in, query, found):
    page = sign_in(hr).get("/admin/staff/", {"q": query})
    assert [person.full_name for person in page.context["object_list"]] == [found]
    assert found in page.content.decode()


def test_sorted_and_exported(hr, sign_in):
    client = sign_in(hr)
    shown = [person.full_name for person in client.get("/admin/staff/").context["object_list"]]
    assert [name for name in shown if name in KEPT] == BY_STROKES
    sheet = load_workbook(io.BytesIO(client.get("/admin/staff/export/").content)).active
    cells = [line[1] for line in sheet.iter_rows(values_only=True)]
    assert [name for name in cells if name in KEPT] == KEPT
