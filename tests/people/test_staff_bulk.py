"""Acts on many: preview, who cannot and why, all or nothing, undone as one."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import Act, PersonState, Posting
from lms.people.services import transfer_person
from lms.people.services.posting_rules import PostingRefused
from lms.people.services.staff import undo_person_act
from lms.people.services.staff_many import judge_transfer, pause_people, transfer_people
from tests import factories

ON = dt.date(2026, 9, 15)


def address(name, *people) -> str:
    return reverse("staff:bulk", args=[name]) + "?" + "&".join(f"id={person.pk}" for person in people)


def test_a_transfer_of_two_is_one_act(cast, sign_in):
    client, url = sign_in(cast.hr), address("transfer", cast.learner, cast.head)
    assert client.get(url).status_code == 200
    data = {"department": cast.other_section.pk, "on": "2026-09-15"}
    preview = client.post(url, data)
    assert preview.status_code == 200
    assert len(preview.context["can"]) == 2
    assert not Act.objects.exists()
    confirmed = client.post(url, data | {"expected": preview.context["expected"]})
    assert confirmed.status_code == 302
    assert Posting.objects.filter(department=cast.other_section, from_on=ON).count() == 2
    act = Act.objects.get()
    assert set(Entry.objects.get(action="people.transfer").detail["people"]) == {"00101", "00102"}
    undo_person_act(act=act, by=cast.hr)
    assert not Posting.objects.filter(from_on=ON).exists()
    assert Posting.objects.filter(person__in=[cast.learner, cast.head], to_on=None).count() == 2


def test_who_cannot_is_named_and_nothing_is_written(cast, sign_in):
    client, url = sign_in(cast.hr), address("transfer", cast.learner, cast.stranger)
    data = {"department": cast.other_section.pk, "on": "2026-09-15"}
    preview = client.post(url, data)
    assert [one.person for one in preview.context["cannot"]] == [cast.stranger]
    assert f"id={cast.learner.pk}" in preview.context["fewer"]
    assert f"id={cast.stranger.pk}" not in preview.context["fewer"]
    assert client.post(url, data | {"expected": preview.context["expected"]}).status_code == 422
    assert not Act.objects.exists()


def test_a_preview_that_is_stale_writes_nothing(cast, sign_in):
    client, url = sign_in(cast.hr), address("transfer", cast.learner)
    data = {"department": cast.other_section.pk, "on": "2026-09-15"}
    expected = client.post(url, data).context["expected"]
    transfer_person(person=cast.learner, department=cast.county, post="科员", rank="", category="civil_servant",
                    on=dt.date(2026, 2, 1), by=cast.hr)
    assert client.post(url, data | {"expected": expected}).status_code == 422
    assert Posting.objects.get(person=cast.learner, to_on=None).department == cast.county


def test_a_pause_of_many(cast, sign_in):
    client, url = sign_in(cast.hr), address("pause", cast.learner, cast.head)
    data = {"from_on": "2026-03-01", "to_on": "2026-04-01", "reason": "驻村帮扶"}
    expected = client.post(url, data).context["expected"]
    assert client.post(url, data | {"expected": expected}).status_code == 302
    assert PersonState.objects.filter(kind="paused", reason="驻村帮扶").count() == 2
    assert "驻村帮扶" not in str(Entry.objects.get(action="people.pause").detail)
    assert client.post(url, data | {"expected": expected}).status_code == 422  # a double click: they are paused already


def test_all_the_list_shows(cast, sign_in):
    client = sign_in(cast.hr)
    page = client.get(reverse("staff:bulk", args=["pause"]), {"id": "all", "q": "学员"})
    assert [person.full_name for person in page.context["people"]] == ["学员甲"]
    assert client.get(reverse("staff:bulk", args=["pause"])).status_code == 302
    assert client.get(reverse("staff:bulk", args=["nothing"]), {"id": "1"}).status_code == 404


def test_one_time_passwords_go_to_the_slips(cast, sign_in):
    page = sign_in(cast.hr).get(address("secrets", cast.learner, cast.head))
    html = page.content.decode()
    assert f'action="{reverse("people:slips")}"' in html
    assert html.count('name="person"') == 2


def test_the_same_queries_for_two_and_for_twenty(cast, django_assert_max_num_queries):
    people = [factories.person("测试", cast.section) for _ in range(20)]
    with django_assert_max_num_queries(8):
        assert all(not one.why_not for one in judge_transfer(people, cast.other_section, ON))


def test_too_many_are_refused(cast):
    with pytest.raises(PostingRefused):
        judge_transfer([cast.learner] * 501, cast.other_section, ON)


def test_all_or_nothing_in_the_service(cast):
    people = [cast.learner, cast.system_admin]
    with pytest.raises(PostingRefused):
        transfer_people(people=people, department=cast.county, on=ON, by=cast.hr)
    with pytest.raises(PostingRefused):
        pause_people(people=people, from_on=ON, to_on=None, reason="产假", by=cast.hr)
    assert not Act.objects.exists()


def test_the_forms_begin_with_today(cast, sign_in):
    client = sign_in(cast.hr)
    for name, field in (("transfer", "on"), ("pause", "from_on")):
        form = client.get(address(name, cast.learner)).context["form"]
        assert form.get_initial_for_field(form.fields[field], field) == clock.today(), name


def test_the_buttons_of_the_bar_can_be_read(cast, sign_in):
    """Wagtail paints the bar's buttons white: only a secondary one has its words in another colour."""
    page = sign_in(cast.hr).get(reverse("staff:index")).content.decode()
    assert page.count("button-secondary bulk-action-btn") == page.count("data-bulk-action-button") == 3
