from decimal import Decimal

import pytest

from lms.assessment import services
from lms.assessment.models import GradeEvent
from lms.audit.models import Entry
from lms.study.models import Completion
from lms.study.services import enrol
from tests.assessment.conftest import MARKED, MINUTE, NINE, enrolled, with_recipe


@pytest.fixture
def marked(exam):
    return with_recipe(exam, MARKED).enrolment


def give(enrolment, by, score="80", note="实操", at=NINE):
    return services.record_mark(enrolment=enrolment, score=Decimal(score), by=by, note=note, at=at)


def test_a_mark_completes_the_course(marked, cast):
    event = give(marked, cast.hr)
    assert (event.kind, event.score, event.passed, event.by, event.note) == ("entered", 80, True, cast.hr, "实操")
    assert Completion.objects.get().grade == 80
    assert Entry.objects.get(action="assessment.mark").actor_no == cast.hr.staff_no


def test_the_same_mark_twice_is_one(marked, cast):
    assert give(marked, cast.hr, "59.5") == give(marked, cast.hr, "59.50", at=NINE + MINUTE)
    assert not GradeEvent.objects.get().passed
    assert give(marked, cast.hr, "70").passed
    assert GradeEvent.objects.count() == 2


def test_only_hr_marks(marked, cast):
    for name, person in cast.everyone().items():
        if name == "hr":
            continue
        with pytest.raises(services.MarkRefused) as caught:
            give(marked, person)
        assert caught.value.code == "not_hr"
    assert not GradeEvent.objects.exists()


def test_nobody_marks_himself(marked, cast):
    with pytest.raises(services.MarkRefused) as caught:
        give(enrolled(cast.hr, marked.version), cast.hr)
    assert caught.value.code == "own"


def test_an_exam_takes_no_entered_mark(exam, cast):
    with pytest.raises(services.MarkRefused) as caught:
        give(exam.enrolment, cast.hr)
    assert caught.value.code == "not_marked"


@pytest.mark.parametrize("score", ["-1", "100.01", "NaN", "Infinity", "1E+9"])
def test_a_mark_is_from_0_to_100(marked, cast, score):
    with pytest.raises(services.MarkRefused) as caught:
        give(marked, cast.hr, score)
    assert caught.value.code == "score"


def test_a_mark_pins_the_version_of_a_course_never_opened(marked, cast):
    unopened = enrol(person=cast.stranger, course=marked.course, cycle="2026", at=NINE)
    give(unopened, cast.hr)
    unopened.refresh_from_db()
    assert (unopened.version, unopened.grade) == (marked.version, 80)
