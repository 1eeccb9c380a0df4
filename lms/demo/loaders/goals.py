"""The demo bureau's programme: three years, and this year's goals of the bureau and of some units."""

import datetime as dt

from lms.curricula.models import Curriculum, Goal, GoalMilestone, Programme, ProgrammeYear
from lms.demo.loaders.duties import BASIS
from lms.people.models import Department

# Unit, title, metric, number, curriculum or none.
GOALS = (
    ("00", "全员完成年度必修", "completion", 95, "CIP-A"),
    ("00", "考试合格", "passed", 90, None),
    ("0110", "社会保险岗位业务按期完成", "on_time", 90, "CIP-D"),
    ("0107", "就业岗位业务完成", "completion", 92, "CIP-F"),
    ("0301", "东城区局平均成绩", "average", 80, None),
)


def set_goals(today: dt.date) -> None:
    """Goals of this year run from its first day to its last, half of each planned by the end of June."""
    programme = Programme.objects.create(code="CIP", title="能力提升工程", basis=BASIS.format(year=today.year))
    years = [ProgrammeYear.objects.create(programme=programme, year=today.year + n) for n in (0, 1, 2)]
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    for code, title, metric, number, curriculum in GOALS:
        goal = Goal.objects.create(
            year=years[0], title=title, metric=metric, number=number, owner=Department.objects.get(code=code),
            curriculum=Curriculum.objects.get(code=curriculum) if curriculum else None, from_on=first, due_on=last,
        )
        GoalMilestone.objects.create(goal=goal, on=dt.date(today.year, 6, 30), percent=50)
