"""A person's page and the acts on him: forms, refusals in words, two tabs, double clicks, undo."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.common import clock
from lms.people.admin import person as person_view
from lms.people.admin import person_acts
from lms.people.models import Act, PersonState, Posting, User
from lms.people.services import UndoRefused, end_service, pause_person, transfer_person
from lms.people.services.posting_rules import PostingRefused, taken_back
from lms.people.services.postings import add_posting, end_pause, end_posting
from lms.people.services.staff import join_person, undo_person_act
from tests import factories

ON = dt.date(2026, 9, 15)
DAY = dt.timedelta(days=1)


def act(person, name, *fact) -> str:
    return reverse("staff:end" if fact else "staff:act", args=[person.pk, name, *fact])


def transfer_data(cast, **changes) -> dict:
    return {"department": cast.other_section.pk, "post": "科员", "rank": "", "category": "civil_servant",
            "on": "2026-09-15", "expected": Posting.objects.get(person=cast.learner, to_on=None).pk} | changes


def test_the_story_is_on_one_page(cast, sign_in):
    transfer_person(person=cast.learner, department=cast.other_section, post="副科长", rank="",
                    category="civil_servant", on=ON, by=cast.hr)
    pause_person(person=cast.learner, from_on=dt.date(2026, 3, 1), to_on=dt.date(2026, 8, 6), reason="产假", by=cast.hr)
    page = sign_in(cast.hr).get(reverse("staff:person", args=[cast.learner.pk])).content.decode()
    for wanted in ("养老保险科", "政策法规科", "副科长", "产假", "2026-08-06", "人事戊"):
        assert wanted in page
    assert page.count("<h1") == 1
    assert page.count(reverse("staff:undo", args=[cast.learner.pk, Act.objects.get(kind="pause").pk])) == 1
    assert reverse("staff:undo", args=[cast.learner.pk, Act.objects.get(kind="transfer").pk]) not in page


def test_a_gap_and_the_future_are_marked(cast, sign_in):
    Posting.objects.filter(person=cast.learner).update(to_on=dt.date(2020, 12, 31))
    factories.post_in(cast.learner, cast.section, from_on=dt.date(2021, 3, 1), to_on=dt.date(2025, 1, 1))
    factories.post_in(cast.learner, cast.section, from_on=clock.today() + DAY)
    page = sign_in(cast.hr).get(reverse("staff:person", args=[cast.learner.pk])).content.decode()
    assert "staff-gap" in page
    assert "2021-01-01" in page
    assert "staff-future" in page


def test_a_transfer_twice_clicked_is_one(cast, sign_in):
    client, data = sign_in(cast.hr), transfer_data(cast)
    assert client.get(act(cast.learner, "transfer")).status_code == 200
    assert [client.post(act(cast.learner, "transfer"), data).status_code for _ in range(2)] == [302, 302]
    assert Posting.objects.filter(person=cast.learner).count() == 2
    assert Act.objects.count() == 1


def test_the_second_of_two_tabs_is_refused_in_words(cast, sign_in):
    client, data = sign_in(cast.hr), transfer_data(cast)
    client.post(act(cast.learner, "transfer"), data)
    other = client.post(act(cast.learner, "transfer"), data | {"department": cast.county.pk, "on": "2026-10-01"})
    assert other.status_code == 422
    assert other.context["form"].non_field_errors()
    assert Posting.objects.filter(person=cast.learner).count() == 2


@pytest.mark.parametrize("data", [
    {"on": "2019-01-01"}, {"on": "1800-01-01"}, {"on": "9999-12-31"}, {"on": ""}, {"department": "0"},
    {"category": "king"}, {"post": ""},
])
def test_a_wrong_transfer_changes_nothing(cast, sign_in, data):
    answer = sign_in(cast.hr).post(act(cast.learner, "transfer"), transfer_data(cast, **data))
    assert answer.status_code == 422
    assert Posting.objects.filter(person=cast.learner).count() == 1


def test_into_a_unit_that_is_not_there(cast):
    values = {"person": cast.learner, "post": "科员", "rank": "", "category": "civil_servant"}
    cast.county.closed_on = dt.date(2027, 1, 1)
    cast.county.save()
    with pytest.raises(PostingRefused, match="东城区局"):
        transfer_person(department=cast.county, on=ON, **values)
    late = factories.unit("0109", "新科", cast.bureau, opened_on=dt.date(2027, 1, 1))
    with pytest.raises(PostingRefused, match="新科"):
        transfer_person(department=late, on=ON, **values)


def test_loans(cast, sign_in):
    client = sign_in(cast.hr)
    data = {"kind": "loan", "department": cast.other_section.pk, "post": "借调", "from_on": "2026-01-05", "to_on": ""}
    assert client.post(act(cast.learner, "add"), data).status_code == 422
    assert client.post(act(cast.learner, "add"), data | {"to_on": "2026-01-01"}).status_code == 422
    assert client.post(act(cast.learner, "add"), data | {"to_on": "2027-01-04"}).status_code == 302
    assert client.post(act(cast.learner, "add"), data | {"to_on": "2027-03-04"}).status_code == 422  # overlaps
    loan = Posting.objects.get(kind="loan")
    assert client.post(act(cast.learner, "end-post", loan.pk), {"on": "2025-01-01"}).status_code == 422
    assert client.post(act(cast.learner, "end-post", loan.pk), {"on": "2026-06-30"}).status_code == 302
    loan.refresh_from_db()
    assert loan.to_on == dt.date(2026, 6, 30)
    assert end_posting(posting=loan, on=loan.to_on) == loan
    main = Posting.objects.get(person=cast.learner, kind="main")
    assert client.post(act(cast.learner, "end-post", main.pk), {"on": "2026-06-30"}).status_code == 404
    assert client.get(act(cast.stranger, "end-post", loan.pk)).status_code == 404


def test_pauses(cast, sign_in):
    client = sign_in(cast.hr)
    data = {"from_on": "2026-03-01", "to_on": "2026-08-06", "reason": "产假"}
    assert client.post(act(cast.learner, "pause"), data).status_code == 302
    assert client.post(act(cast.learner, "pause"), data).status_code == 302
    assert client.post(act(cast.learner, "pause"), data | {"from_on": "2026-08-06", "to_on": ""}).status_code == 422
    pause = PersonState.objects.get()
    assert client.post(act(cast.learner, "end-pause", pause.pk), {"on": "2026-06-30"}).status_code == 302
    pause.refresh_from_db()
    assert pause.to_on == dt.date(2026, 6, 30)
    with pytest.raises(PostingRefused):
        end_pause(state=pause, on=dt.date(2026, 1, 1))


def test_nobody_without_a_post_is_paused_or_lent(cast):
    with pytest.raises(PostingRefused):
        pause_person(person=cast.system_admin, from_on=ON, to_on=None, reason="产假")
    with pytest.raises(PostingRefused):
        add_posting(person=cast.system_admin, department=cast.section, kind="concurrent", post="顾问", from_on=ON)


def test_leaving_and_coming_back_by_undo(cast, sign_in):
    client, last = sign_in(cast.hr), clock.today() - DAY
    data = {"on": f"{last}", "reason": "退休", "expected": Posting.objects.get(person=cast.head).pk}
    assert client.post(act(cast.head, "leave"), data).status_code == 302
    cast.head.refresh_from_db()
    assert not cast.head.is_active
    assert client.post(act(cast.head, "transfer"), transfer_data(cast, expected="0")).status_code == 422
    made = Act.objects.get(kind="end_service")
    address = reverse("staff:undo", args=[cast.head.pk, made.pk])
    assert client.get(address).status_code == 200
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    cast.head.refresh_from_db()
    assert cast.head.is_active
    assert Posting.objects.get(person=cast.head).to_on is None
    assert cast.head.headships.get().to_on is None
    assert not PersonState.objects.exists()


def test_a_stale_undo_is_refused(cast, sign_in):
    client = sign_in(cast.hr)
    client.post(act(cast.learner, "transfer"), transfer_data(cast))
    first = Act.objects.get()
    address = reverse("staff:undo", args=[cast.learner.pk, first.pk])
    client.post(act(cast.learner, "transfer"), transfer_data(cast, department=cast.county.pk, on="2026-10-01"))
    assert client.post(address).status_code == 302
    first.refresh_from_db()
    assert first.undone_at is None
    with pytest.raises(UndoRefused):
        undo_person_act(act=first, by=cast.hr)
    assert client.get(reverse("staff:undo", args=[cast.stranger.pk, first.pk])).status_code == 404


def new_data(cast, **changes) -> dict:
    return {"staff_no": "00900", "full_name": "王伟（大）", "name_tag": "", "gender": "男", "email": "",
            "department": cast.section.pk, "post": "科员", "rank": "", "category": "civil_servant", "on": "2026-09-01",
            } | changes


def test_a_new_person(cast, sign_in):
    client = sign_in(cast.hr)
    assert client.get(reverse("staff:new")).status_code == 200
    assert client.post(reverse("staff:new"), new_data(cast)).status_code == 302
    made = User.objects.get(staff_no="00900")
    assert (made.full_name, made.name_tag, made.pinyin, made.has_usable_password()) == ("王伟", "大", "wang wei", False)
    assert client.post(reverse("staff:new"), new_data(cast)).status_code == 422
    undo = reverse("staff:undo", args=[made.pk, Act.objects.get().pk])
    assert client.post(undo).status_code == 302
    assert not User.objects.filter(staff_no="00900").exists()


@pytest.mark.parametrize("data", [
    {"staff_no": "110101199003078515"}, {"staff_no": "1.3E+17"}, {"staff_no": ""}, {"full_name": "王\ue000"},
    {"full_name": "=1+1"}, {"full_name": "王伟同志"}, {"on": "2200-01-01"},
])
def test_a_new_person_as_a_roster_would_judge(cast, sign_in, data):
    answer = sign_in(cast.hr).post(reverse("staff:new"), new_data(cast, **data))
    assert answer.status_code == 422
    assert not User.objects.filter(full_name="王伟").exists()


def test_the_number_of_a_closed_person_is_not_given_again(cast, sign_in):
    end_service(person=cast.stranger, on=clock.today() - DAY, reason="退休")
    answer = sign_in(cast.hr).post(reverse("staff:new"), new_data(cast, staff_no="00104"))
    assert "外人丁" in str(answer.context["form"].errors)
    with pytest.raises(PostingRefused):
        join_person(staff_no="00104", full_name="新人", department=cast.section, post="科员", on=ON,
                    category="civil_servant")


def test_a_corrected_name_keeps_the_old_in_the_story(cast, sign_in):
    client = sign_in(cast.hr)
    data = {"full_name": "阿依古丽•买买提", "name_tag": "", "gender": "女", "email": "a@example.com"}
    assert client.post(act(cast.learner, "correct"), data).status_code == 302
    cast.learner.refresh_from_db()
    assert cast.learner.full_name == "阿依古丽·买买提"
    assert "学员甲" in client.get(reverse("staff:person", args=[cast.learner.pk])).content.decode()
    assert client.post(act(cast.learner, "correct"), data | {"full_name": "陈\ue999"}).status_code == 422


def test_the_second_of_two_corrections_is_refused_in_words(cast, sign_in):
    """Two officers open the form; the second has not seen the name the first wrote."""
    client = sign_in(cast.hr)
    seen = client.get(act(cast.learner, "correct")).context["form"]["expected"].value()
    first = {"full_name": "学员新", "name_tag": "", "gender": "女", "email": "", "expected": seen}
    assert [client.post(act(cast.learner, "correct"), first).status_code for _ in range(2)] == [302, 302]
    second = {"full_name": "学员甲", "name_tag": "", "gender": "", "email": "a@example.com", "expected": seen}
    assert client.post(act(cast.learner, "correct"), second).status_code == 422
    cast.learner.refresh_from_db()
    assert (cast.learner.full_name, cast.learner.gender) == ("学员新", "女")


def test_the_order_typed_by_hand(cast, sign_in):
    client = sign_in(cast.hr)
    User.objects.filter(pk=cast.learner.pk).update(full_name="王龘", stroke_key="", pinyin="")
    client.post(reverse("staff:recompute", args=[cast.learner.pk]))
    assert "龘" in client.get(reverse("staff:person", args=[cast.learner.pk])).content.decode().split("help-warning")[1]
    assert client.post(act(cast.learner, "keys"), {"pinyin": "wang da", "strokes": "1121 9"}).status_code == 422
    assert client.post(act(cast.learner, "keys"), {"pinyin": "wang da", "strokes": "1121 414312"}).status_code == 302
    cast.learner.refresh_from_db()
    assert (cast.learner.stroke_key, cast.learner.keys_by_hand) == ("041121" + "1" + "01" + "06414312", True)


def test_who_is_no_act_is_nothing(cast, sign_in):
    client = sign_in(cast.hr)
    assert client.get(act(cast.learner, "promote")).status_code == 404
    assert client.get(act(cast.learner, "end-post")).status_code == 404
    assert client.get(act(cast.learner, "transfer", 1)).status_code == 404


def ending(cast, client, kind) -> tuple:
    """A loan or an open pause of 学员甲, the address that ends it and what its form was drawn for."""
    if kind == "loan":
        fact = add_posting(person=cast.learner, department=cast.other_section, kind="loan", post="借调",
                           from_on=clock.today(), to_on=clock.today() + 90 * DAY, by=cast.hr)
    else:
        fact = pause_person(person=cast.learner, from_on=clock.today(), to_on=None, reason="产假", by=cast.hr)
    address = act(cast.learner, "end-post" if kind == "loan" else "end-pause", fact.pk)
    return fact, address, client.get(address).context["form"]["expected"].value()


@pytest.mark.parametrize("kind", ["loan", "pause"])
def test_what_was_taken_back_meanwhile_has_no_last_day(cast, sign_in, monkeypatch, kind):
    """Before the form comes back, and while it is being answered: a sentence, and nothing written."""
    client = sign_in(cast.hr)
    fact, address, expected = ending(cast, client, kind)
    data = {"on": f"{clock.today() + 9 * DAY}", "expected": expected}
    inner = person_acts.fact_of

    def then_undone(*args):
        found = inner(*args)
        undo_person_act(act=Act.objects.get(), by=cast.hr)
        return found

    monkeypatch.setattr(person_view, "fact_of", then_undone)
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    monkeypatch.setattr(person_view, "fact_of", inner)
    answer = client.post(address, data, follow=True)
    assert answer.redirect_chain == [(reverse("staff:person", args=[cast.learner.pk]), 302)]
    assert taken_back() in answer.content.decode()
    assert client.post(address.replace(f"/{cast.learner.pk}/", f"/{cast.stranger.pk}/"), data).status_code == 404
    assert not type(fact).objects.filter(pk=fact.pk).exists()


@pytest.mark.parametrize("kind", ["loan", "pause"])
def test_the_second_of_two_last_days_is_refused_in_words(cast, sign_in, kind):
    client = sign_in(cast.hr)
    fact, address, expected = ending(cast, client, kind)
    first, second = ({"on": f"{clock.today() + days * DAY}", "expected": expected} for days in (9, 5))
    assert [client.post(address, first).status_code for _ in range(2)] == [302, 302]
    answer = client.post(address, second)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    fact.refresh_from_db()
    assert fact.to_on == clock.today() + 9 * DAY


def test_the_second_of_two_orders_of_a_name_is_refused_in_words(cast, sign_in):
    client, address = sign_in(cast.hr), act(cast.learner, "keys")
    User.objects.filter(pk=cast.learner.pk).update(full_name="王龘")
    expected = client.get(address).context["form"]["expected"].value()
    data = {"pinyin": "wang da", "strokes": "1121 414312", "expected": expected}
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    answer = client.post(address, data | {"pinyin": "wang ta"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    cast.learner.refresh_from_db()
    assert cast.learner.pinyin == "wang da"
    User.objects.filter(pk=cast.learner.pk).update(full_name="王龘龘")  # renamed meanwhile
    assert client.post(address, data | {"strokes": "1 2 3"}).status_code == 422
