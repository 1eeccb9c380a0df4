"""What is said under a lesson of the demo: questions, an official answer, one taken back, hidden, reported."""

import datetime as dt
import uuid

from django.utils import timezone

from courses.models import Course
from lms.discussion.access import seat_of
from lms.discussion.models import Post
from lms.discussion.services import hide, pin, report, say, set_board, withdraw
from lms.discussion.services.saying import Place
from lms.people.models import RoleGrant, User
from lms.study.models import Enrolment

COURSE, LESSON = "CIP-03", "CIP-03-L1"
LEARNER = "00137"
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


def write(today: dt.date) -> None:
    """By the same services that a real day uses, with the time as argument."""
    course = Course.objects.get(code=COURSE)
    editor = User.objects.get(pk=RoleGrant.objects.filter(role="editor").order_by("pk").values("person")[:1])
    enrolled = Enrolment.objects.filter(course=course).exclude(person__staff_no=LEARNER).order_by("pk")
    others = [row.person for row in enrolled.select_related("person")[:3]]
    learner = User.objects.get(staff_no=LEARNER)
    set_board(course=course, lesson_code="", is_open=True, by=editor, at=_at(today - 20 * DAY, 9))
    _questions(course, [learner, *others], editor, today)


def _questions(course: Course, people: list[User], editor: User, today: dt.date) -> None:
    learner, first, second, third = people
    asked = _say(course, learner, "补缴以前年度的费用，滞纳金从哪一天起算？", _at(today - 9 * DAY, 10))
    _say(course, first, "窗口上也常被问到，现在按欠缴之日起算。", _at(today - 9 * DAY, 14), asked)
    answer = "自欠缴之日起按日加收，计算口径以征缴机构通知书载明的起始日为准；条文见本课“法律责任”一节。"
    _say(course, editor, answer, _at(today - 8 * DAY, 9), asked)
    welcome = _say(course, editor, "本课例题已按本年度缴费基数更新。学习中有疑问可在此提出，课程编辑每周三集中答复。",
                   _at(today - 15 * DAY, 9))
    pin(post=welcome, wanted=True, by=editor, at=_at(today - 15 * DAY, 9))
    gone = _say(course, second, "附件打不开。", _at(today - 5 * DAY, 11))
    withdraw(post=gone, at=_at(today - 5 * DAY, 11) + 20 * MINUTE)
    off = _say(course, third, "有没有人一起拼车去党校？", _at(today - 4 * DAY, 16))
    hide(post=off, reason="与课程内容无关，请在工作群内联系。", by=editor, at=_at(today - 3 * DAY, 9))
    doubtful = _say(course, second, "这道例题的答案是错的，别浪费时间做了。", _at(today - 2 * DAY, 15))
    report(post=doubtful, by=first, reason="说法没有依据，容易误导其他学员。", at=_at(today - 2 * DAY, 17))


def _say(course: Course, person: User, text: str, at: dt.datetime, thread: Post | None = None) -> Post:
    seat = seat_of(person, course)
    if seat is None:  # the demo's own mistake: people who are not on the course
        raise ValueError(f"{person.staff_no} is not on {course.code}.")
    return say(person=person, place=Place(course, LESSON, thread), seat=seat, text=text, at=at, once=uuid.uuid4())


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
