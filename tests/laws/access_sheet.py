"""Who gets what at every address of ours. One row per URL name and method; see test_access_sheet.py.

`everyone` is the answer for signed-in roles without a word of their own; `anonymous` is sent to sign in unless said.
The learner of the cast owns the records; the head heads his unit, the leader has it in his portfolio.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.files.base import ContentFile

from courses.models import CourseMedia, VersionLesson
from lms.assessment.services import start_attempt
from lms.common import clock
from lms.curricula.asks.services import ask
from lms.curricula.models import Assignment, Curriculum
from lms.jobs.models import Job
from lms.people.roles import BY_NAME, ROLES, Reach
from lms.study.models import Enrolment
from lms.study.services import enrol, pass_lesson
from lms.supervision.services import freeze
from lms.transcript.services import issue_certificate
from tests import factories

# What follows from the table of roles. The cast's county administrator has another bureau than the learner's.
EVERYONE = tuple(role.name for role in ROLES if role.reach == Reach.EVERYONE)
IN_SCOPE = ("learner", "head", "leader", *EVERYONE)
FIGURES = tuple(role.name for role in ROLES if role.rights.scores)
THIS_UNITS = tuple(name for name in FIGURES if name != "county_admin")
EXPORTERS = tuple(name for name in THIS_UNITS if BY_NAME[name].rights.export)
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


def _task(material: Material) -> dict:
    return {"pk": material.task}


def _attempt(material: Material) -> dict:
    return {"pk": material.attempt}


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
    Row("study:beat", 404, only(400, "learner"), method="POST", kwargs=_lesson),
    Row("study:read", 404, only(302, "learner"), method="POST", kwargs=_lesson),
    Row("study:media", 404, only(200, "learner", "hr", "leader", "editor"), kwargs=lambda m: {"pk": m.media}),
    Row("study:captions", 404, only(200, "learner", "hr", "leader", "editor"), kwargs=lambda m: {"pk": m.media}),
    Row("study:attendance", 404, only(200, "hr")),
    Row("assessment:intro", 404, only(200, "learner"), kwargs=_course),
    Row("assessment:start", 404, only(302, "learner"), method="POST", kwargs=_course),
    Row("assessment:paper", 404, only(200, "learner"), kwargs=_attempt),
    Row("assessment:save", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:take_over", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:hand_in", 404, only(302, "learner"), method="POST", kwargs=_attempt),
    Row("assessment:result", 404, only(200, "learner"), kwargs=lambda m: {"pk": m.closed_attempt}),
    Row("assessment:mark", 404, only(302, "hr"), method="POST", sent=lambda m: {"staff_no": m.learner_no}),
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
    Row("reports:period_export", 404, only(200, *FIGURES), method="POST"),
    Row("reports:person", 404, only(200, *IN_SCOPE), kwargs=_person),
    Row(
        "reports:remind", 404, only(302, "head", "leader", "hr"), method="POST",
        sent=lambda m: {"staff_no": m.learner_no},
    ),
    Row("supervision:home", 404, only(200, "supervision", "hr")),
    Row("supervision:freeze", 404, only(302, "supervision"), method="POST"),
    Row("supervision:snapshot", 404, only(200, "supervision", "hr"), kwargs=lambda m: {"pk": m.snapshot}),
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
        task=task.pk, asked=asked.pk,
        enrolment=enrolment, attempt=live.pk, closed_attempt=closed.pk, media=media.pk,
        curriculum=curriculum.pk, certificate=certificate.number,
        learner_no=cast.learner.staff_no, job=_job(cast),
        snapshot=freeze(on=clock.today() - dt.timedelta(days=1), by=None, at=now).pk,
    )


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
