"""A regrade until it is carried out: opened, previewed, proposed, decided; each step twice, and by whom."""

import pytest
from django.db import IntegrityError, transaction

from courses.models import Question
from courses.services import revise_question
from lms.assessment.models import GradeEvent, Regrade
from lms.assessment.regrading import services
from lms.assessment.regrading.services import RegradeRefused
from lms.notices.models import Notice
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.regrading.conftest import LATER, REASON


@pytest.fixture
def sat(cast, room):
    room.sit(cast.learner, right=2, said="B")
    room.corrected()
    return room


def opened(room, **changes) -> Regrade:
    question = Question.objects.get(code="B1-S1", is_current=True)
    asked = {"question": question, "wrong": [1], "way": "new_key", "reason": REASON, "by": room.hr, "at": LATER}
    return services.open_regrade(**(asked | changes))


def code_of(act, **arguments) -> str:
    with pytest.raises(RegradeRefused) as refused:
        act(**arguments)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize(("changes", "code"), [
    ({"wrong": []}, "none"), ({"wrong": [2]}, "newest"), ({"wrong": [1, 2]}, "newest"), ({"wrong": [9]}, "unknown"),
    ({"reason": "  "}, "reason"), ({"keep_passes": False}, "keep_reason"),
    ({"keep_passes": False, "keep_reason": " "}, "keep_reason"),
])
def test_what_may_not_be_opened(sat, changes, code):
    assert code_of(opened, room=sat, **changes) == code
    assert not Regrade.objects.exists()


@pytest.mark.parametrize("who", ["learner", "head", "leader", "supervision", "editor", "county_admin", "system_admin"])
def test_only_hr_opens(cast, sat, who):
    assert code_of(opened, room=sat, by=getattr(cast, who)) == "not_hr"


def test_the_newest_version_must_have_a_key_for_the_new_key(cast, room):
    room.sit(cast.learner, right=2)
    room.corrected(retired=True)
    assert code_of(opened, room=room) == "retired"
    assert opened(room, way="left_out")


def test_a_question_of_another_kind_lends_no_key(cast, room):
    room.sit(cast.learner, right=2)
    room.corrected(kind="multi", answer=["A", "B"])
    assert code_of(opened, room=room) == "not_transferable"
    assert opened(room, way="full_points")


def test_one_open_regrade_a_question(sat):
    first = opened(sat)
    assert code_of(opened, room=sat) == "open"
    services.withdraw(regrade=first, by=sat.hr, at=LATER)
    assert opened(sat)


def test_the_preview_writes_no_grade_and_can_be_made_again(sat):
    regrade = sat.opened()
    again = services.preview(regrade=regrade, at=LATER)
    assert again.counts == regrade.counts
    assert again.lines.count() == 1
    assert set(GradeEvent.objects.values_list("kind", flat=True)) == {"marked"}


def test_hours_are_counted_of_every_task_once(cast, room):
    """Two people gain the same hours; one of them in two attempts."""
    for person, times in ((cast.learner, 2), (cast.stranger, 1)):
        for number in range(times):
            room.sit(person, right=2, said="B", at=NINE + number * 60 * MINUTE)
    room.corrected()
    counts = room.opened().counts
    assert (counts["attempts"], counts["gained"], counts["hours_in"], counts["hours_out"]) == (3, 2, "4.00", "0.00")


def test_a_regrade_of_nobody_is_not_proposed(room):
    room.corrected()
    assert code_of(services.propose, regrade=room.opened(), by=room.hr, at=LATER) == "nobody"


def test_without_a_preview_it_is_not_proposed(sat):
    assert code_of(services.propose, regrade=opened(sat), by=sat.hr, at=LATER) == "no_preview"


def test_whoever_opened_it_proposes_it(sat):
    assert code_of(services.propose, regrade=sat.opened(), by=sat.second, at=LATER) == "not_mine"


def test_a_draft_is_not_confirmed(sat):
    assert code_of(services.confirm, regrade=sat.opened(), by=sat.second, at=LATER) == "state"


@pytest.mark.parametrize("act", [services.confirm, services.refuse])
def test_the_second_person_is_another_hr_officer(cast, sat, act):
    regrade, words = sat.proposed(), {"reason": "不同意"} if act is services.refuse else {}
    assert code_of(act, regrade=regrade, by=sat.hr, at=LATER, **words) == "same_person"
    for who in ("learner", "head", "leader", "supervision", "editor", "system_admin"):
        assert code_of(act, regrade=regrade, by=getattr(cast, who), at=LATER, **words) == "not_second"
    regrade.refresh_from_db()
    assert (regrade.state, regrade.decided_by) == ("proposed", None)


def test_the_database_refuses_the_same_person(sat):
    regrade = sat.proposed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.filter(pk=regrade.pk).update(state="confirmed", decided_by=sat.hr, decided_at=LATER)


def test_refused_with_a_reason_only(sat):
    regrade = sat.proposed()
    assert code_of(services.refuse, regrade=regrade, by=sat.second, at=LATER, reason=" ") == "answer"
    done = services.refuse(regrade=regrade, by=sat.second, at=LATER, reason="新答案也不对")
    assert (done.state, done.answer) == ("refused", "新答案也不对")
    assert code_of(services.confirm, regrade=regrade, by=sat.second, at=LATER) == "state"


def test_confirmed_twice_is_confirmed_once(sat):
    first = sat.confirmed()
    again = services.confirm(regrade=first, by=sat.second, at=LATER)
    assert (again.state, again.decided_at) == ("confirmed", first.decided_at)


def test_taken_back_until_it_is_decided(sat):
    regrade = sat.proposed()
    assert code_of(services.withdraw, regrade=regrade, by=sat.second, at=LATER) == "not_mine"
    services.withdraw(regrade=regrade, by=sat.hr, at=LATER)
    assert services.withdraw(regrade=regrade, by=sat.hr, at=LATER).state == "withdrawn"
    assert code_of(services.confirm, regrade=regrade, by=sat.second, at=LATER) == "state"


def test_a_colleague_clears_a_draft_that_blocks_a_question(sat):
    assert services.withdraw(regrade=sat.opened(), by=sat.second, at=LATER).state == "withdrawn"


def test_a_question_changed_again_needs_a_new_regrade(sat):
    mine = sat.proposed()
    sat.corrected(answer=["C"])
    assert code_of(services.confirm, regrade=mine, by=sat.second, at=LATER) == "revised"


def of_the_second_question(room) -> Regrade:
    """Proposed, beside whatever is going on about the first."""
    new = revise_question(Question.objects.get(code="B1-S2", is_current=True), answer=["C"], state="approved")
    return room.proposed(question=new, way="full_points")


def test_a_preview_older_than_another_decision_is_outdated(sat):
    waiting = of_the_second_question(sat)
    sat.done()
    assert code_of(services.confirm, regrade=waiting, by=sat.second, at=next(sat.clock)) == "outdated"
    services.preview(regrade=waiting, at=next(sat.clock))
    assert services.confirm(regrade=waiting, by=sat.second, at=next(sat.clock)).state == "confirmed"


def test_one_is_carried_out_at_a_time(sat):
    sat.confirmed()
    waiting = of_the_second_question(sat)
    assert code_of(services.confirm, regrade=waiting, by=sat.second, at=next(sat.clock)) == "busy"


def test_all_second_people_are_told_once(cast, sat):
    sat.proposed()
    waiting = Notice.objects.filter(key__startswith="assessment.regrade_wait")
    assert [notice.person for notice in waiting] == [sat.second]
