"""Small makers for tests: each makes one real row, with sensible defaults."""

import datetime as dt
from decimal import Decimal
from itertools import count

from courses.models import Assessment, AssessmentSection, Course, CourseVersion, Question, QuestionBank, VersionLesson
from lms.people.models import Category, Department, DepartmentPeriod, HeadOf, Portfolio, Posting, RoleGrant, User

numbers = count(10_000)
PASSWORD = "Study-2026"


def person(name: str = "测试", department: Department | None = None, **posting) -> User:
    """A person who may sign in with PASSWORD; with a main posting when a unit is given."""
    staff_no = posting.pop("staff_no", None) or f"{next(numbers)}"
    user = User.objects.create_user(staff_no, name, PASSWORD)
    if department:
        post_in(user, department, **posting)
    return user


def post_in(user: User, department: Department, **fields) -> Posting:
    defaults = {"post": "科员", "rank": "一级科员", "category": Category.CIVIL_SERVANT, "from_on": dt.date(2020, 1, 1)}
    return Posting.objects.create(person=user, department=department, **(defaults | fields))


def unit(code: str, name: str, parent: Department | None = None, **fields) -> Department:
    defaults = {"code": code, "name": name, "sort_order": int(code), "kind": Department.Kind.SECTION}
    values = defaults | fields
    made = Department.objects.get(pk=parent.pk).add_child(**values) if parent else Department.add_root(**values)
    above = DepartmentPeriod.objects.get(department=parent, to_on=None).lineage if parent else "/"
    DepartmentPeriod.objects.create(
        department=made, name=name, short_name=made.short_name, parent=parent, from_on=made.opened_on,
        lineage=f"{above}{made.pk}/",
    )
    return made


def head(user: User, department: Department, **fields) -> HeadOf:
    return HeadOf.objects.create(person=user, department=department, **({"from_on": dt.date(2020, 1, 1)} | fields))


def portfolio(user: User, department: Department, **fields) -> Portfolio:
    return Portfolio.objects.create(person=user, department=department, **({"from_on": dt.date(2020, 1, 1)} | fields))


def bank(code: str = "B1", singles: int = 6, multis: int = 3, judges: int = 3, **said) -> QuestionBank:
    """A bank whose right answers are A, A+B and T."""
    made = QuestionBank.objects.create(code=code, title=f"题库 {code}")
    four = [{"key": key, "text": f"选项{key}"} for key in "ABCD"]
    two = [{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]
    kinds = [("single", singles, four, ["A"]), ("multi", multis, four, ["A", "B"]), ("judge", judges, two, ["T"])]
    Question.objects.bulk_create(
        Question(bank=made, code=f"{code}-{kind[0].upper()}{n}", kind=kind, stem=f"{kind} {n}？", options=options,
                 answer=answer, **said)
        for kind, how_many, options, answer in kinds
        for n in range(1, how_many + 1)
    )
    return made


SECTIONS = (("single", 4, 12), ("multi", 2, 16), ("judge", 2, 10))


def assessment(bank: QuestionBank | None = None, sections=SECTIONS, **fields) -> Assessment:
    """A paper of `sections`: (kind, count, points) or the fields of each; one without a bank has none."""
    made = Assessment.objects.create(title="测验", bank=bank, **fields)
    for place, given in enumerate(sections if bank else ()):
        values = given if isinstance(given, dict) else dict(zip(("kind", "count", "points"), given, strict=True))
        AssessmentSection.objects.create(assessment=made, sort_order=place, **values)
    return made


def recipe(**changes) -> dict:
    return {
        "title": "测验", "kind": "exam", "bank": "B1", "draw": {"single": 4, "multi": 2, "judge": 2},
        "points": {"single": 12, "multi": 16, "judge": 10}, "pass_mark": 60, "minutes": 30, "attempts": 2,
        "shuffle": True, "answers_shown": "after_pass", "pledge": "我承诺独立作答。",
    } | changes


def version(
    code: str = "T-01", lessons: int = 2, recipe: dict | None = None, rule: str = "read", **fields
) -> CourseVersion:
    """A published version without pages: lessons T-01-L1 … of 60 seconds each."""
    course, _ = Course.objects.get_or_create(code=code, defaults={"title": f"课程 {code}"})
    number = course.versions.count() + 1
    defaults = {
        "title": course.title, "counter": "online", "hours": Decimal("2.00"), "assessment": recipe,
        "digest": f"{code}-{number}", "published_at": dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "number": number,
    }
    made = CourseVersion.objects.create(course=course, **(defaults | fields))
    VersionLesson.objects.bulk_create(
        VersionLesson(version=made, code=f"{code}-L{n}", number=n, title=f"第{n}课", rule=rule, span_seconds=60,
                      body=[{"type": "text", "value": "<p>正文</p>", "id": f"b{n}"}])
        for n in range(1, lessons + 1)
    )
    return made


def role(user: User, name: str, **fields) -> RoleGrant:
    return RoleGrant.objects.create(person=user, role=name, **({"from_on": dt.date(2020, 1, 1)} | fields))
