"""Goals of the programme: planned beside reached, behind or not, and for whose eyes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.common import clock
from lms.curricula.models import Goal, GoalRevision, Programme, ProgrammeYear
from lms.curricula.services import GoalChange, revise_goal
from lms.reports.rules import Figures
from lms.reports.selectors.goals import GoalLine, goal_lines, measured

TODAY = clock.today()


@pytest.fixture
def make_goal(cast):
    programme = Programme.objects.create(code="CIP", title="能力提升工程", basis="示例〔2026〕1号")
    year = ProgrammeYear.objects.create(programme=programme, year=TODAY.year)

    def _make(unit=None, **fields):
        defaults = {
            "title": "全员完成", "metric": "completion", "number": 90, "owner": unit or cast.section,
            "from_on": TODAY - dt.timedelta(days=50), "due_on": TODAY + dt.timedelta(days=50),
        }
        return Goal.objects.create(year=year, **(defaults | fields))

    return _make


@pytest.mark.parametrize(
    ("metric", "value"),
    [("completion", 50), ("on_time", 25), ("sat", 50), ("passed", 50), ("average", Decimal("75.0"))],
)
def test_measured_by_the_definitions_of_the_figures(metric, value):
    figures = Figures(owed=4, completed=2, on_time=1, to_sit=4, sat=2, passed=1, score_total=Decimal(150))
    assert measured(metric, figures) == value
    assert measured(metric, Figures()) is None


@pytest.mark.parametrize(("actual", "behind"), [(None, False), (39, True), (40, False), (45, False)])
def test_behind_by_more_than_five_points(actual, behind):
    assert GoalLine(Goal(), Decimal(45), actual if actual is None else Decimal(actual)).behind is behind


def test_a_rate_grows_with_the_schedule_and_a_level_holds_from_the_start(cast, make_goal):
    for metric in ("completion", "passed"):
        make_goal(metric=metric)
    lines = {line.goal.metric: line for line in goal_lines([cast.section], TODAY, TODAY.year)}
    assert {name: line.planned for name, line in lines.items()} == {"completion": 45, "passed": 90}
    assert lines["completion"].actual is None


def test_a_change_needs_a_reason_and_keeps_what_was(cast, make_goal):
    goal = make_goal()
    change = GoalChange(Decimal(95), goal.due_on, cast.section)
    with pytest.raises(ValueError):  # noqa: PT011
        revise_goal(goal=goal, to=change, reason=" ", by=cast.hr, on=TODAY)
    for _ in range(2):
        revise_goal(goal=goal, to=change, reason="上级要求", by=cast.hr, on=TODAY)
    revision = GoalRevision.objects.get()
    goal.refresh_from_db()
    assert (revision.number, goal.number, revision.reason) == (90, 95, "上级要求")


@pytest.mark.parametrize(("reason", "number"), [("", 90), ("上级要求", 95)])
def test_hr_changes_a_goal_in_the_administration(cast, make_goal, sign_in, reason, number):
    goal = make_goal()
    data = {"year": goal.year_id, "title": goal.title, "metric": "completion", "number": "95", "owner": goal.owner_id,
            "curriculum": "", "from_on": f"{goal.from_on}", "due_on": f"{goal.due_on}", "reason": reason,
            "milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0}
    sign_in(cast.hr).post(reverse("admin_goals:edit", args=[goal.pk]), data)
    goal.refresh_from_db()
    assert (goal.number, GoalRevision.objects.count()) == (number, int(bool(reason)))


def test_each_sees_the_goals_of_his_units(cast, make_goal, sign_in):
    make_goal(title="养老目标")
    make_goal(cast.other_section, title="法规目标")
    url = reverse("reports:goals")
    seen = {name: sign_in(getattr(cast, name)).get(url).content.decode() for name in ("head", "leader", "supervision")}
    assert ["养老目标" in page for page in seen.values()] == [True, True, True]
    assert ["法规目标" in page for page in seen.values()] == [False, False, True]
    assert sign_in(cast.learner).get(url).status_code == 404


def test_as_many_queries_for_one_goal_as_for_twelve(cast, make_goal):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            goal_lines([cast.section], TODAY, TODAY.year)
        return len(queries)

    make_goal()
    asked()  # the summary is brought up to date
    one = asked()
    for _ in range(11):
        make_goal()
    assert asked() == one
