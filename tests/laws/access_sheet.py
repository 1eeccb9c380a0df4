"""Who gets what at every address of ours. One row per URL name and method; see test_access_sheet.py.

`everyone` is the answer for signed-in roles without a word of their own; `anonymous` is sent to sign in unless said.
The learner of the cast owns the records; the head heads his unit, the leader has it in his portfolio.
Longer than a file should be, and one file all the same: whoever asks who may do what looks in one place.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from courses import decks
from courses.models import CourseMedia, Question, VersionLesson
from courses.services import revise_question
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask
from lms.assessment.regrading.services import open_regrade
from lms.assessment.services import start_attempt
from lms.assessment.sheets import services as sheets
from lms.assessment.sheets.lines import Sheet
from lms.common import clock
from lms.curricula.asks.services import ask
from lms.curricula.models import Assignment, Curriculum
from lms.discussion.access import seat_of
from lms.discussion.services import report, say, set_board
from lms.discussion.services.saying import Place
from lms.drill import services as drill
from lms.feedback.services import send
from lms.feedback.services.sending import About
from lms.jobs.models import Job
from lms.people.roles import BY_NAME, ROLES, Reach
from lms.study.models import Enrolment
from lms.study.services import enrol, pass_lesson
from lms.study.tasks import services as tasks
from lms.supervision.services import freeze
from lms.transcript.services import issue_certificate
from tests import factories
from tests.pdfs import pdf

# What follows from the table of roles. The cast's county administrator has another bureau than the learner's.
EVERYONE = tuple(role.name for role in ROLES if role.reach == Reach.EVERYONE)
IN_SCOPE = ("learner", "head", "leader", *EVERYONE)
FIGURES = tuple(role.name for role in ROLES if role.rights.scores)
THIS_UNITS = tuple(name for name in FIGURES if name != "county_admin")
EXPORTERS = tuple(name for name in THIS_UNITS if BY_NAME[name].rights.export)
CHECKERS = ("editor", "hr", "leader")
HELPERS = ("hr", "security_admin")  # who help others to sign in: staff the one, administrators the other
LOG = tuple(role.name for role in ROLES if role.rights.log)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Material:
    """What the addresses name."""

    enrolment: Enrolment
    attempt: int
    closed_attempt: int
    media: int
    curriculum: int
    certificate: str
    learner_no: str
    job: int
    task: int
    asked: int
    snapshot: int
    case: str
    anomaly: int
    deck: str
    work: int
    entry: int
    form: int
    post: int
    report: int
    drilled: int
    card: int
    question: int
    regrade: int
    sheets: str
    sheet: int
    sheet_file: int
    to_mark: int
    marked: int
    marker: int
    doubted: str


@dataclass(frozen=True)
class Row:
    """One address and what each role gets there."""

    name: str
    everyone: int = 200
    special: dict[str, int] = field(default_factory=dict)
    method: str = "GET"
    kwargs: Callable[[Material], dict] = lambda material: {}
    sent: Callable[[Material], dict] = lambda material: {}
    content_type: str = FORM

    def body(self, material: Material) -> str:
        return urlencode(self.sent(material))

    def expected(self, roles: tuple[str, ...]) -> dict[str, int]:
        given = {"anonymous": 302} | self.special
        return {role: given.get(role, self.everyone) for role in roles}


def only(status: int, *roles: str) -> dict[str, int]:
    return dict.fromkeys(roles, status)


def _course(material: Material) -> dict:
    return {"code": "T-01"}


def _lesson(material: Material) -> dict:
    return {"code": "T-01", "lesson_code": "T-01-L1"}


def _paged(material: Material) -> dict:
    return _tasked(material) | {"digest": material.deck}


def _tasked(material: Material) -> dict:
    return {"code": "T-03", "lesson_code": "T-03-L1"}


def _task(material: Material) -> dict:
    return {"pk": material.task}


def _sat(material: Material) -> dict:
    return {"code": material.enrolment.course.code, "cycle": material.enrolment.cycle}


def _attempt(material: Material) -> dict:
    return {"pk": material.attempt}


def _regrade(material: Material) -> dict:
    return {"pk": material.regrade}


def _case(material: Material) -> dict:
    return {"number": material.case}


def _post(material: Material) -> dict:
    return {"pk": material.post}


def _person(material: Material) -> dict:
    return {"staff_no": material.learner_no}


SHEET = (
    Row("home:desk"),
    Row("home:health", special={"anonymous": 200}),
    Row("people:sign_in", 302, {"anonymous": 200}),
    Row("people:sign_out", 302, method="POST"),
    Row("people:password"),
    Row("people:display", 302, method="POST", sent=lambda m: {"size": "large"}),
    # Without TWO_FACTOR_REQUIRED, as in tests, the second step sends everybody on.
    Row("people:code", 302),
    Row("people:enrol", 302),
    Row("people:everywhere", 302, method="POST"),
    Row("people:session"),
    Row("people:account"),
    Row("people:sign_ins"),
    Row("people:two_factor"),
    Row("people:helping", 404, only(200, *HELPERS)),
    Row("people:slips", 404, only(200, *HELPERS), method="POST"),
    Row("people:secret", 404, only(200, "hr") | only(403, "security_admin"), method="POST", kwargs=_person),
    Row("people:unlock", 404, only(302, *HELPERS), method="POST", kwargs=_person),
    Row("people:reset_device", 404, only(302, *HELPERS), method="POST", kwargs=_person),
    Row("notices:inbox"),
    Row("notices:read", 302, method="POST"),
    Row("audit:log", 404, only(200, *LOG)),
    Row("audit:export", 404, only(200, *LOG), method="POST"),
    Row("courses:search"),
    Row("courses:image", 404, kwargs=lambda m: {"name": "nothing.webp"}),
    Row("courses:poster", 404, kwargs=lambda m: {"name": "nothing.webp"}),
    Row("curricula:list", 404, only(200, "hr", "supervision")),
    Row("curricula:mine"),
    Row("curricula:person", 404, only(200, *IN_SCOPE), kwargs=_person),
    Row("curricula:preview", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.curriculum}),
    Row("curricula:assign", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"pk": m.curriculum}),
    Row("curricula:reconcile", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"pk": m.curriculum}),
    Row("curricula:release", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"pk": m.curriculum}),
    Row("curricula:validity", 404, only(200, "hr")),
    Row("curricula:move_many", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.curriculum}),
    Row("curricula:move_one", 404, only(200, "hr"), kwargs=_task),
    Row("curricula:task", 404, only(200, *IN_SCOPE), kwargs=_task),
    Row("curricula:acknowledge", 404, only(302, "learner"), method="POST", kwargs=_task),
    Row("curricula:explain", 404, only(200, "learner"), method="POST", kwargs=_task),
    Row("curricula:ask_extension", 404, only(200, "learner"), method="POST", kwargs=_task),
    Row("curricula:ask_exemption", 404, only(200, "learner"), method="POST", kwargs=_task),
    Row("curricula:requests", 404, only(200, "leader", "hr")),
    Row("curricula:my_requests"),
    Row("curricula:decide", 404, only(200, "leader", "hr"), kwargs=lambda m: {"pk": m.asked}),
    Row("curricula:withdraw", 404, only(302, "learner"), method="POST", kwargs=lambda m: {"pk": m.asked}),
    Row("study:lesson", 404, only(200, "learner"), kwargs=_lesson),
    Row("study:start", 404, only(302, "learner"), method="POST", kwargs=_course),
    Row("study:newer", 404, only(302, "learner"), method="POST", kwargs=_course),
    Row("study:beat", 404, only(400, "learner"), method="POST", kwargs=_lesson),
    Row("study:read", 404, only(302, "learner"), method="POST", kwargs=_lesson),
    Row("study:media", 404, only(200, "learner", "hr", "leader", "editor"), kwargs=lambda m: {"pk": m.media}),
    Row("study:captions", 404, only(200, "learner", "hr", "leader", "editor"), kwargs=lambda m: {"pk": m.media}),
    Row("study:page_picture", 404, only(200, "learner"), kwargs=lambda m: _paged(m) | {"number": 1}),
    Row("study:page_pdf", 404, only(200, "learner"), kwargs=_paged),
    Row("study:draft_picture", 404, only(200, *CHECKERS), kwargs=lambda m: {"digest": m.deck, "number": 1}),
    Row("study:draft_pdf", 404, only(200, *CHECKERS), kwargs=lambda m: {"digest": m.deck}),
    Row("study:task", 404, only(200, "learner"), kwargs=lambda m: _tasked(m) | {"key": "W"}),
    Row("study:hand_in_file", 404, only(200, "learner", "hr"), kwargs=lambda m: {"pk": m.work}),
    Row("study:marking_home", 404, only(302, "hr", "head")),
    Row("study:marking", 404, only(200, "hr", "head"), kwargs=lambda m: {"kind": "practice"}),
    Row("study:mark", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.work}),
    Row("study:confirm", 404, only(200, "hr", "head"), kwargs=lambda m: {"pk": m.entry}),
    Row("study:answers", 404, only(200, "hr", "head"), kwargs=lambda m: {"pk": m.form}),
    Row("study:attendance", 404, only(200, "hr")),
    Row("study:anomalies", 404, only(200, "hr")),
    Row("study:my_anomalies"),
    Row("study:anomaly", 404, only(200, "learner", "hr"), kwargs=lambda m: {"pk": m.anomaly}),
    Row("assessment:statistics", 404, only(200, "hr", "editor")),
    Row("assessment:intro", 404, only(200, "learner"), kwargs=_course),
    Row("assessment:start", 404, only(302, "learner"), method="POST", kwargs=_course),
    Row("assessment:paper", 404, only(200, "learner"), kwargs=_attempt),
    Row("assessment:save", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:take_over", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:hand_in", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:result", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.closed_attempt}),
    Row("assessment:event", 404, only(400, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:running", 404, only(200, "hr")),
    Row("assessment:watch", 404, only(200, "hr"), kwargs=_sat),
    Row("assessment:watch_attempt", 404, only(200, "hr"), kwargs=_attempt),
    Row("assessment:minutes", 404, only(302, "hr"), method="POST", kwargs=_attempt),
    Row("assessment:reopen", 404, only(302, "hr"), method="POST", kwargs=_attempt),
    Row("assessment:make_up", 404, only(302, "hr"), method="POST", kwargs=_sat),
    Row("assessment:appoint", 404, only(302, "hr"), method="POST", kwargs=_sat),
    Row("assessment:dismiss", 404, method="POST", kwargs=lambda m: {"pk": 0}),
    Row("assessment:allowances", 404, only(200, "hr")),
    Row("assessment:withdraw", 404, method="POST", kwargs=lambda m: {"pk": 0}),
    # The stranger is to mark some day, and has marked before; nobody of the sheet is appointed today.
    Row("assessment:marking", 404, only(200, "hr")),
    Row("assessment:marking_next", 404, only(302, "hr"), method="POST"),
    Row("assessment:marking_answer", 404, kwargs=lambda m: {"pk": m.to_mark}),
    Row("assessment:marking_skip", 404, method="POST", kwargs=lambda m: {"pk": m.to_mark}),
    Row("assessment:marking_undo", 404, only(302, "stranger"), method="POST", kwargs=lambda m: {"pk": m.marked}),
    Row("assessment:marking_exam", 404, only(200, "hr"), kwargs=_sat),
    Row("assessment:marking_appoint", 404, only(302, "hr"), method="POST", kwargs=_sat),
    Row("assessment:marking_dismiss", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"pk": m.marker}),
    Row("assessment:marking_review", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"case": m.doubted}),
    Row("assessment:sheet_sets", 404, only(200, "hr")),
    Row("assessment:sheet_set", 404, only(200, "hr"), kwargs=lambda m: {"code": m.sheets}),
    Row("assessment:sheet_print", 404, only(200, "hr"), method="POST", kwargs=lambda m: {"code": m.sheets},
        sent=lambda m: {"what": "key"}),
    Row("assessment:sheet_template", 404, only(200, "hr"), kwargs=lambda m: {"code": m.sheets}),
    Row("assessment:sheet_upload", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"code": m.sheets}),
    Row("assessment:sheet_entry", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.sheet}),
    Row("assessment:sheet_file", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.sheet_file}),
    Row("assessment:sheet_write", 404, only(302, "hr"), method="POST", kwargs=lambda m: {"pk": m.sheet_file}),
    Row("assessment:mark", 404, only(302, "hr"), method="POST", sent=lambda m: {"staff_no": m.learner_no}),
    # The learner of the sheet sits an exam: practice says so (409) instead of taking anything.
    Row("drill:home"),
    Row("drill:question", kwargs=lambda m: {"pile": "due"}),
    Row("drill:answer", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.drilled}),
    Row("drill:leave_out", 404, only(409, "learner"), method="POST", kwargs=lambda m: {"pk": m.drilled}),
    Row("drill:book"),
    Row("drill:take_in", 302, only(409, "learner"), method="POST"),
    Row("drill:reset", 302, only(409, "learner"), method="POST"),
    Row("drill:aside", 404, only(409, "learner"), method="POST", kwargs=lambda m: {"pk": m.card}),
    Row("drill:topics", 404, only(200, "head", "leader", "hr", "supervision", "county_admin")),
    Row("assessment:regrades", 404, only(200, "hr")),
    Row("assessment:regrade_new", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.question}),
    Row("assessment:regrade", 404, only(200, "hr"), kwargs=_regrade),
    Row("assessment:regrade_file", 404, only(200, "hr"), method="POST", kwargs=_regrade),
    *(Row(f"assessment:regrade_{act}", 404, only(302, "hr"), method="POST", kwargs=_regrade)
      for act in ("preview", "propose", "withdraw", "confirm", "refuse", "go_on")),
    Row("transcript:mine"),
    Row("transcript:form", kwargs=lambda m: {"year": 2026}),
    Row("transcript:person", 404, only(200, *IN_SCOPE), kwargs=_person),
    Row("transcript:person_form", 404, only(200, *IN_SCOPE), kwargs=lambda m: _person(m) | {"year": 2026}),
    Row("transcript:check", special={"anonymous": 200}, kwargs=lambda m: {"number": m.certificate}),
    Row("transcript:certificate", 404, only(200, *IN_SCOPE), kwargs=lambda m: {"number": m.certificate}),
    Row("jobs:mine"),
    Row("jobs:detail", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.job}),
    Row("jobs:state", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.job}),
    Row("jobs:file", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.job}),
    Row("jobs:cancel", 404, only(302, "learner"), method="POST", kwargs=lambda m: {"pk": m.job}),
    Row("feedback:home"),
    Row("feedback:new", kwargs=lambda m: {"kind": "complaint"}),
    Row("feedback:queue", 404, only(200, "hr", "supervision", "editor")),
    Row("feedback:export", 404, only(200, "hr", "supervision"), method="POST"),
    Row("feedback:case", 404, only(200, "learner", "supervision"), kwargs=_case),
    Row("feedback:add", 404, only(200, "learner"), method="POST", kwargs=_case),
    Row("feedback:withdraw", 404, only(302, "learner"), method="POST", kwargs=_case),
    Row("feedback:take_up", 404, only(302, "supervision"), method="POST", kwargs=_case),
    Row("feedback:answer", 404, only(200, "supervision"), method="POST", kwargs=_case),
    Row("discussion:mine"),
    Row("discussion:office", 404, only(200, "hr", "editor")),
    # Its editor is whose page the course is: none here.
    Row("discussion:boards", 404, only(200, "hr"), kwargs=_course),
    Row("discussion:answer_report", 404, only(200, "hr"), kwargs=lambda m: {"pk": m.report}),
    Row("discussion:board", 404, only(200, "learner", "hr"), kwargs=_lesson),
    Row("discussion:thread", 404, only(200, "learner", "hr"), kwargs=_post),
    Row("discussion:edit", 404, only(200, "learner"), kwargs=_post),
    Row("discussion:withdraw", 404, only(302, "learner"), method="POST", kwargs=_post),
    Row("discussion:report", 404, only(200, "learner") | only(302, "hr"), kwargs=_post),  # hr has reported it before
    Row("discussion:hide", 404, only(200, "hr"), kwargs=_post),
    Row("discussion:restore", 404, only(302, "hr"), method="POST", kwargs=_post),
    Row("discussion:pin", 404, only(302, "hr"), method="POST", kwargs=_post),
    Row("reports:home", 404, only(302, *FIGURES)),
    Row(
        "reports:unit", 404, only(200, *THIS_UNITS),
        kwargs=lambda m: {"code": "0101"},
    ),
    Row(
        "reports:unit_export", 404, only(200, *EXPORTERS), method="POST",
        kwargs=lambda m: {"code": "0101"},
    ),
    Row(
        "reports:list_export", 404, only(302, *EXPORTERS), method="POST",
        kwargs=lambda m: {"code": "0101"},
    ),
    Row(
        "reports:course_list", 404, only(302, *EXPORTERS), method="POST",  # 302: without a course back to the page
        kwargs=lambda m: {"code": "0101"},
    ),
    Row("reports:courses", 404, only(200, *THIS_UNITS), kwargs=lambda m: {"code": "0101"}),
    Row("reports:figures", 404, only(200, *EXPORTERS), method="POST", kwargs=lambda m: {"code": "0101"}),
    Row("reports:overdue", 404, only(200, *EXPORTERS), kwargs=lambda m: {"code": "0101"}),
    Row("reports:goals", 404, only(200, *FIGURES)),
    Row("reports:period", 404, only(200, *FIGURES)),
    Row("reports:period_export", 404, only(200, *(name for name in FIGURES if BY_NAME[name].rights.export)),
        method="POST"),
    Row("reports:person", 404, only(200, *IN_SCOPE), kwargs=_person),
    Row(
        "reports:remind", 404, only(302, "head", "leader", "hr"), method="POST",
        sent=lambda m: {"staff_no": m.learner_no},
    ),
    Row("supervision:home", 404, only(200, "supervision", "hr")),
    Row("supervision:freeze", 404, only(302, "supervision"), method="POST"),
    Row("supervision:snapshot", 404, only(200, "supervision", "hr"), kwargs=lambda m: {"pk": m.snapshot}),
    Row("supervision:export", 404, only(200, "supervision", "hr"), method="POST", kwargs=lambda m: {"pk": m.snapshot}),
    Row("supervision:mail", 404, only(200, "hr")),
    Row("supervision:mail_again", 404, only(302, "hr"), method="POST"),
    Row("supervision:difference", 404, only(200, "supervision", "hr"), kwargs=lambda m: {"pk": m.snapshot}),
)


def prepared(cast) -> Material:
    """The learner took T-01: one attempt failed, one live; a film in the lesson; a curriculum that asks for it."""
    factories.bank()
    version = factories.version(recipe=factories.recipe())
    media = _film()
    other = factories.version(code="T-02", lessons=0)
    VersionLesson.objects.create(
        version=other, code="T-02-L1", number=1, title="看", rule="watch", span_seconds=60, media_ids=[media.pk]
    )
    now = clock.now()
    cycle = clock.cycle_of(clock.today())
    enrolment = enrol(person=cast.learner, course=version.course, cycle=cycle, at=now)
    enrol(person=cast.learner, course=other.course, cycle=cycle, at=now)
    for lesson in version.lessons.all():
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=now, evidence={})
    closed = start_attempt(enrolment=enrolment, at=now - dt.timedelta(hours=2))
    live = start_attempt(enrolment=enrolment, at=now)
    certificate = issue_certificate(
        person=cast.learner, course_code="T-01", course_title="课程", source_key="sheet", issued_at=now
    )
    curriculum = _curriculum(cast, version.course, cycle)
    task = Assignment.objects.get(curriculum=curriculum)
    asked = ask(assignment=task, kind="extension", reason="驻村", at=now, wanted_on=task.due_on + dt.timedelta(days=9))
    return Material(
        task=task.pk, asked=asked.pk, **_marking(cast, closed, now),
        enrolment=enrolment, attempt=live.pk, closed_attempt=closed.pk, media=media.pk,
        curriculum=curriculum.pk, certificate=certificate.number,
        learner_no=cast.learner.staff_no, job=_job(cast),
        case=send(person=cast.learner, kind="complaint", text="学时未计入", at=now, once=uuid.uuid4()).number,
        **_tasks(cast, cycle, now), **_talk(cast, version.course, now), **_drilled(cast, now),
        **_regrading(cast, now), **_sheets(cast, now),
        snapshot=freeze(on=clock.today() - dt.timedelta(days=1), by=None, at=now).pk,
        anomaly=enrolment.anomalies.create(lesson_code="T-01-L1", at=now, claimed=60, credited=5).pk,
    )


def _marking(cast, attempt, now: dt.datetime) -> dict:
    """An answer that was marked, by whom is appointed again from a far day on; the learner doubts the grade."""
    answer = MarkingTask.objects.create(
        attempt=attempt, item=1, question="B1/x/1", place=1, points=5, opened_at=now, state="settled", earned=5)
    mark = ItemMark.objects.create(task=answer, marker=cast.stranger, number=1, points=5, most=5, at=now)
    marker = Marker.objects.create(
        course=attempt.enrolment.course, cycle=attempt.enrolment.cycle, person=cast.stranger,
        from_on=dt.date(2099, 1, 1), at=now, by=cast.hr)
    doubted = send(person=cast.learner, kind="correction", text="要点都写了", at=now, once=uuid.uuid4(),
                   about=About(record_kind="grade", record_ref=str(attempt.pk)))
    return {"to_mark": answer.pk, "marked": mark.pk, "marker": marker.pk, "doubted": doubted.number}


def _regrading(cast, now: dt.datetime) -> dict:
    """A question with a second version, and a regrade of its first."""
    old = Question.objects.get(code="B1-S1")
    new = revise_question(old, answer=["B"], state="approved")
    asked = {"wrong": [1], "way": "new_key", "reason": "答案有误", "by": cast.hr, "at": now}
    return {"question": new.pk, "regrade": open_regrade(question=new, **asked).pk}


def _tasks(cast, cycle: str, now: dt.datetime) -> dict:
    """A lesson with slides, a form, a list and a piece of work, of which the learner has sent all."""
    document = get_document_model().objects.create(title="课件", file=ContentFile(pdf(1), name="a.pdf"))
    asked = [{"id": "q", "value": {"question": "？", "kind": "text"}}]
    named = [("form", "F", {"questions": asked, "readers": "office"}),
             ("checklist", "C", {"items": [{"id": "i", "value": "做"}]}), ("hand_in", "W", {"pass_mark": 60})]
    body = decks.frozen([
        {"type": "pages", "id": "P", "value": {"document": document.pk}},
        *({"type": kind, "id": key, "value": {"title": "任务"} | value} for kind, key, value in named),
    ])
    version = factories.version(code="T-03", lessons=0)
    VersionLesson.objects.create(
        version=version, code="T-03-L1", number=1, title="做", rule="pages", span_seconds=3, body=body
    )
    duty = enrol(person=cast.learner, course=version.course, cycle=cycle, at=now)
    belongs = {"enrolment": duty, "lesson_code": "T-03-L1", "at": now}
    work = tasks.hand_in(key="W", text="", file=ContentFile(b"x", name="a.txt"), **belongs)
    entry = tasks.say_done(key="C", item="i", done_on=clock.day_of(now), note="", **belongs)
    form = tasks.send_form(key="F", answers={"q": "答"}, **belongs)
    return {"deck": body[0]["value"]["deck"], "work": work.pk, "entry": entry.pk, "form": form.pk}


def _talk(cast, course, now: dt.datetime) -> dict:
    """The learner has said something, and HR has reported it."""
    set_board(course=course, lesson_code="T-01-L1", is_open=True, by=cast.hr, at=now)
    place, seat = Place(course, "T-01-L1"), seat_of(cast.learner, course)
    post = say(person=cast.learner, place=place, seat=seat, text="问", at=now, once=uuid.uuid4())
    return {"post": post.pk, "report": report(post=post, by=cast.hr, reason="不实", at=now).pk}


def _drilled(cast, now: dt.datetime) -> dict:
    """The learner answered a question of practice wrong."""
    question = factories.bank("B9", singles=1, multis=0, judges=0).questions.get()
    given = drill.answer(person=cast.learner, question=question, response=["B"], once=uuid.uuid4(), at=now)
    return {"drilled": given.pk, "card": cast.learner.cards.get().pk}


def _sheets(cast, now: dt.datetime) -> dict:
    """Papers of a course the head alone takes, sat with a pen: his sheet, and a file with nothing in it."""
    version = factories.version(code="T-04", recipe=factories.recipe())
    made = sheets.draw_set(version=version, cycle=clock.cycle_of(clock.today()), begins_at=now - dt.timedelta(days=1),
                           by=cast.hr, at=now, once=uuid.uuid4())
    enrolment = enrol(person=cast.head, course=version.course, cycle=made.cycle, at=now)
    entry = sheets.enter(printed=made.papers.all()[0], enrolment=enrolment, sheet=Sheet({}, {}), by=cast.hr, at=now)
    return {"sheets": made.code, "sheet": entry.pk,
            "sheet_file": made.files.create(name="a.xlsx", uploaded_by=cast.hr, uploaded_at=now).pk}


def _job(cast) -> int:
    job = Job(owner=cast.learner, kind="sheet.nothing", title="花名册", created_at=clock.now(), output_name="名单.csv")
    job.output.save("list", ContentFile(b"1\n"), save=True)
    return job.pk


def _film() -> CourseMedia:
    media = CourseMedia(title="片", type="video", duration=60)
    media.file.save("a.mp4", ContentFile(b"0" * 64), save=False)
    media.captions.save("a.vtt", ContentFile(b"WEBVTT\n"), save=False)
    media.save()
    return media


def _curriculum(cast, course, cycle: str) -> Curriculum:
    today = clock.today()
    made = Curriculum.objects.create(
        code="K1", title="必修", cycle=cycle, basis="1号", issued_on=today, due_on=today + dt.timedelta(days=30)
    )
    made.items.create(course=course)
    made.rules.create(department=cast.section)
    Assignment.objects.create(
        person=cast.learner, course=course, cycle=cycle, curriculum=made, required=True, reason="科室", basis="1号",
        issued_on=today, due_on=made.due_on,
    )
    return made
