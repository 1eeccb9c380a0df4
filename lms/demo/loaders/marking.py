"""An exam with an answer that people mark: some wait, one is marked by both markers, one by the first."""

import datetime as dt
from decimal import Decimal

from courses.models import Assessment, AssessmentSection, Course, CoursePage, Question, QuestionBank
from lms.assessment.marking.appointing import appoint_marker
from lms.assessment.marking.models import MarkingTask
from lms.assessment.marking.services import claim, give_mark
from lms.assessment.models import Attempt
from lms.assessment.services import hand_in, save_answers, start_attempt
from lms.common import clock
from lms.demo.loaders.staff import hr_officer
from lms.people.models import User
from lms.study.models import Enrolment
from lms.study.services import pass_lesson, start

COURSE = "CIP-06"
NOTE = "考试增加一道简答题，由两人评阅；其余不变。"
MARKERS, ARBITER = ("00061", "00022"), "00003"
POINTS = {"single": 10, "multi": 10, "judge": 10}
QUESTION = {
    "code": "ZC-J1", "kind": "short", "max_length": 500, "article": "劳动争议调解仲裁法第二十九条",
    "stem": "劳动者提出仲裁申请后，仲裁委员会收到申请的，应当怎样处理？请写明期限和不予受理时的做法。",
    "rubric": "收到申请之日起五日内决定是否受理（8 分）；受理的通知申请人（4 分）；"
              "不予受理的书面通知并说明理由（5 分）；逾期未决定的可向人民法院起诉（3 分）。",
    "explanation": "五日内作出决定；不予受理或者逾期未作出决定的，申请人可以就该争议事项向人民法院提起诉讼。",
}
ANSWERS = (
    "收到仲裁申请之日起五日内，认为符合受理条件的，应当受理，并通知申请人；认为不符合的，书面通知申请人不予受理，并说明理由。"
    "逾期未作出决定的，申请人可以向人民法院起诉。",
    "应当在五日内决定是否受理。不受理的要告诉申请人原因。",
    "仲裁委员会在十五日内审查材料，材料齐全的受理，不齐全的一次性告知补正。",
    "五日内受理并通知申请人。不符合条件的书面通知不予受理并说明理由。",
    "先调解，调解不成再受理。期限为五日。",
)


def write(today: dt.date) -> None:
    """After the year's study, so that nobody else's exam waits."""
    course = _publish()
    waiting = Enrolment.objects.filter(course__code=COURSE, version=None, completion=None).select_related("person")
    people = waiting.exclude(person__staff_no__in=MARKERS).order_by("person__staff_no")[:len(ANSWERS)]
    attempts = [_sit(row, text, days) for days, (row, text) in enumerate(zip(people, ANSWERS, strict=False), start=1)]
    by, cycle = hr_officer(), clock.cycle_of(today)
    for number in (*MARKERS, ARBITER):
        appoint_marker(course=course, cycle=cycle, department=None, person=_person(number), arbiter=number == ARBITER,
                       from_on=today, to_on=None, by=by, at=clock.now())
    for attempt, marks in zip(attempts, ((("18", ""), ("17.5", "要点完整，表述准确。")), (("9", ""),)), strict=False):
        for number, (points, comment) in zip(MARKERS, marks, strict=False):
            _mark(attempt, _person(number), points, comment)


def _person(number: str) -> User:
    return User.objects.get(staff_no=number)


def _publish() -> Course:
    """The question, a section for it, then the course: that writes version 2. Its record."""
    bank = QuestionBank.objects.get(code=COURSE)
    Question.objects.get_or_create(bank=bank, code=QUESTION["code"], defaults=QUESTION)
    page = CoursePage.objects.get(code=COURSE)
    exam = Assessment.objects.get(pk=page.assessment_id)
    for kind, points in POINTS.items():
        exam.sections.filter(kind=kind).update(points=points)
    AssessmentSection.objects.create(assessment=exam, sort_order=9, codes=str(QUESTION["code"]), count=1, points=20)
    exam.two_markers = True
    exam.save(update_fields=["two_markers"])
    page = CoursePage.objects.get(code=COURSE)
    page.change_note = NOTE
    page.save_revision().publish()
    return Course.objects.get(code=COURSE)


def _sit(enrolment: Enrolment, text: str, days: int) -> Attempt:
    """All that a rule marks is right; handed in so many days ago."""
    at = clock.now() - dt.timedelta(days=days, minutes=30)
    enrolment = start(enrolment=enrolment, at=at - dt.timedelta(days=1))
    for lesson in enrolment.version.lessons.all() if enrolment.version else ():
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=at - dt.timedelta(hours=1), evidence={})
    attempt = start_attempt(enrolment=enrolment, at=at)
    answers = {item["item"]: (item["answer"] or [text], False) for item in attempt.paper["items"]}
    save_answers(attempt=attempt, answers=answers, at=at + dt.timedelta(minutes=5))
    return hand_in(attempt=attempt, at=at + dt.timedelta(minutes=20))


def _mark(attempt: Attempt, by: User, points: str, comment: str) -> None:
    task, at = MarkingTask.objects.get(attempt=attempt), clock.now()
    claim(task=task, viewer=by, at=at)
    give_mark(task=task, points=Decimal(points), comment=comment, by=by, at=at)
