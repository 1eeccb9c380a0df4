"""Taking a written roster back."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.people.models import HeadOf, ImportRow, ImportRun, PersonState, Posting, RoleGrant, User
from lms.people.services import UndoRefused, transfer_person
from lms.people.services.roster import RosterRefused, undo_roster
from tests import factories
from tests.people.rosters import TODAY, row
from tests.people.test_roster_kinds import LATER, confirm, judged, people


def written(*rows, **more) -> ImportRun:
    run = judged(*rows, **more)
    assert confirm(run, on=more.get("on", LATER))
    return ImportRun.objects.get(pk=run.pk)


def facts() -> tuple:
    """Everything a roster writes, as it stands."""
    return (
        list(User.objects.order_by("staff_no").values_list("staff_no", "full_name", "name_tag", "gender", "is_active",
                                                           "pinyin", "stroke_key")),
        *(list(model.objects.order_by("pk").values()) for model in (Posting, PersonState, HeadOf)),
    )


def test_joiners_disappear_with_all_they_brought(organisation):
    before = facts()
    run = undo_roster(run=written(*people(5), row(state="产假")), by=None)
    assert facts() == before
    assert (run.state, run.act.undone_at is not None) == ("undone", True)
    assert run.rows.filter(kind="joiner", person=None).count() == 6
    assert Entry.objects.filter(action="people.undo_roster").count() == 1


def test_everything_is_as_it_was(organisation):
    written(*people(6), on=TODAY)
    person = User.objects.get(staff_no="00105")
    factories.head(person, organisation["0101"])
    before = facts()
    rows = people(6)
    rows[0] = row(staff_no="00100", name="张新名（大）")
    rows[1][6], rows[2][4], rows[3][9], rows[4][7] = "副科长", "政策法规科", "产假", "四级主任科员"
    rows[5][9] = "退休"
    run = written(*rows)
    assert facts() != before
    undo_roster(run=run, by=None)
    assert facts() == before


def test_a_role_does_not_come_back(organisation):
    """What HR may undo, HR could give: a security administrator gives it again (decision 0009)."""
    written(*people(1), on=TODAY)
    grant = factories.role(User.objects.get(staff_no="00100"), "editor")
    run = written(*people(1, state="退休"))
    undo_roster(run=run, by=None)
    grant.refresh_from_db()
    assert grant.to_on is not None


def test_a_pause_that_was_ended_goes_on(organisation):
    written(row(state="产假"), on=TODAY)
    before = facts()
    undo_roster(run=written(row()), by=None)
    assert facts() == before


def test_undone_twice_changes_nothing(organisation):
    run = undo_roster(run=written(*people(1)), by=None)
    undo_roster(run=run, by=None)
    assert Entry.objects.filter(action="people.undo_roster").count() == 1


def test_only_the_last_roster_can_be_undone(organisation):
    first, second = written(*people(1), on=TODAY), written(row())
    with pytest.raises(RosterRefused, match=second.file_name):
        undo_roster(run=first, by=None)
    undo_roster(run=second, by=None)
    undo_roster(run=ImportRun.objects.get(pk=first.pk), by=None)
    assert User.objects.count() == 0


def test_a_preview_cannot_be_undone(organisation):
    with pytest.raises(RosterRefused):
        undo_roster(run=judged(*people(1)), by=None)


def test_a_later_preview_does_not_stand_in_the_way(organisation):
    run = written(*people(1))
    judged(*people(1), row())
    undo_roster(run=run, by=None)
    assert User.objects.count() == 0
    assert ImportRow.objects.filter(staff_no="00100").count() == 2


def test_a_later_transfer_stands_in_the_way_and_is_named(organisation):
    run = written(*people(2))
    person = User.objects.get(staff_no="00100")
    transfer_person(person=person, department=organisation["0105"], post="科长", rank="", category="civil_servant",
                    on=LATER + dt.timedelta(days=9))
    with pytest.raises(UndoRefused, match=str(person.pk)):
        undo_roster(run=run, by=None)
    assert (User.objects.count(), ImportRun.objects.get(pk=run.pk).state) == (2, "committed")


def test_a_joiner_somebody_refers_to_stays(organisation):
    run = written(*people(2))
    factories.role(User.objects.get(staff_no="00101"), "editor")
    with pytest.raises(UndoRefused):
        undo_roster(run=run, by=None)
    assert ImportRow.objects.filter(run=run, person=None).count() == 0


def test_a_joiner_who_has_signed_in_stays(organisation):
    run = written(*people(1))
    User.objects.update(last_login=dt.datetime(2026, 6, 23, tzinfo=dt.UTC))
    with pytest.raises(UndoRefused, match="00100"):
        undo_roster(run=run, by=None)


def test_an_imported_roster_from_before_acts_stays(organisation):
    run = written(*people(1))
    ImportRun.objects.update(act=None)
    with pytest.raises(RosterRefused):
        undo_roster(run=run, by=None)


def test_many_changes_are_taken_back_in_portions(organisation, monkeypatch):
    monkeypatch.setattr("lms.people.services.roster.undoing.BATCH", 7)
    before = facts()
    undo_roster(run=written(*people(20)), by=None)
    assert facts() == before


def test_what_would_begin_after_a_leavers_last_day_is_withdrawn_and_comes_back(organisation):
    written(*people(2), on=TODAY)
    person = User.objects.get(staff_no="00100")
    HeadOf.objects.create(person=person, department=organisation["0101"], from_on=LATER + dt.timedelta(days=30))
    factories.post_in(person, organisation["0105"], kind="loan", from_on=LATER, to_on=LATER + dt.timedelta(days=30))
    grant = factories.role(person, "editor", from_on=LATER + dt.timedelta(days=30))
    before = facts()
    rows = people(2)
    rows[0][9] = "退休"
    run = written(*rows)
    assert not HeadOf.objects.exists()
    assert not Posting.objects.filter(person=person, kind="loan").exists()
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()
    assert Entry.objects.filter(action="people.withdraw_role", target="00100").count() == 1
    undo_roster(run=run, by=None)
    assert facts() == before
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()
