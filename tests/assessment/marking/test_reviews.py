"""A learner asks for a review of his grade: HR refuses with a reason, or others mark his answers again, blind."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from lms.assessment import services as exams
from lms.assessment.marking.access import markable_by, unmarkable
from lms.assessment.marking.models import Marker, MarkingTask, Review
from lms.assessment.marking.refusals import MarkingRefused
from lms.assessment.marking.services import open_review
from lms.assessment.models import Attempt, GradeEvent
from lms.audit.models import Entry
from lms.feedback import services as feedback
from lms.feedback.models import Case
from lms.feedback.services.sending import About
from lms.notices.models import Notice
from lms.study.models import Completion, SupersededCompletion
from tests import factories
from tests.assessment.marking.conftest import TEN, appointed, marked

pytestmark = pytest.mark.django_db
LATER = TEN + dt.timedelta(days=2)


@pytest.fixture
def graded(cast, marking):
    """66.66, passed: each text 5 of 10 by the first marker."""
    for item in (2, 3):
        marked(marking.task(item), marking.first, "5")
    return marking


def asked(marking, at=LATER, **changes) -> Case:
    about = About(record_kind="grade", record_ref=str(marking.attempt.pk))
    return feedback.send(person=marking.attempt.enrolment.person, kind="correction", text="第二题要点都写了。", at=at,
                         once=uuid.uuid4(), about=about, **changes)


def opened(marking, case: Case, by=None) -> Review:
    return open_review(case=case, attempt=marking.attempt, by=by or marking.hr, at=LATER)


def again(marking, by, points="9") -> None:
    for item in (2, 3):
        marked(marking.task(item, number=2), by, points, at=LATER)


def answered(case: Case, by, verdict="done") -> bool:
    return feedback.answer(case=case, verdict=verdict, text="经复核，成绩更正。", by=by, at=LATER)


def test_others_mark_again_and_the_new_grade_is_an_event_of_its_own(graded):
    assert Attempt.objects.get(pk=graded.attempt.pk).score == Decimal("66.66")
    case = asked(graded)
    opened(graded, case)
    case.refresh_from_db()
    assert case.state == "handling"
    again(graded, graded.second)
    attempt = Attempt.objects.get(pk=graded.attempt.pk)
    assert (attempt.score, attempt.passed) == (Decimal("93.33"), True)
    events = list(GradeEvent.objects.filter(attempt=attempt).values_list("kind", "score", "note"))
    assert events == [("judged", Decimal("66.66"), ""), ("reviewed", Decimal("93.33"), case.number)]
    assert Completion.objects.get(enrolment=attempt.enrolment).grade == Decimal("93.33")
    assert SupersededCompletion.objects.get().grade == Decimal("66.66")
    assert Notice.objects.filter(person=graded.hr, key__startswith="assessment.review:").count() == 1
    assert answered(case, graded.hr)
    assert set(Entry.objects.filter(action__contains="review").values_list("action", flat=True)) == {
        "assessment.review_open", "assessment.review_done"}


def test_never_who_marked_before_nor_who_opened_it_nor_the_learner(cast, graded):
    opened(graded, asked(graded))
    appointed(graded.version.course, cast.hr, cast.hr)
    appointed(graded.version.course, cast.learner, cast.hr)
    tasks = MarkingTask.objects.filter(attempt=graded.attempt, round=2)
    assert tasks.count() == 2
    for person in (graded.first, cast.hr, cast.learner):
        assert not markable_by(person, LATER.date()).filter(pk__in=tasks).exists()
    assert markable_by(graded.second, LATER.date()).filter(pk__in=tasks).count() == 2


def test_hr_is_told_where_nobody_may_mark_it(cast, graded):
    opened(graded, asked(graded))
    day = LATER.date()
    assert unmarkable(day).count() == 0
    Marker.objects.filter(person=graded.second).update(removed_at=LATER)
    assert set(unmarkable(day).values_list("attempt", "round")) == {(graded.attempt.pk, 2)}
    appointed(graded.version.course, cast.learner, cast.hr)
    assert unmarkable(day).count() == 2
    appointed(graded.version.course, factories.person("阅卷丙", cast.section), cast.hr)
    assert unmarkable(day).count() == 0


def test_a_review_may_lower_the_score_but_keeps_the_pass(graded):
    opened(graded, asked(graded))
    again(graded, graded.second, "1")
    attempt = Attempt.objects.get(pk=graded.attempt.pk)
    assert (attempt.score, attempt.passed) == (Decimal("40.00"), True)
    assert Completion.objects.filter(enrolment=attempt.enrolment).exists()


def test_who_failed_passes_as_of_the_hand_in(cast, marking):
    for item in (2, 3):
        marked(marking.task(item), marking.first, "2")
    assert not Completion.objects.exists()
    opened(marking, asked(marking))
    again(marking, marking.second, "9")
    done = Completion.objects.get()
    assert done.completed_at == Attempt.objects.get(pk=marking.attempt.pk).closed_at


def test_the_request_is_answered_when_the_marking_is_done(graded):
    case = asked(graded)
    opened(graded, case)
    with pytest.raises(feedback.Refused):
        answered(case, graded.hr)
    case.refresh_from_db()
    assert case.state == "handling"
    again(graded, graded.second)
    assert answered(case, graded.hr)


def test_or_refused_at_once_with_a_reason(graded):
    case = asked(graded)
    assert answered(case, graded.hr, "refused")
    with pytest.raises(MarkingRefused) as refused:
        opened(graded, case)
    assert refused.value.code == "no_case"
    assert not Review.objects.exists()


def test_one_open_request_and_one_review_at_a_time(graded):
    case = asked(graded)
    with pytest.raises(feedback.Refused):
        asked(graded)
    assert opened(graded, case) == opened(graded, case)
    assert MarkingTask.objects.filter(attempt=graded.attempt, round=2).count() == 2
    feedback.withdraw(case=case, at=LATER)
    with pytest.raises(MarkingRefused) as refused:
        opened(graded, asked(graded))
    assert refused.value.code == "review"


@pytest.mark.parametrize(("days", "fits"), [(14, True), (15, False)])
def test_within_ten_working_days_of_the_grade(graded, days, fits):
    """The grade is known on Monday 1 June: the tenth working day after it is Monday 15 June."""
    at = TEN + dt.timedelta(days=days)
    if fits:
        assert asked(graded, at=at).promised_on
    else:
        with pytest.raises(feedback.Refused):
            asked(graded, at=at)


def test_nobody_but_hr_opens_one_and_not_his_own(cast, graded):
    case = asked(graded)
    for by, code in ((cast.editor, "not_hr"), (graded.first, "not_hr")):
        with pytest.raises(MarkingRefused) as refused:
            opened(graded, case, by)
        assert refused.value.code == code
    factories.role(cast.learner, "hr")
    with pytest.raises(MarkingRefused) as refused:
        opened(graded, case, cast.learner)
    assert refused.value.code == "own"


def test_a_grade_no_person_gave_is_not_marked_again(graded):
    MarkingTask.objects.filter(attempt=graded.attempt).update(state="withdrawn")
    with pytest.raises(MarkingRefused) as refused:
        opened(graded, asked(graded))
    assert refused.value.code == "nothing"


def test_while_it_goes_on_the_attempt_is_not_opened_again(cast, graded):
    Attempt.objects.filter(pk=graded.attempt.pk).update(passed=False)
    graded.attempt.enrolment.__class__.objects.filter(pk=graded.attempt.enrolment_id).update(passed_at=None)
    opened(graded, asked(graded))
    with pytest.raises(exams.GrantRefused) as refused:
        exams.reopen(attempt=graded.attempt, minutes=5, reason="误", by=cast.hr, at=LATER)
    assert refused.value.code == "being_reviewed"


def test_the_pages_lead_from_the_result_to_the_answer(cast, sign_in, graded, clock_at):
    clock_at(LATER)
    result = reverse("assessment:result", args=[graded.attempt.pk])
    client = sign_in(cast.learner)
    assert "record=grade" in client.get(result).content.decode()
    case = asked(graded)
    client = sign_in(cast.hr)
    page = client.get(reverse("feedback:case", args=[case.number])).content.decode()
    assert "转重新评阅" in page
    client.post(reverse("assessment:marking_review", args=[case.number]))
    page = client.get(reverse("feedback:case", args=[case.number])).content.decode()
    assert "已完成 0 / 2 份" in page
    assert reverse("assessment:marking_review", args=[case.number]) not in page
    again(graded, graded.second)
    assert "由 66.66 分变为 93.33 分" in client.get(reverse("feedback:case", args=[case.number])).content.decode()
    client.post(reverse("feedback:answer", args=[case.number]), {"verdict": "done", "text": "已更正。"})
    client = sign_in(cast.learner)
    assert "已更正。" in client.get(reverse("feedback:case", args=[case.number])).content.decode()
    assert "93.33" in client.get(result).content.decode()
    clock_at(TEN + dt.timedelta(days=40))
    assert "record=grade" not in client.get(result).content.decode()


def test_somebody_elses_request_is_not_there(cast, sign_in, graded, clock_at):
    clock_at(LATER)
    case = asked(graded)
    for person in (cast.learner, cast.head, cast.editor, cast.supervision):
        assert sign_in(person).post(reverse("assessment:marking_review", args=[case.number])).status_code == 404
    assert not Review.objects.exists()
