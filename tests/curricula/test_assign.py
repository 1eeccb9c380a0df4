"""Assigning, closing, and the nightly reconciliation."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.curricula.models import Assignment, AudienceRule
from lms.curricula.services import AssignRefused, assign, close_assignment, reconcile
from lms.notices.models import Notice
from lms.people.models import PersonState, Posting
from lms.people.services import end_service, transfer_person
from lms.study.models import Completion, Enrolment
from tests import factories
from tests.curricula.conftest import DUE, ISSUED

D = dt.date


def _assign(curriculum, cast, on=ISSUED):
    return assign(curriculum=curriculum, by=cast.hr, on=on)


def _of(person):
    return Assignment.objects.get(person=person)


def test_each_person_gets_each_course_once_and_one_notice(cast, make_curriculum):
    curriculum = make_curriculum(courses=("T-01", "T-02"), rules=[{"department": cast.section}])
    result = _assign(curriculum, cast)
    assert (result.created, result.existing, result.people) == (4, 0, 2)
    assert Enrolment.objects.filter(person=cast.learner, cycle="2026").count() == 2
    notice = Notice.objects.get(person=cast.learner)
    assert "T-01" in notice.body
    assert "T-02" in notice.body
    owed = Assignment.objects.filter(person=cast.learner).first()
    assert (owed.due_on, owed.issued_on, owed.basis, owed.required) == (DUE, ISSUED, curriculum.basis, True)
    assert "养老保险科" in owed.reason
    assert Entry.objects.filter(action="curricula.assign", actor_no=cast.hr.staff_no, target="CIP-A").count() == 1


def test_the_second_run_changes_nothing(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    _assign(curriculum, cast)
    result = _assign(curriculum, cast, on=ISSUED + dt.timedelta(days=1))
    assert (result.created, result.existing, result.people) == (0, 2, 0)
    assert (Assignment.objects.count(), Notice.objects.count()) == (2, 2)
    assert Entry.objects.filter(action="curricula.assign").count() == 1


def test_all_or_nothing(cast, make_curriculum, monkeypatch):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    monkeypatch.setattr("lms.curricula.services.assigning.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _assign(curriculum, cast)
    assert not Assignment.objects.exists()
    assert not Enrolment.objects.exists()
    assert not Notice.objects.exists()


def test_a_retired_curriculum_is_refused(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}], retired_on=ISSUED)
    with pytest.raises(AssignRefused):
        _assign(curriculum, cast)


def test_two_curricula_asking_the_same_course_give_it_once(cast, make_curriculum):
    first = make_curriculum("CIP-A", ("T-01",), [{"department": cast.section}])
    second = make_curriculum("CIP-B", ("T-01", "T-02"), [{"department": cast.section}])
    _assign(first, cast)
    result = _assign(second, cast)
    assert (result.created, result.existing) == (2, 2)
    assert Assignment.objects.get(person=cast.learner, course__code="T-01").curriculum == first


def test_an_early_assignment_starts_with_the_curriculum(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"person": cast.learner}])
    _assign(curriculum, cast, on=D(2026, 2, 1))
    assert _of(cast.learner).issued_on == ISSUED


def test_what_is_kept_is_in_the_bureaus_language(cast, make_curriculum, settings):
    from django.utils import translation

    settings.LANGUAGE_CODE = "zh-hans"
    with translation.override("en"):
        _assign(make_curriculum(rules=[{"department": cast.section}]), cast)
        assert translation.get_language() == "en"


def test_section_chiefs_and_the_head_appointed_in_may(cast, make_curriculum):
    """Scenario 1."""
    chiefs = make_curriculum("CIP-11", ("CIP-11",), [{"post": "=科长"}, {"post": "局长"}])
    _assign(chiefs, cast)
    assert set(Assignment.objects.values_list("person", flat=True)) == {cast.head.pk, cast.leader.pk}
    transfer_person(person=cast.stranger, department=cast.other_section, post="科长", rank="", category="civil_servant",
                    on=D(2026, 5, 10))
    transfer_person(person=cast.learner, department=cast.section, post="科长", rank="", category="civil_servant",
                    on=D(2026, 6, 12))
    transfer_person(person=cast.head, department=cast.section, post="四级调研员", rank="", category="civil_servant",
                    on=D(2026, 6, 12))
    result = reconcile(curriculum=chiefs, by=None, on=D(2026, 6, 12))
    assert (result.assigned.created, result.closed) == (2, 1)
    assert _of(cast.stranger).due_on == DUE  # 30 days from his appointment are over before
    assert _of(cast.learner).due_on == D(2026, 7, 12)
    assert "（" in _of(cast.stranger).reason
    assert "（" not in _of(cast.leader).reason
    assert (_of(cast.head).closed_reason, _of(cast.head).closed_on) == ("post_change", D(2026, 6, 12))


def test_the_head_appointed_in_may_is_due_at_the_end_of_june(cast, make_curriculum):
    chiefs = make_curriculum("CIP-11", ("CIP-11",), [{"post": "=科长"}])
    transfer_person(person=cast.stranger, department=cast.other_section, post="科长", rank="", category="civil_servant",
                    on=D(2026, 5, 10))
    _assign(chiefs, cast, on=D(2026, 5, 10))
    assert _of(cast.stranger).due_on == DUE


def test_a_paused_person_gets_it_on_return_with_the_days_given_back(cast, make_curriculum):
    """Scenario 19."""
    PersonState.objects.create(person=cast.learner, kind="paused", reason="产假", from_on=D(2026, 3, 1),
                               to_on=D(2026, 8, 6))
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    _assign(curriculum, cast)
    assert not Assignment.objects.filter(person=cast.learner).exists()
    reconcile(curriculum=curriculum, by=None, on=D(2026, 8, 7))
    owed = _of(cast.learner)
    assert (owed.issued_on, owed.due_on) == (D(2026, 8, 7), D(2026, 12, 2))
    assert "产假" not in owed.reason


def test_closing_needs_a_reason_and_happens_once(cast, make_curriculum):
    _assign(make_curriculum(rules=[{"person": cast.learner}]), cast)
    owed = _of(cast.learner)
    with pytest.raises(ValueError):  # noqa: PT011
        close_assignment(assignment=owed, on=DUE, reason="")
    assert close_assignment(assignment=owed, on=DUE, reason="exempted", by=cast.hr)
    assert not close_assignment(assignment=owed, on=ISSUED, reason="left")
    owed.refresh_from_db()
    assert (owed.closed_on, owed.closed_reason) == (DUE, "exempted")
    assert Assignment.objects.owed_on(DUE - dt.timedelta(days=1)).count() == 1
    assert not Assignment.objects.owed_on(DUE).exists()
    assert Entry.objects.filter(action="curricula.close").count() == 1


def test_a_retirement_closes_from_the_day_after(cast, make_curriculum):
    """Scenario 6."""
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    _assign(curriculum, cast)
    end_service(person=cast.learner, on=D(2026, 8, 31), reason="退休")
    reconcile(curriculum=curriculum, by=None, on=D(2026, 9, 2))
    assert (_of(cast.learner).closed_on, _of(cast.learner).closed_reason) == (D(2026, 9, 1), "retired")


def test_finished_work_is_not_closed_and_flapping_tells_nobody_twice(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    version = factories.version("T-01")
    _assign(curriculum, cast)
    enrolment = Enrolment.objects.get(person=cast.head)
    Completion.objects.create(enrolment=enrolment, person=cast.head, course=version.course, version=version,
                              cycle="2026", course_code="T-01", course_title="课程",
                              completed_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    for person in (cast.head, cast.learner):
        Posting.objects.filter(person=person).update(department=cast.other_section)
    assert reconcile(curriculum=curriculum, by=None, on=D(2026, 5, 1)).closed == 1
    assert _of(cast.head).closed_on is None
    Posting.objects.filter(person=cast.learner).update(department=cast.section)
    assert reconcile(curriculum=curriculum, by=None, on=D(2026, 5, 2)).reopened == 1
    assert _of(cast.learner).closed_on is None
    assert Notice.objects.filter(person=cast.learner).count() == 1


def test_a_mover_another_curriculum_names_keeps_the_task(cast, make_curriculum):
    first = make_curriculum("CIP-A", ("T-01",), [{"department": cast.section}])
    second = make_curriculum("CIP-B", ("T-01",), [{"department": cast.other_section}])
    for curriculum in (first, second):
        _assign(curriculum, cast)
    Posting.objects.filter(person=cast.learner).update(department=cast.other_section)
    assert reconcile(curriculum=first, by=None, on=D(2026, 5, 1)).closed == 0
    assert (_of(cast.learner).curriculum, _of(cast.learner).closed_on) == (second, None)


def test_a_draft_that_names_the_mover_keeps_nothing(cast, make_curriculum):
    first = make_curriculum("CIP-A", ("T-01",), [{"department": cast.section}])
    make_curriculum("CIP-B", ("T-01",), [{"department": cast.other_section}])
    _assign(first, cast)
    Posting.objects.filter(person=cast.learner).update(department=cast.other_section)
    assert reconcile(curriculum=first, by=None, on=D(2026, 5, 1)).closed == 1


def test_the_night_job_sends_no_draft_and_changes_nothing_twice(cast, make_curriculum, capsys):
    sent = make_curriculum("CIP-A", ("T-01",), [{"department": cast.section}])
    make_curriculum("CIP-B", ("T-02",), [{"department": cast.section}])
    _assign(sent, cast)
    factories.person("新来", cast.section)
    for _ in range(2):
        call_command("reconcile_assignments", "--on", "2026-04-01")
    assert capsys.readouterr().out.splitlines() == ["CIP-A: +1 reopened 0 closed 0", "CIP-A: +0 reopened 0 closed 0"]
    assert not Assignment.objects.filter(course__code="T-02").exists()


def test_the_database_refuses_a_rule_that_names_nobody(make_curriculum):
    curriculum = make_curriculum()
    with pytest.raises(IntegrityError), transaction.atomic():
        AudienceRule.objects.create(curriculum=curriculum)


def test_the_statements_do_not_grow_with_the_bureau(cast, make_curriculum, django_assert_max_num_queries):
    for _ in range(100):
        factories.person("甲", cast.section)
    curriculum = make_curriculum(courses=("T-01", "T-02"), rules=[{"department": cast.bureau}])
    with django_assert_max_num_queries(20):
        _assign(curriculum, cast)
    assert Assignment.objects.count() > 200
