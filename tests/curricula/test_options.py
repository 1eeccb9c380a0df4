"""Order, electives, credit hours; what a person sees of it, and why each task is his."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from lms.common import clock
from lms.curricula import rules
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.services import assign, close_assignment, release
from lms.curricula.stories import duties_of
from lms.study.models import Completion, Enrolment
from lms.study.services import StartRefused, start
from tests import factories

D = Decimal
ITEMS = [(1, True), (2, False), (3, True), (4, True)]


@pytest.mark.parametrize(
    ("course", "owed", "done", "first"),
    [(1, {1, 3, 4}, set(), None), (3, {1, 3, 4}, set(), 1), (3, {1, 3, 4}, {1}, None), (4, {1, 3, 4}, {1}, 3),
     (4, {1, 4}, {1}, None), (2, {1, 2}, set(), 1), (3, {1, 2, 3}, {1}, None)],
)
def test_comes_first(course, owed, done, first):
    assert rules.comes_first(course, ITEMS, owed=owed, done=done) == first


@pytest.mark.parametrize(
    ("hours_of", "electives", "hours", "fulfilled"),
    [({1: D(2), 3: D(2), 4: D(2)}, 0, 0, True), ({1: D(2), 3: D(2)}, 0, 0, False),
     ({1: D(2), 3: D(2), 4: D(2)}, 1, 0, False), ({1: D(2), 2: D(1), 3: D(2), 4: D(2)}, 1, 7, True),
     ({1: D(2), 2: D(1), 3: D(2), 4: D(2)}, 1, D("7.25"), False)],
)
def test_standing(hours_of, electives, hours, fulfilled):
    found = rules.standing(ITEMS, hours_of, owed={1, 2, 3, 4}, electives=electives, hours=D(hours))
    assert found.fulfilled is fulfilled


def test_a_required_course_that_is_not_owed_is_not_asked_for():
    assert rules.standing(ITEMS, {1: D(1), 3: D(1)}, owed={1, 3}, electives=0, hours=D(0)).fulfilled


@pytest.fixture
def ordered(cast, make_curriculum):
    """Two required courses in order and two electives, one of which is enough."""
    today = clock.today()
    made = make_curriculum(
        courses=("T-01", "T-02", "T-03", "T-04"), rules=[{"department": cast.section}], issued_on=today,
        due_on=today + dt.timedelta(days=30), cycle=clock.cycle_of(today), in_order=True, electives=1,
    )
    made.items.filter(course__code__in=("T-03", "T-04")).update(required=False)
    for code in ("T-01", "T-02", "T-03", "T-04"):
        factories.version(code)
    assign(curriculum=made, by=cast.hr, on=today)
    return made


def _complete(person, code):
    enrolment = Enrolment.objects.get(person=person, course__code=code)
    version = enrolment.course.versions.get()
    Completion.objects.create(
        enrolment=enrolment, person=person, course=enrolment.course, version=version, cycle=enrolment.cycle,
        course_code=code, course_title=code, completed_at=clock.now())


def _enrolment(cast, code):
    return Enrolment.objects.get(person=cast.learner, course__code=code)


def test_the_order_is_kept_for_the_learner_and_not_for_the_officer(cast, ordered):
    with pytest.raises(StartRefused, match="T-01"):
        start(enrolment=_enrolment(cast, "T-02"), at=clock.now())
    assert start(enrolment=_enrolment(cast, "T-02"), at=clock.now(), gated=False).started_at
    assert start(enrolment=_enrolment(cast, "T-01"), at=clock.now()).started_at
    _complete(cast.learner, "T-01")
    assert start(enrolment=_enrolment(cast, "T-02"), at=clock.now()).started_at


def test_a_closed_task_is_in_nobodys_way(cast, ordered):
    close_assignment(assignment=Assignment.objects.get(person=cast.learner, course__code="T-01"), on=clock.today(),
                     reason="exempted", by=cast.hr)
    assert start(enrolment=_enrolment(cast, "T-02"), at=clock.now()).started_at


def test_without_order_nothing_is_in_the_way(cast, ordered):
    Curriculum.objects.update(in_order=False)
    assert start(enrolment=_enrolment(cast, "T-02"), at=clock.now()).started_at


def test_electives_are_not_required_and_enough_closes_the_rest(cast, ordered):
    assert set(Assignment.objects.filter(required=False).values_list("course__code", flat=True)) == {"T-03", "T-04"}
    _complete(cast.learner, "T-03")
    for closed in (1, 0):
        assert release(curriculum=ordered, by=None, on=clock.today()) == closed
    assert Assignment.objects.get(person=cast.learner, course__code="T-04").closed_reason == "enough"
    assert not Assignment.objects.exclude(person=cast.learner).filter(closed_on__isnull=False).exists()


def test_duties_with_their_standing_in_four_queries(cast, ordered, django_assert_num_queries):
    _complete(cast.learner, "T-01")
    with django_assert_num_queries(4):
        duty, = duties_of(cast.learner, clock.today())
    assert (duty.standing.required, duty.standing.required_done, duty.standing.fulfilled) == (2, 1, False)
    assert [(story.assignment.course.code, story.elective, story.done) for story in duty.stories] == [
        ("T-01", False, True), ("T-02", False, False), ("T-03", True, False), ("T-04", True, False)]


def test_the_page_says_why_and_what_became_of_it(cast, sign_in, ordered):
    close_assignment(assignment=Assignment.objects.get(person=cast.learner, course__code="T-02"), on=clock.today(),
                     reason="exempted", by=cast.hr)
    for page in (sign_in(cast.learner).get(reverse("curricula:mine")),
                 sign_in(cast.head).get(reverse("curricula:person", args=["00101"]))):
        text = page.content.decode()
        assert ordered.title in text
        assert "养老保险科" in text
        assert "<ol" in text
    assert sign_in(cast.stranger).get(reverse("curricula:person", args=["00101"])).status_code == 404
