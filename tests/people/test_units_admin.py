"""Units in the content administration: HR's alone, the tree as of a day, the wizard."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import Act, Department, DepartmentAlias, HeadOf
from lms.people.services import merge_units, rename_unit
from tests import factories

TODAY = clock.today()
INDEX = "/admin/departments/"


def wizard(kind: str, code: str = "0101") -> str:
    return reverse("departments:act", args=[code, kind])


ACTS = ("rename", "move", "merge", "split", "close")


@pytest.mark.parametrize("address", [INDEX, INDEX + "new/", INDEX + "0101/", INDEX + "0101/edit/",
                                     *(f"{INDEX}0101/{kind}/" for kind in ACTS)])
def test_units_are_hrs(cast, sign_in, address):
    for name, user in cast.everyone().items():
        page = sign_in(user).get(address)
        assert (page.status_code == 200) is (name == "hr"), name
        if name == "hr":
            assert page.content.count(b"<h1") == 1


@pytest.mark.parametrize("address", ["0101/nicknames/", "0101/undo/1/", "0101/merge/", "0101/edit/", "new/"])
def test_nobody_else_writes(cast, sign_in, address):
    for name, user in cast.everyone().items():
        if name != "hr":
            assert sign_in(user).post(INDEX + address).status_code in (302, 403, 404), name
    assert not Act.objects.exists()


def test_the_tree_with_its_counts(cast, sign_in):
    client = sign_in(cast.hr)
    page = client.get(INDEX)
    rows = {row.code: row for row in page.context["rows"]}
    assert list(rows) == ["00", "0101", "0102", "0301"]
    assert (rows["00"].count.own, rows["0101"].count.own) == (1, 2)
    assert rows["00"].count.below == sum(row.count.own for row in rows.values())
    assert rows["0101"].head == "科长乙"


def test_the_tree_of_another_day(cast, sign_in):
    merge_units(units=[cast.section], into=cast.other_section, on=TODAY)
    client = sign_in(cast.hr)
    assert "0101" not in [row.code for row in client.get(INDEX).context["rows"]]
    before = {"day": f"{TODAY - dt.timedelta(days=1)}"}
    assert "0101" in [row.code for row in client.get(INDEX, before).context["rows"]]
    assert [row.code for row in client.get(INDEX, {"state": "closed"}).context["rows"]] == ["0101"]


@pytest.mark.parametrize(("words", "codes"), [("养老", ["0101"]), ("0301", ["0301"]), ("东边", ["0301"]), ("无", [])])
def test_a_unit_is_found_by_any_of_its_names(cast, sign_in, words, codes):
    DepartmentAlias.objects.create(name="东边局", department=cast.county)
    page = sign_in(cast.hr).get(INDEX, {"q": words})
    assert [row.code for row in page.context["rows"]] == codes


def test_what_cannot_be_read_is_left_aside(cast, sign_in):
    page = sign_in(cast.hr).get(INDEX, {"day": "2026-13-45", "kind": "moon", "state": "x"})
    assert (page.status_code, len(page.context["rows"])) == (200, 4)


def test_as_many_queries_for_many_units(cast, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(cast.hr)
    client.get(INDEX)
    with CaptureQueriesContext(connection) as few:
        client.get(INDEX)
    for number in range(30):
        factories.person(f"人{number}", factories.unit(f"{4000 + number}", f"科{number}", cast.bureau))
    with CaptureQueriesContext(connection) as many:
        client.get(INDEX)
    assert len(many) == len(few)


def test_the_story_shows_the_days_without_a_head(cast, sign_in):
    HeadOf.objects.filter(department=cast.section).update(to_on=dt.date(2026, 3, 31))
    factories.head(cast.learner, cast.section, from_on=dt.date(2026, 5, 1))
    rename_unit(unit=cast.section, name="城乡养老科", on=dt.date(2026, 6, 1), by=cast.hr)
    page = sign_in(cast.hr).get(INDEX + "0101/")
    lines = [(line.from_on, line.to_on, line.head is None) for line in page.context["story"].heads]
    assert (dt.date(2026, 4, 1), dt.date(2026, 4, 30), True) in lines
    text = page.content.decode()
    assert "城乡养老科" in text
    assert "养老保险科" in text


def test_a_merger_by_hand(cast, sign_in):
    """Fill in, look, confirm; the second click of a double click does nothing more."""
    client = sign_in(cast.hr)
    data = {"into": cast.other_section.pk, "on": f"{TODAY}"}
    preview = client.post(wizard("merge"), data)
    assert preview.status_code == 200
    plan = preview.context["plan"]
    assert "学员甲" in preview.content.decode()
    assert not Act.objects.exists()
    for _click in range(2):
        done = client.post(wizard("merge"), data | {"confirm": plan.fingerprint})
        assert done.status_code == 302
    assert Act.objects.get().kind == "merge_units"
    assert Entry.objects.get(action="people.merge_units").actor_no == cast.hr.staff_no
    address = reverse("departments:undo", args=["0101", Act.objects.get().pk])
    assert f'action="{address}"' in client.get(INDEX + "0101/").content.decode()
    assert client.post(address).status_code == 302
    assert Department.objects.get(code="0101").closed_on is None


def test_what_changed_since_the_preview_is_shown_again(cast, sign_in):
    client = sign_in(cast.hr)
    data = {"into": cast.other_section.pk, "on": f"{TODAY}"}
    fingerprint = client.post(wizard("merge"), data).context["plan"].fingerprint
    factories.person("刚来的", cast.section)
    again = client.post(wizard("merge"), data | {"confirm": fingerprint})
    assert again.status_code == 422
    assert again.context["changed"]
    assert "刚来的" in again.content.decode()
    assert not Act.objects.exists()
    client.post(wizard("merge"), data | {"confirm": again.context["plan"].fingerprint})
    assert Act.objects.count() == 1


def test_confirming_needs_the_preview(cast, sign_in):
    sign_in(cast.hr).post(wizard("merge"), {"into": cast.other_section.pk, "on": f"{TODAY}", "confirm": ""})
    assert not Act.objects.exists()


def test_a_refused_act_has_no_button(cast, sign_in):
    client = sign_in(cast.hr)
    page = client.post(wizard("close"), {"on": f"{TODAY}"})
    assert page.context["plan"].refusals
    assert 'name="confirm"' not in page.content.decode()
    client.post(wizard("close"), {"on": f"{TODAY}", "confirm": page.context["plan"].fingerprint})
    assert Department.objects.get(code="0101").closed_on is None


def test_a_unit_is_set_up_renamed_and_moved(cast, sign_in):
    client = sign_in(cast.hr)
    new = {"code": "0199", "name": "新设科", "kind": "section", "sort_order": "5", "parent": cast.county.pk,
           "on": f"{TODAY}"}
    steps = [(INDEX + "new/", new), (wizard("rename", "0199"), {"name": "再改科", "on": f"{TODAY}"}),
             (wizard("move", "0199"), {"parent": cast.bureau.pk, "on": f"{TODAY}"})]
    for address, data in steps:
        plan = client.post(address, data).context["plan"]
        assert client.post(address, data | {"confirm": plan.fingerprint}).status_code == 302
    unit = Department.objects.get(code="0199")
    assert (unit.name, unit.get_parent()) == ("再改科", cast.bureau)


def test_a_unit_is_split_by_hand(cast, sign_in):
    client = sign_in(cast.hr)
    data = {"on": f"{TODAY}", "code_1": "0160", "name_1": "经办科", f"person_{cast.learner.pk}": "1"}
    page = client.post(wizard("split"), data)
    assert client.post(wizard("split"), data | {"confirm": page.context["plan"].fingerprint}).status_code == 302
    assert cast.learner.postings.get(to_on=None).department.code == "0160"
    data[f"person_{cast.head.pk}"] = "2"
    assert client.post(wizard("split"), data).context["form"].errors


@pytest.mark.parametrize("day", ["1999-12-31", "2101-01-01", "9999-12-31", ""])
def test_days_stay_within_the_calendar(cast, sign_in, day):
    page = sign_in(cast.hr).post(wizard("close"), {"on": day})
    assert (page.status_code, "on" in page.context["form"].errors) == (422, True)


def test_kind_and_order_are_no_act(cast, sign_in):
    client = sign_in(cast.hr)
    address = INDEX + "0101/edit/"
    page = client.get(address).content.decode()
    for name in ("name", "parent", "closed_on", "code"):
        assert f'name="{name}"' not in page
    assert client.post(address, {"kind": "institution", "sort_order": "999", "code": "9"}).status_code == 302
    unit = Department.objects.get(pk=cast.section.pk)
    assert (unit.kind, unit.code) == ("institution", "0101")
    assert list(Department.objects.values_list("code", flat=True))[-1] == "0101"
    assert "编辑" in client.get(INDEX + "0101/").content.decode()


def test_nicknames(cast, sign_in):
    client = sign_in(cast.hr)
    address = INDEX + "0101/nicknames/"
    for _twice in range(2):
        client.post(address, {"name": "养老办"})
    assert DepartmentAlias.objects.get().department == cast.section
    client.post(INDEX + "0102/nicknames/", {"name": "养老办"})
    client.post(INDEX + "0102/nicknames/", {"name": " "})
    assert DepartmentAlias.objects.get().department == cast.section
    client.post(address, {"remove": "养老办"})
    assert not DepartmentAlias.objects.exists()


def test_only_the_latest_act_is_undone(cast, sign_in):
    first = rename_unit(unit=cast.section, name="甲", on=TODAY - dt.timedelta(days=3))
    rename_unit(unit=cast.section, name="乙", on=TODAY)
    sign_in(cast.hr).post(reverse("departments:undo", args=["0101", first.pk]))
    assert Department.objects.get(code="0101").name == "乙"


def test_a_unit_is_not_offered_for_a_merger_with_itself(cast, sign_in):
    form = sign_in(cast.hr).get(wizard("merge")).context["form"]
    for name in ("others", "into"):
        offered = set(form.fields[name].queryset.values_list("code", flat=True))
        assert cast.section.code not in offered, name
        assert cast.other_section.code in offered, name
        assert not form.fields[name].queryset.filter(kind=Department.Kind.ROOT).exists(), name


def test_a_unit_leads_to_its_people(cast, sign_in):
    page = sign_in(cast.hr).get(INDEX + "0101/").content.decode()
    assert f'href="{reverse("staff:person", args=[cast.learner.pk])}">{cast.learner.display_name}</a>' in page
    assert f'href="{reverse("staff:person", args=[cast.head.pk])}"' in page


def test_the_acts_have_words_of_their_own(cast, sign_in):
    """Not the editor's: a dialog is closed (关闭), a unit is wound up (撤销)."""
    page = sign_in(cast.hr).get(INDEX + "0101/").content.decode()
    assert [word for word in ("更名", "调整隶属", "合并", "拆分", "撤销") if f">{word}</a>" not in page] == []
