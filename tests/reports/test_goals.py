"""Goals of the programme: planned beside reached, behind or not, and for whose eyes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.common import clock
from lms.curricula.models import Goal, GoalMilestone, GoalRevision, Programme, ProgrammeYear
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
    figures = Figures(owed=4, completed=2, on_time=1, to_sit=4, sat=2, passed=1, hundredths=15_000)
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


def admin_form(goal, rows=(), **changes) -> dict:
    """The form as it is sent; rows are (day, percent) of new milestones."""
    data = {"year": goal.year_id, "title": goal.title, "metric": "completion", "number": "90", "owner": goal.owner_id,
            "curriculum": "", "from_on": f"{goal.from_on}", "due_on": f"{goal.due_on}", "reason": "",
            "milestones-TOTAL_FORMS": len(rows), "milestones-INITIAL_FORMS": 0}
    for number, (on, percent) in enumerate(rows):
        data |= {f"milestones-{number}-on": f"{on}", f"milestones-{number}-percent": percent}
    return data | changes


def test_the_schedule_too_is_changed_with_a_reason_only(cast, make_goal, sign_in):
    goal = make_goal()
    client, address = sign_in(cast.hr), reverse("admin_goals:edit", args=[goal.pk])
    refused = client.post(address, admin_form(goal, [(TODAY, 30)]))
    assert "请写明调整目标的理由" in refused.content.decode()
    assert (GoalMilestone.objects.count(), GoalRevision.objects.count()) == (0, 0)
    client.post(address, admin_form(goal, [(TODAY, 30)], reason="上半年任务调整"))
    revision = GoalRevision.objects.get()
    assert (revision.reason, revision.other, revision.by) == ("上半年任务调整", {"milestones": []}, cast.hr)
    assert list(GoalMilestone.objects.values_list("on", "percent")) == [(TODAY, 30)]
    stays = admin_form(goal, [(TODAY, 30)], title="新名")
    stays |= {"milestones-INITIAL_FORMS": 1, "milestones-0-id": GoalMilestone.objects.get().pk}
    client.post(address, stays)
    goal.refresh_from_db()
    assert (goal.title, GoalRevision.objects.count()) == ("新名", 1), "a title alone needs no reason"
    changed = stays | {"milestones-0-percent": 40, "reason": "再调整"}
    client.post(address, changed)
    assert GoalMilestone.objects.get().percent == 40
    assert GoalRevision.objects.last().milestones == [(TODAY, 30)]
    gone = changed | {"milestones-0-DELETE": "on", "reason": "取消", "milestones-0-id": GoalMilestone.objects.get().pk}
    client.post(address, gone)
    assert not GoalMilestone.objects.exists()
    assert GoalRevision.objects.last().milestones == [(TODAY, 40)]


def test_a_past_day_shows_the_goal_of_that_day(cast, make_goal):
    """Each change as of the day it was made: number, due date, unit, metric, start and schedule."""
    goal = make_goal(number=80)
    GoalMilestone.objects.create(goal=goal, on=TODAY - dt.timedelta(days=20), percent=10)
    ten, five = TODAY - dt.timedelta(days=10), TODAY - dt.timedelta(days=5)
    change = GoalChange(Decimal(90), goal.due_on, cast.section, milestones=[(ten, 70)])
    revise_goal(goal=goal, to=change, reason="一", by=cast.hr, on=ten)
    later = GoalChange(Decimal(95), TODAY, cast.other_section, metric="passed", from_on=five)
    revise_goal(goal=goal, to=later, reason="二", by=cast.hr, on=five)

    def seen(unit, day):
        return [(line.goal.number, line.goal.due_on, line.goal.metric, line.planned)
                for line in goal_lines([unit], day, TODAY.year)]

    due = TODAY + dt.timedelta(days=50)
    before, between = ten - dt.timedelta(days=1), five - dt.timedelta(days=1)
    (first,) = seen(cast.section, before)
    assert first[:3] == (80, due, "completion")
    assert first[3] == Decimal("17.3"), "80 × 21.6 %: ten percent on the milestone, nine of seventy days further"
    (second,) = seen(cast.section, between)
    assert second[:3] == (90, due, "completion")
    assert seen(cast.section, TODAY) == []
    assert seen(cast.other_section, TODAY) == [(95, TODAY, "passed", 95)]
    assert seen(cast.other_section, between) == []


def test_the_page_of_a_past_day(cast, make_goal, sign_in):
    goal = make_goal(number=80)
    change = GoalChange(Decimal(95), goal.due_on, cast.section)
    revise_goal(goal=goal, to=change, reason="上级要求", by=cast.hr, on=TODAY)
    client, yesterday = sign_in(cast.head), TODAY - dt.timedelta(days=1)
    assert '">80</td>' in client.get(f"{reverse('reports:goals')}?on={yesterday}").content.decode()
    assert '">95</td>' in client.get(reverse("reports:goals")).content.decode()


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
