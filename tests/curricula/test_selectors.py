"""The preview and the desk's tasks: what they say, and how many queries they take."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.curricula import rules
from lms.curricula.models import Milestone
from lms.curricula.selectors import curriculum_rows, planned_of, preview, tasks_of
from lms.curricula.services import assign
from lms.people.models import Department, PersonState
from lms.study.models import Completion, Enrolment
from tests import factories
from tests.curricula.conftest import DUE, ISSUED

D = dt.date


def _names(rows):
    return [row.name for row in rows]


def test_people_by_unit_with_why(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.bureau, "post": "科长"}, {"department": cast.section}])
    shown = preview(curriculum, ISSUED)
    assert [unit.name for unit in shown.units] == ["养老保险科"]
    rows = {row.name: row for row in shown.rows}
    assert set(rows) == {"学员甲", "科长乙"}
    assert "示例局" in rows["科长乙"].why  # the first rule that names him
    assert "科长" in rows["科长乙"].why
    assert (rows["学员甲"].due_on, rows["学员甲"].due_mark, rows["学员甲"].outcome) == (DUE, "", "new")
    assert shown.tasks == 2


def test_units_in_the_bureaus_order(cast, make_curriculum):
    curriculum = make_curriculum(rules=[{"department": cast.bureau}])
    in_tree_order = list(Department.objects.order_by("path").values_list("code", flat=True))
    assert [unit.code for unit in preview(curriculum, ISSUED).units] == in_tree_order


def test_no_rules_and_no_courses(cast, make_curriculum):
    assert preview(make_curriculum("A"), ISSUED).units == ()
    nothing = preview(make_curriculum("B", (), [{"department": cast.section}]), ISSUED)
    assert (nothing.tasks, len(nothing.rows), nothing.of("new")) == (0, 2, ())


def test_left_out_with_a_reason_that_harms_nobody(cast, make_curriculum):
    PersonState.objects.create(person=cast.learner, kind="paused", reason="病假", from_on=ISSUED)
    PersonState.objects.create(person=cast.head, kind="left", reason="调出", from_on=ISSUED)
    away = factories.person("无职")
    curriculum = make_curriculum(rules=[
        {"department": cast.section}, {"person": away}, {"person": cast.stranger}, {"person": cast.auditor}
    ])
    shown = preview(curriculum, ISSUED)
    assert set(_names(shown.of("left_out"))) == {"学员甲", "科长乙", "无职", "审计癸"}
    assert _names(shown.of("new")) == ["外人丁"]
    assert "病假" not in str(shown)
    assert len({row.left_out for row in shown.of("left_out")}) == 3


def test_an_account_that_does_not_study_is_left_out(cast, make_curriculum):
    clerk = factories.person("系统兼职", cast.section)
    factories.role(clerk, "system_admin")
    shown = preview(make_curriculum(rules=[{"department": cast.section}]), ISSUED)
    assert _names(shown.of("left_out")) == ["系统兼职"]


def test_already_owed_says_by_which_curriculum(cast, make_curriculum):
    first = make_curriculum("CIP-A", ("T-01",), [{"person": cast.learner}])
    assign(curriculum=first, by=cast.hr, on=ISSUED)
    second = make_curriculum("CIP-B", ("T-01", "T-02"), [{"department": cast.section}])
    rows = {row.name: row for row in preview(second, ISSUED).rows}
    assert [owed.because for owed in rows["学员甲"].owed] == ["CIP-A 方案 CIP-A"]
    assert [line.code for line in rows["学员甲"].new] == ["T-02"]
    assert [line.code for line in rows["科长乙"].new] == ["T-01", "T-02"]
    assert preview(first, ISSUED).of("owed")[0].outcome == "owed"


def test_the_preview_is_what_is_assigned(cast, make_curriculum):
    curriculum = make_curriculum(courses=("T-01", "T-02"), rules=[{"department": cast.bureau}])
    shown = preview(curriculum, ISSUED)
    assert assign(curriculum=curriculum, by=None, on=ISSUED).created == shown.tasks


@pytest.mark.parametrize("people", [10, 100])
def test_seven_queries_at_any_size(cast, make_curriculum, people):
    for number in range(people):
        person = factories.person(f"甲{number}", cast.section if number % 2 else cast.county)
        if number % 5 == 0:
            PersonState.objects.create(person=person, kind="paused", reason="产假", from_on=ISSUED)
    curriculum = make_curriculum(
        courses=("T-01", "T-02"),
        rules=[{"department": cast.bureau}, {"post": "科长"}, {"person": cast.learner}],
    )
    with CaptureQueriesContext(connection) as queries:
        shown = preview(curriculum, ISSUED)
    assert len(shown.rows) >= people
    assert len(queries) == 7


def test_tasks_by_due_date_with_their_states(cast, make_curriculum):
    version = factories.version("T-01")
    curriculum = make_curriculum(courses=("T-01", "T-02", "T-03"), rules=[{"person": cast.learner}])
    early = make_curriculum("CIP-B", ("T-04",), [{"person": cast.learner}], due_on=D(2026, 4, 1))
    for one in (curriculum, early):
        assign(curriculum=one, by=cast.hr, on=ISSUED)
    at = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    done = Enrolment.objects.get(person=cast.learner, course__code="T-01")
    Completion.objects.create(enrolment=done, person=cast.learner, course=version.course, version=version, cycle="2026",
                              course_code="T-01", course_title="课程", completed_at=at)
    Enrolment.objects.filter(course__code="T-02").update(started_at=at, version=version)
    tasks = tasks_of(cast.learner, D(2026, 5, 1))
    assert [(task.course_code, task.state) for task in tasks] == [
        ("T-04", rules.OVERDUE), ("T-02", rules.IN_PROGRESS), ("T-03", rules.NOT_STARTED), ("T-01", rules.DONE)
    ]
    assert (tasks[0].days_left, tasks[1].due_on, tasks[1].basis) == (-30, DUE, curriculum.basis)
    assert tasks[3].completed_at == at
    assert [task.course_code for task in tasks_of(cast.learner, D(2027, 1, 1))] == ["T-04", "T-02", "T-03"]
    assert tasks_of(cast.learner, D(2026, 3, 4)) == ()
    assert tasks_of(cast.stranger, D(2026, 5, 1)) == ()


def test_a_paused_task_moves_and_says_so(cast, make_curriculum):
    assign(curriculum=make_curriculum(rules=[{"person": cast.learner}]), by=None, on=ISSUED)
    PersonState.objects.create(person=cast.learner, kind="paused", reason="产假", from_on=D(2026, 4, 1),
                               to_on=D(2026, 4, 10))
    task, = tasks_of(cast.learner, D(2026, 4, 5))
    assert (task.state, task.due_on) == (rules.PAUSED, D(2026, 7, 10))
    task, = tasks_of(cast.learner, D(2026, 4, 11))
    assert (task.state, task.due_on) == (rules.NOT_STARTED, D(2026, 7, 10))


@pytest.mark.parametrize("courses", [2, 20])
def test_three_queries_for_a_desk(cast, make_curriculum, django_assert_num_queries, courses):
    codes = tuple(f"C-{number}" for number in range(courses))
    assign(curriculum=make_curriculum(courses=codes, rules=[{"person": cast.learner}]), by=None, on=ISSUED)
    with django_assert_num_queries(3):
        assert len(tasks_of(cast.learner, ISSUED)) == courses


def test_the_list_with_its_plan(cast, make_curriculum, django_assert_num_queries):
    curriculum = make_curriculum(courses=("T-01", "T-02"), rules=[{"department": cast.section}],
                                 issued_on=D(2026, 1, 1), due_on=D(2026, 12, 27))
    Milestone.objects.create(curriculum=curriculum, on=D(2026, 6, 30), percent=40)
    make_curriculum("CIP-B")
    assign(curriculum=curriculum, by=None, on=D(2026, 1, 1))
    with django_assert_num_queries(4):
        rows = {row.curriculum.code: row for row in curriculum_rows(D(2026, 4, 1))}
    assert (rows["CIP-A"].people, rows["CIP-A"].courses, rows["CIP-A"].planned) == (2, 2, 20)
    assert (rows["CIP-B"].people, rows["CIP-B"].courses) == (0, 1)
    assert planned_of(curriculum, D(2026, 4, 1)) == 20
