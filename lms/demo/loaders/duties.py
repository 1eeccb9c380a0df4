"""What the demo bureau owes this year, laid around today so that some of it is late and some still far off."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from courses.models import Course
from lms.common import clock
from lms.curricula.models import AudienceRule, Curriculum, CurriculumCourse, Milestone, Recurrence
from lms.curricula.services import assign
from lms.notices.models import Notice
from lms.people.models import Department, User

BASIS = "示劳社发〔{year}〕3号 能力提升工程实施方案"
YEAR_SHAPE = ((0.25, 20), (0.5, 50), (0.75, 75), (1.0, 95))


@dataclass(frozen=True)
class Duty:
    """One curriculum: its courses, its audience, and its life in days before and after today."""

    code: str
    title: str
    courses: tuple[str, ...]
    rules: tuple[dict, ...]
    began: int
    due: int
    required: bool = True
    shape: tuple[tuple[float, int], ...] = field(default=YEAR_SHAPE)
    every: int = 0  # comes round again after so many months


def _units(*codes: str) -> tuple[dict, ...]:
    return tuple({"unit": code} for code in codes)


DUTIES = (
    Duty("CIP-A", "全员业务基础", ("CIP-01", "CIP-02", "CIP-10"), _units("00"), began=230, due=38, every=12),
    Duty(
        "CIP-B", "窗口服务规范达标", ("CIP-09",), ({"post": "窗口"},), began=200, due=-12,
        shape=((0.5, 40), (1.0, 100)),
    ),
    Duty(
        "CIP-C", "中层质量管理", ("CIP-11",),
        tuple({"post": f"={post}"} for post in ("科长", "主任", "支队长", "院长", "局长")),
        began=160, due=9,
    ),
    Duty(
        "CIP-D", "社会保险岗位业务", ("CIP-03", "CIP-04"), _units("0110", "0111", "0112", "0113", "0201", "0205"),
        began=150, due=24,
    ),
    Duty(
        "CIP-E", "劳动关系岗位业务", ("CIP-05", "CIP-06", "CIP-07"), _units("0105", "0109", "0114", "0203", "0204"),
        began=150, due=24,
    ),
    Duty(
        "CIP-F", "就业岗位业务", ("CIP-08",), _units("0107", "0108", "0202", "0206", "0208"), began=150, due=24,
    ),
    Duty("CIP-G", "中层干部研修班", ("CIP-12",), ({"post": "=科长"},), began=90, due=52),
    Duty(
        "CIP-H", "综合科室选修", ("CIP-05",), _units("0101", "0102", "0104", "0106"), began=120, due=38, required=False,
    ),
)


def assign_all(today: dt.date, *, by: User) -> None:
    """Make the demo's curricula and assign each on its first day, then again for who joined since."""
    for duty in DUTIES:
        curriculum = _make(duty, today)
        for day in (curriculum.issued_on, today - dt.timedelta(days=14)):
            assign(curriculum=curriculum, by=by, on=day)
            _date_notices(curriculum, day)


def _date_notices(curriculum: Curriculum, day: dt.date) -> None:
    """Notices of a day in the past were sent, and most were read, on that day."""
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    sent = Notice.objects.filter(key__startswith=f"curricula.assign:{curriculum.code}:", key__endswith=f":{day}")
    sent.update(created_at=moment, read_at=moment + dt.timedelta(hours=3))


def _make(duty: Duty, today: dt.date) -> Curriculum:
    begin, due = today - dt.timedelta(days=duty.began), today + dt.timedelta(days=duty.due)
    made = Curriculum.objects.create(
        code=duty.code, title=duty.title, cycle=clock.cycle_of(today), required=duty.required,
        basis=BASIS.format(year=today.year), issued_on=begin, due_on=due,
    )
    for order, code in enumerate(duty.courses):
        CurriculumCourse.objects.create(curriculum=made, course=Course.objects.get(code=code), sort_order=order)
    for order, rule in enumerate(duty.rules):
        unit = Department.objects.get(code=rule["unit"]) if "unit" in rule else None
        AudienceRule.objects.create(curriculum=made, department=unit, post=rule.get("post", ""), sort_order=order)
    if duty.every:
        Recurrence.objects.create(curriculum=made, every_months=duty.every)
    Milestone.objects.bulk_create(
        Milestone(curriculum=made, on=begin + (due - begin) * share, percent=percent) for share, percent in duty.shape
    )
    return made
