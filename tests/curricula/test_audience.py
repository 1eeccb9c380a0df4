"""Tags, months in the post, exceptions, days of one's own: who is named, who keeps it, and in how many queries."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.curricula.models import Assignment, AudienceRule, Tag, Tagged
from lms.curricula.selectors import preview
from lms.curricula.services import assign, reconcile, tag_people
from lms.notices.models import Notice
from lms.people.services import transfer_person
from tests import factories
from tests.curricula.conftest import DUE, ISSUED

D = dt.date


def _names(rows):
    return {row.name for row in rows}


@pytest.fixture
def backbone(cast):
    tag = Tag.objects.create(name="业务骨干")
    tag_people(tag=tag, people=[cast.learner, cast.stranger], by=cast.hr, on=ISSUED)
    return tag


def test_a_tag_names_its_people_and_its_date_is_kept(cast, make_curriculum, backbone):
    curriculum = make_curriculum(rules=[{"tag": backbone}])
    shown = preview(curriculum, ISSUED)
    assert _names(shown.rows) == {"学员甲", "外人丁"}
    assert "业务骨干" in shown.rows[0].why
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    tag_people(tag=backbone, people=[cast.learner, cast.head], by=cast.hr, on=D(2026, 6, 20))
    result = reconcile(curriculum=curriculum, by=None, on=D(2026, 6, 20))
    assert (result.assigned.created, result.closed) == (1, 1)
    late = Assignment.objects.get(person=cast.head)
    assert late.due_on == D(2026, 7, 20)  # 30 days from the day he was given the tag
    assert Assignment.objects.get(person=cast.stranger).closed_reason == "not_named"
    assert Tagged.objects.get(person=cast.stranger).to_on == D(2026, 6, 19)


def test_tags_given_and_taken_on_one_day_leave_nothing_and_twice_changes_nothing(cast, backbone):
    assert tag_people(tag=backbone, people=[cast.learner], by=cast.hr, on=ISSUED) == (0, 1)
    assert tag_people(tag=backbone, people=[cast.learner], by=cast.hr, on=ISSUED) == (0, 0)
    assert not Tagged.objects.filter(person=cast.stranger).exists()


def test_an_exception_is_left_out_and_says_so(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}, {"person": cast.head, "exclude": True}])
    shown = preview(curriculum, ISSUED)
    assert _names(shown.of("new")) == {"学员甲"}
    left, = shown.of("left_out")
    assert left.name == "科长乙"
    assert "：" in left.left_out or ":" in left.left_out


def test_an_exception_made_later_closes_the_task_and_unmade_gives_it_back(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    exception = AudienceRule.objects.create(curriculum=curriculum, person=cast.head, exclude=True, sort_order=9)
    assert reconcile(curriculum=curriculum, by=None, on=D(2026, 4, 1)).closed == 1
    owed = Assignment.objects.get(person=cast.head)
    assert owed.closed_reason == "excepted"
    exception.delete()
    for _ in range(2):
        reconcile(curriculum=curriculum, by=None, on=D(2026, 4, 2))
    owed.refresh_from_db()
    assert owed.closed_on is None
    assert [change.kind for change in owed.changes.all()] == ["closed", "reopened"]
    assert Notice.objects.filter(person=cast.head).count() == 1


def test_exceptions_alone_name_nobody(cast, make_curriculum):
    assert preview(make_curriculum(rules=[{"department": cast.section, "exclude": True}]), ISSUED).rows == ()


def test_months_in_the_post_are_counted_over_a_move_between_units(cast, make_curriculum):
    transfer_person(person=cast.learner, department=cast.other_section, post="科员", rank="", category="civil_servant",
                    on=D(2026, 2, 1))
    transfer_person(person=cast.stranger, department=cast.other_section, post="副科长", rank="",
                    category="civil_servant", on=D(2026, 2, 1))
    old = make_curriculum("CIP-A", rules=[{"department": cast.other_section, "min_months": 12}])
    new = make_curriculum("CIP-B", rules=[{"department": cast.other_section, "max_months": 6}])
    assert "外人丁" not in _names(preview(old, ISSUED).rows)
    assert "学员甲" in _names(preview(old, ISSUED).rows)
    assert _names(preview(new, ISSUED).rows) == {"外人丁"}


def test_time_gives_a_task_and_never_takes_one(cast, make_curriculum):
    transfer_person(person=cast.stranger, department=cast.other_section, post="副科长", rank="",
                    category="civil_servant", on=D(2026, 1, 15))
    newcomers = make_curriculum("CIP-A", ("T-01",), rules=[{"department": cast.other_section, "max_months": 3}])
    settled = make_curriculum("CIP-B", ("T-02",), rules=[{"post": "=副科长", "min_months": 4}])
    for curriculum in (newcomers, settled):
        assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    assert Assignment.objects.filter(person=cast.stranger).count() == 1
    assert reconcile(curriculum=newcomers, by=None, on=D(2026, 6, 15)).closed == 0
    assert reconcile(curriculum=settled, by=None, on=D(2026, 6, 15)).assigned.created == 1
    assert Assignment.objects.get(course__code="T-02").due_on == DUE  # four months were over on 15 May, + 30 days


def test_days_from_the_start_or_the_appointment(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"post": "=科长"}], due_days=60)
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    transfer_person(person=cast.stranger, department=cast.other_section, post="科长", rank="", category="civil_servant",
                    on=D(2026, 5, 10))
    reconcile(curriculum=curriculum, by=None, on=D(2026, 5, 12))
    due = {row.person_id: row.due_on for row in Assignment.objects.all()}
    assert due == {cast.head.pk: D(2026, 5, 4), cast.stranger.pk: D(2026, 7, 9)}


@pytest.mark.parametrize("rule", [{"exclude": True}, {"min_months": 3},
                                  {"post": "科", "min_months": 9, "max_months": 3}])
def test_the_database_refuses_senseless_rules(make_curriculum, rule):
    curriculum = make_curriculum()
    with pytest.raises(IntegrityError), transaction.atomic():
        AudienceRule.objects.create(curriculum=curriculum, **rule)


@pytest.mark.parametrize("people", [10, 60])
def test_nine_queries_at_any_size(cast, make_curriculum, backbone, people):
    for number in range(people):
        factories.person(f"甲{number}", cast.section)
    curriculum = make_curriculum(rules=[{"department": cast.bureau, "min_months": 2}, {"tag": backbone},
                                        {"post": "科长", "exclude": True}])
    with CaptureQueriesContext(connection) as queries:
        shown = preview(curriculum, ISSUED)
    assert len(shown.rows) >= people
    assert len(queries) == 9
