"""The invented courses and curricula: what everybody owes this year."""

import datetime as dt
import hashlib
from random import Random

from django.utils import timezone

from courses.models import Course, CourseVersion, Question, QuestionBank, VersionLesson
from lms.curricula.models import AudienceRule, Curriculum, CurriculumCourse, Milestone
from lms.curricula.wording import why
from lms.demo.scale.plans import COURSES_A_CURRICULUM, Calendar, Size, Task, spell_of
from lms.people.models import Department
from lms.transcript.models import CreditRule, CreditTarget

SUBJECTS = (
    "劳动合同", "养老保险", "失业保险", "工伤认定", "就业援助",
    "技能培训", "劳动监察", "仲裁办案", "窗口服务", "公文写作",
)
RECIPE = {
    "title": "课程测验", "kind": "exam", "bank": "SCALE", "draw": {"single": 4, "multi": 2, "judge": 2},
    "points": {"single": 12, "multi": 16, "judge": 10}, "pass_mark": 60, "minutes": 30, "attempts": 2, "shuffle": True,
    "answers_shown": "never", "pledge": "",
}
BATCH = 500
SHAPE = ((0.25, 20), (0.5, 50), (0.75, 75), (1.0, 95))


def make(size: Size, calendar: Calendar, cycle: str, random: Random, root: Department) -> list[Task]:
    """The tasks everybody is given, course by course."""
    courses = _courses(size, calendar, random)
    plans, texts, spells = _curricula(size, calendar, cycle, random, root)
    tasks = []
    for n, (course, version) in enumerate(courses):
        plan = plans[n // COURSES_A_CURRICULUM]
        issued, due = spells[n // COURSES_A_CURRICULUM]
        tasks.append(Task(
            course.pk, course.code, course.title, version.pk, version.assessment is not None, version.counter,
            str(version.hours), plan.pk, int(plan.required), texts[plan.code], plan.basis, issued, due,
        ))
    CurriculumCourse.objects.bulk_create(
        (CurriculumCourse(curriculum_id=task.curriculum, course_id=task.course, sort_order=n % COURSES_A_CURRICULUM)
         for n, task in enumerate(tasks)), batch_size=BATCH)
    return tasks


def _courses(size: Size, calendar: Calendar, random: Random) -> list[tuple[Course, CourseVersion]]:
    """Two of three end in an exam; each has one lesson to read."""
    _bank()
    courses = Course.objects.bulk_create(
        (Course(code=f"S{n + 1:04}", title=f"{SUBJECTS[n % len(SUBJECTS)]}实务（{n // len(SUBJECTS) + 1}）")
         for n in range(size.courses)), batch_size=BATCH)
    published = timezone.make_aware(dt.datetime.combine(calendar.dates[0], dt.time(9)))
    versions = CourseVersion.objects.bulk_create(
        (CourseVersion(course=course, number=1, title=course.title, counter="online", hours=random.choice((1, 2, 4)),
                       assessment=RECIPE if random.random() < 0.66 else None, published_at=published,
                       digest=hashlib.sha256(course.code.encode()).hexdigest())
         for course in courses), batch_size=BATCH)
    VersionLesson.objects.bulk_create(
        (VersionLesson(version=version, code=f"{course.code}-1", number=1, title=course.title, minutes=20, rule="read",
                       span_seconds=60) for course, version in zip(courses, versions, strict=True)), batch_size=BATCH)
    return list(zip(courses, versions, strict=True))


def _bank() -> None:
    bank = QuestionBank.objects.create(code="SCALE", title="通用题库")
    kinds = ("single",) * 4 + ("multi",) * 2
    letters = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]
    truth = [{"key": "T", "text": "对"}, {"key": "F", "text": "错"}]
    rows = [Question(bank=bank, code=f"SC{n:02}", kind=kind, stem=f"示例试题 {n}", options=letters,
                     answer=["A", "B"] if kind == "multi" else ["A"]) for n, kind in enumerate(kinds)]
    rows += [Question(bank=bank, code=f"SJ{n:02}", kind="judge", stem=f"示例判断 {n}", options=truth, answer=["T"])
             for n in range(2)]
    Question.objects.bulk_create(rows)


def _curricula(size: Size, calendar: Calendar, cycle: str, random: Random, root: Department):
    """(curricula, why each is owed by code, when each begins and is due)."""
    spells = [spell_of(n, random) for n in range(size.curricula)]
    plans = Curriculum.objects.bulk_create(
        Curriculum(code=f"SP{n + 1:03}", title=f"能力提升第{n + 1}期", cycle=cycle, required=n % 10 != 9,
                   basis=f"示人发〔{calendar.years[issued]}〕{n + 1}号", issued_on=calendar.dates[issued],
                   due_on=calendar.dates[due])
        for n, (issued, due) in enumerate(spells)
    )
    rules = AudienceRule.objects.bulk_create(AudienceRule(curriculum=plan, department=root) for plan in plans)
    Milestone.objects.bulk_create(
        Milestone(curriculum=plan, on=plan.issued_on + (plan.due_on - plan.issued_on) * share, percent=percent)
        for plan in plans for share, percent in SHAPE
    )
    return plans, {rule.curriculum.code: why(rule) for rule in rules}, spells


def rule_of_hours() -> int:
    """The rule hours are made by, and the two yearly targets."""
    since = dt.date(2023, 10, 15)
    rule = CreditRule.objects.create(version="1", title="学时认定办法", step="0.25", from_on=since)
    CreditTarget.objects.bulk_create(
        CreditTarget(counter=counter, hours=hours, from_on=since) for counter, hours in (("concentrated", 90),
                                                                                         ("online", 50)))
    return rule.pk
