"""The staff list: who sees it, its order, search, filters, export, and that it asks the same few questions."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import PeopleSettings, Posting
from lms.people.services import end_service, pause_person
from lms.people.services.keys import key_everybody
from tests import factories

INDEX = "/admin/staff/"
# Who does not enter the administration is led to the sign-in or his desk; who does, and is not HR, finds nothing.
DOORS = {"hr": 200, "editor": 404, "leader": 404, "system_admin": 404, "auditor": 404, "learner": 302, "head": 302,
         "supervision": 302, "county_admin": 302, "inspector": 302, "stranger": 302}
DAY = dt.timedelta(days=1)


def names(client, **query) -> list[str]:
    return [person.full_name for person in client.get(INDEX, query).context["object_list"]]


@pytest.mark.parametrize(("name", "status"), DOORS.items())
def test_the_whole_cast_at_every_door(cast, sign_in, name, status):
    client, person = sign_in(cast.everyone()[name]), cast.learner.pk
    post = Posting.objects.get(person=person).pk
    addresses = [
        INDEX, reverse("staff:index_results"), reverse("staff:export"), reverse("staff:new"),
        reverse("staff:bulk", args=["transfer"]) + f"?id={person}", reverse("staff:person", args=[person]),
        reverse("staff:act", args=[person, "transfer"]), reverse("staff:act", args=[person, "leave"]),
    ]
    assert {client.get(address).status_code for address in addresses} == {status}
    refused = {404} if status == 200 else {status}
    assert client.get(reverse("staff:end", args=[person, "end-post", post])).status_code in refused
    posted = client.post(reverse("staff:recompute", args=[person])).status_code
    assert posted == (302 if status in (200, 302) else 404)


def test_accounts_without_a_post_are_not_staff(cast, sign_in):
    shown = names(sign_in(cast.hr))
    assert cast.learner.full_name in shown
    assert cast.system_admin.full_name not in shown
    assert sign_in(cast.hr).get(reverse("staff:person", args=[cast.system_admin.pk])).status_code == 404


@pytest.fixture
def five(cast):
    """曾红, 单丽, 欧阳明, 田大利 and 田富, made in no order."""
    made = [factories.person(name, cast.section) for name in ("曾红", "单丽", "欧阳明", "田大利", "田富")]
    key_everybody()
    return made


def test_orders(cast, sign_in, five):
    client = sign_in(cast.hr)
    strokes = ["田富", "田大利", "欧阳明", "单丽", "曾红"]
    assert [name for name in names(client) if name in strokes] == strokes
    pinyin = ["欧阳明", "单丽", "田大利", "田富", "曾红"]
    assert [name for name in names(client, order="pinyin") if name in pinyin] == pinyin
    settings = PeopleSettings.load()
    settings.name_order = "pinyin"
    settings.save()
    assert [name for name in names(client) if name in pinyin] == pinyin
    by_unit = names(client, order="unit")
    assert by_unit[0] == "副局长丙"
    assert by_unit.index("曾红") < by_unit.index("外人丁")


@pytest.mark.parametrize(("query", "found"), [
    ("欧阳", {"欧阳明"}), ("阳明", {"欧阳明"}), ("ouyang", {"欧阳明"}), ("ou yang ming", {"欧阳明"}),
    ("oym", {"欧阳明"}),
    ("shanli", {"单丽"}), ("SL", {"单丽"}), ("tian", {"田大利", "田富"}), ("00101", {"学员甲"}),
    ("副局长", {"副局长丙"}),
    ("没有", set()),
])
def test_search(cast, sign_in, five, query, found):
    Posting.objects.filter(person=cast.leader).update(post="副局长")
    assert set(names(sign_in(cast.hr), q=query)) == found


def test_filters(cast, sign_in):
    client, today = sign_in(cast.hr), clock.today()
    pause_person(person=cast.learner, from_on=today - DAY, to_on=None, reason="产假", by=cast.hr)
    end_service(person=cast.stranger, on=today - DAY, reason="退休", by=cast.hr)
    end_service(person=cast.editor, on=today + DAY, reason="退休", by=cast.hr)
    factories.post_in(cast.county_admin, cast.section, kind="loan", to_on=today + DAY)
    assert names(client, state="paused") == ["学员甲"]
    assert names(client, state="left") == ["外人丁"]
    assert names(client, state="leaving") == ["编辑庚"]
    assert names(client, state="away") == ["县管辛"]
    assert "外人丁" not in names(client)
    assert names(client, q="外人丁") == ["外人丁"]
    assert set(names(client, unit=cast.section.pk)) == {"学员甲", "科长乙", "县管辛"}
    assert names(client, part="head") == ["科长乙"]
    assert names(client, part="hr") == ["人事戊"]
    assert names(client, kind="loan") == ["县管辛"]
    assert "人事戊" not in names(client, never="never")  # he has signed in
    assert client.get(INDEX, {"state": "nonsense", "p": "999", "unit": "x"}).status_code == 200


def test_the_reason_of_a_pause_is_not_in_the_list(cast, sign_in):
    pause_person(person=cast.learner, from_on=clock.today(), to_on=None, reason="长期病假", by=cast.hr)
    page = sign_in(cast.hr).get(INDEX).content.decode()
    assert "暂缓" in page
    assert "长期病假" not in page


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection, ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_same_queries_for_ten_times_the_people(cast, sign_in):
    client = sign_in(cast.hr)
    for address in (INDEX, f"{INDEX}?order=unit", reverse("staff:export")):
        before = queries(client, address)
        for _ in range(30):
            factories.person("测试", cast.section)
        assert queries(client, address) == before


def test_the_export_is_text_escaped_and_logged(cast, sign_in):
    factories.person("王伟", cast.section, staff_no="00007", post="=1+1")
    answer = sign_in(cast.hr).get(reverse("staff:export"), {"q": "王伟"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:4] == ("00007", "王伟", "养老保险科", "'=1+1")
    assert any("00104" not in str(cell) and "人事戊" in str(cell) for row in rows for cell in row if cell)
    assert Entry.objects.get(action="people.export_staff").detail["people"] == 1
