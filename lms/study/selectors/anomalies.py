"""异常, for their learner and for HR."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from courses.models import VersionLesson
from lms.common import clock
from lms.common.prepared import Prepared
from lms.people.selectors import departments_on
from lms.study import words
from lms.study.keys import lesson_ref
from lms.study.models import Anomaly, Enrolment

PER_PAGE = 50
ON_A_LESSON = 3  # the newest; all stand on the learner's own list


@dataclass(frozen=True)
class AnomalyRow:
    """One anomaly in words. `state`: open, waiting, upheld, kept; `ref` names its lesson for a correction; `case` is
    the number of the one there is."""

    pk: int
    at: dt.datetime
    staff_no: str
    name: str
    unit: str
    course: str
    course_code: str
    lesson: str
    lesson_code: str
    state: str
    state_word: str
    text: str
    ref: str
    case: str


def anomalies_of(person) -> tuple[AnomalyRow, ...]:
    """A person's own, newest first (two queries)."""
    return _rows(_joined(Anomaly.objects.filter(enrolment__person=person)), {})


def anomalies_on(enrolment: Enrolment, lesson_code: str) -> tuple[AnomalyRow, ...]:
    """The newest of one lesson (one query, one more where there are any)."""
    return _rows(_newest(enrolment.pk, lesson_code), {})


def _newest_on(enrolment: int, lesson_code: str) -> QuerySet[Anomaly]:
    return _joined(Anomaly.objects.filter(enrolment=enrolment, lesson_code=lesson_code))[:ON_A_LESSON]


def _joined(rows: QuerySet[Anomaly]) -> QuerySet[Anomaly]:
    return rows.select_related("enrolment__person", "enrolment__course", "case")


_newest = Prepared(_newest_on, int, str)


def anomaly_row(anomaly: Anomaly) -> AnomalyRow:
    return _rows(_joined(Anomaly.objects.filter(pk=anomaly.pk)), {})[0]


def anomaly_list(asked: Mapping[str, str]) -> Page:
    """HR's list by `state` (waiting, answered), `course` code and `q` (name, staff number); four queries a page."""
    rows = Anomaly.objects.all()
    if asked.get("state") == "waiting":
        rows = rows.waiting()
    elif asked.get("state") == "answered":
        rows = rows.answered()
    if asked.get("course"):
        rows = rows.filter(enrolment__course__code__iexact=asked["course"].strip())
    if text := asked.get("q", "").strip():
        person = Q(enrolment__person__full_name__icontains=text) | Q(enrolment__person__staff_no=text)
        rows = rows.filter(person)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page", "1"))
    shown = Anomaly.objects.filter(pk__in=[row.pk for row in page.object_list])
    people = [row.enrolment.person for row in shown.select_related("enrolment__person")]
    units = {person: unit.name for person, unit in departments_on(people, clock.today()).items()}
    page.object_list = _rows(_joined(shown), units)  # type: ignore[assignment]
    return page


def _rows(rows: Iterable[Anomaly], units: Mapping[int, str]) -> tuple[AnomalyRow, ...]:
    found = list(rows)
    titles = _titles(found) if found else {}
    return tuple(_row(one, titles, units.get(one.enrolment.person_id, "")) for one in found)


def _titles(found: Iterable[Anomaly]) -> dict[tuple[int | None, str], str]:
    versions = {one.enrolment.version_id for one in found}
    lessons = VersionLesson.objects.filter(version__in=versions, code__in={one.lesson_code for one in found})
    return {(version, code): title for version, code, title in lessons.values_list("version_id", "code", "title")}


def _row(one: Anomaly, titles: Mapping, unit: str) -> AnomalyRow:
    person, course = one.enrolment.person, one.enrolment.course
    state = words.anomaly_state(one)
    return AnomalyRow(
        pk=one.pk, at=one.at, staff_no=person.staff_no, name=person.display_name, unit=unit, course=course.title,
        course_code=course.code, lesson=titles.get((one.enrolment.version_id, one.lesson_code), one.lesson_code),
        lesson_code=one.lesson_code, state=state, state_word=str(words.ANOMALY_STATES[state]), text=words.anomaly(one),
        ref=lesson_ref(one.enrolment_id, one.lesson_code),
        case=one.case.number if one.case and state != "open" else "",
    )
