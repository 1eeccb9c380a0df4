"""Records of study a person may ask to have corrected: a completion, and a lesson whose study was not counted."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.feedback.records import RecordKind, number, register
from lms.people.models import User
from lms.study import words
from lms.study.keys import lesson_of
from lms.study.models import Completion, Enrolment, HandIn
from lms.study.services import attach, count_accepted

TOLD = 4  # anomalies in the frozen text of a lesson; all stand in HR's list


def _completion(person: User, ref: str) -> str | None:
    found = Completion.objects.filter(person=person, pk=number(ref)).first()
    if found is None:
        return None
    grade = _(", grade %(grade)s") % {"grade": f"{found.grade.normalize():f}"} if found.grade is not None else ""
    return _("%(code)s %(title)s, cycle %(cycle)s: completed %(day)s%(grade)s, counted in %(unit)s") % {
        "code": found.course_code, "title": found.course_title, "cycle": found.cycle, "grade": grade,
        "day": clock.day_of(found.completed_at), "unit": found.department_name or "—",
    }


def _lesson(person: User, ref: str) -> str | None:
    """`ref`: enrolment/lesson code."""
    key, code = lesson_of(ref)
    enrolment = Enrolment.objects.filter(person=person, pk=key).select_related("course", "version").first()
    lesson = enrolment.version.lessons.filter(code=code).first() if enrolment and enrolment.version else None
    if enrolment is None or lesson is None:
        return None
    progress = enrolment.progress.filter(lesson_code=code).first()
    state = _("passed") if progress and progress.passed_at else _("not passed")
    covered = progress.covered if progress else 0
    said = _("%(course)s, lesson %(number)d “%(title)s”: %(state)s, %(percent)d%% counted, %(anomalies)d times marked "
             "as anomalous") % {
        "course": enrolment.course.code, "number": lesson.number, "title": lesson.title, "state": state,
        "percent": min(int(100 * covered / lesson.span_seconds), 100) if lesson.span_seconds else 0,
        "anomalies": enrolment.anomalies.filter(lesson_code=code).count(),
    }
    return said + _not_counted(enrolment, code)


def _not_counted(enrolment: Enrolment, code: str) -> str:
    """What the office decides about: the newest of what was cut and not decided yet, each in words."""
    rows = enrolment.anomalies.contestable().filter(lesson_code=code).select_related("case")[:TOLD]
    return "".join(f"\n{formats.date_format(timezone.localtime(row.at), 'SHORT_DATETIME_FORMAT')} {words.anomaly(row)}"
                   for row in rows)


def _work(person: User, ref: str) -> str | None:
    """A version of a piece of work that has been marked or returned; before that there is nothing to correct."""
    decided = HandIn.objects.exclude(state=HandIn.State.WAITING)
    found = decided.filter(enrolment__person=person, pk=number(ref)).select_related("enrolment__course").first()
    if found is None:
        return None
    mark = _(", %(mark)d of 100 (pass mark %(needed)d)") % {
        "mark": found.mark, "needed": found.pass_mark} if found.mark is not None else ""
    return _("%(course)s, “%(title)s”, version %(number)d: %(state)s%(mark)s") % {
        "course": found.enrolment.course.code, "title": found.title, "number": found.number,
        "state": found.get_state_display(), "mark": mark}


register(RecordKind("work", gettext_lazy("mark of a piece of work"), _work))
register(RecordKind("completion", gettext_lazy("completion"), _completion))
register(RecordKind(
    "lesson", gettext_lazy("lesson that was not counted"), _lesson, sent=attach, accepted=count_accepted,
    effect=gettext_lazy("Accepted: what was not counted of this lesson counts from then on, and the lesson passes when "
                        "that is enough."),
))
