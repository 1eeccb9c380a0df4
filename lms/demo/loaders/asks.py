"""What the demo's people have asked and explained: one of each answer, so that every screen has something to show."""

import datetime as dt

from django.utils import timezone

from lms.curricula.asks.deciders import deciders_of
from lms.curricula.asks.services import acknowledge, ask, decide, explain
from lms.curricula.models import Assignment
from lms.people.models import User

LEARNER, OTHER = "00137", "00062"


def write(today: dt.date) -> None:
    """The learner of the sign-in list waits, was refused and explained, once each; somebody else waits for HR."""
    due = _task(LEARNER, "CIP-04")
    acknowledge(assignment=due, at=_at(due.issued_on + dt.timedelta(days=1), 9))
    ask(assignment=due, kind="extension", reason="本月集中办理待遇核定，学习时间不足，申请延期。",
        wanted_on=due.due_on + dt.timedelta(days=20), at=_at(today - dt.timedelta(days=2), 10))
    _refused(_task(LEARNER, "CIP-03"), today)
    explain(assignment=_task(LEARNER, "CIP-09"), at=_at(today - dt.timedelta(days=3), 16),
            text="抽调参加窗口专项整治两周，已与科室协调，月底前补学完成。")
    ask(assignment=_task(OTHER, "CIP-10"), kind="exemption", at=_at(today - dt.timedelta(days=1), 15),
        reason="上月已参加省厅同类培训并考试合格，申请免修。")


def _refused(task: Assignment, today: dt.date) -> None:
    asked = ask(assignment=task, kind="extension", reason="近期参加业务竞赛，申请延期。",
                wanted_on=task.due_on + dt.timedelta(days=60), at=_at(today - dt.timedelta(days=9), 11))
    by: User = deciders_of(asked, today)[0]
    decide(request=asked, granted=False, by=by, at=_at(today - dt.timedelta(days=7), 9),
           answer="课时已全部完成，距截止日期尚有三十余天，请先安排考试，确有困难再行申请。")


def _task(staff_no: str, course: str) -> Assignment:
    tasks = Assignment.objects.select_related("person", "course")
    return tasks.get(person__staff_no=staff_no, course__code=course)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
