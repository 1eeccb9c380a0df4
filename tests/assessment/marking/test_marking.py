"""Marks: one or two, blind, within the points, once; the last one gives the attempt its grade."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.assessment.marking.access import markable_by
from lms.assessment.marking.appointing import dismiss_marker
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask
from lms.assessment.marking.refusals import MarkingRefused
from lms.assessment.marking.selectors import queue
from lms.assessment.marking.services import claim, claim_next, give_mark, release, undo
from lms.assessment.models import Attempt, GradeEvent
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study.models import Completion
from tests import factories
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.marking.conftest import CLOSED, TEN, appointed, marked, sat

pytestmark = pytest.mark.django_db


def test_the_last_mark_gives_the_grade_as_of_the_hand_in(marking):
    assert not marked(marking.task(2), marking.first, "8.5", "程序写得清楚").released
    assert not GradeEvent.objects.exists()
    assert marked(marking.task(3), marking.second, "6").released
    attempt = Attempt.objects.get(pk=marking.attempt.pk)
    assert (attempt.closed_at, attempt.score, attempt.passed) == (CLOSED, Decimal("81.66"), True)
    event = GradeEvent.objects.get()
    assert (event.kind, event.score, event.at) == ("judged", Decimal("81.66"), TEN)
    done = Completion.objects.get()
    assert (done.grade, done.completed_at) == (Decimal("81.66"), CLOSED)
    assert Notice.objects.filter(person=attempt.enrolment.person, key=f"assessment.marked:{attempt.pk}:2").exists()
    assert Entry.objects.filter(action="assessment.marked").count() == 1
    assert Entry.objects.filter(action="assessment.item_mark").count() == 2


def test_the_log_of_a_mark_names_no_learner(marking):
    marked(marking.task(2), marking.first)
    entry = Entry.objects.get(action="assessment.item_mark")
    assert marking.attempt.enrolment.person.staff_no not in f"{entry.target}{entry.detail}"


def test_the_same_mark_twice_is_one_and_another_is_refused(marking):
    first = marked(marking.task(2), marking.first, "8")
    again = give_mark(task=marking.task(2), points=Decimal("8"), comment="", by=marking.first, at=TEN)
    assert again.mark == first.mark
    with pytest.raises(MarkingRefused) as refused:
        give_mark(task=marking.task(2), points=Decimal("9"), comment="", by=marking.first, at=TEN)
    assert refused.value.code == "marked"
    assert ItemMark.objects.count() == 1


@pytest.mark.parametrize(("points", "code"), [("10.5", "points"), ("-1", "points"), ("3.3", "points"),
                                              ("NaN", "points")])
def test_points_outside_are_refused(marking, points, code):
    task = marking.task(2)
    claim(task=task, viewer=marking.first, at=TEN)
    with pytest.raises(MarkingRefused) as refused:
        give_mark(task=task, points=Decimal(points), comment="", by=marking.first, at=TEN)
    assert refused.value.code == code
    assert not ItemMark.objects.exists()


def test_nobody_marks_himself_nor_without_being_appointed(cast, marking):
    appointed(marking.version.course, cast.learner, cast.hr)
    own = MarkingTask.objects.filter(attempt=marking.attempt)
    assert not markable_by(cast.learner, TEN.date()).filter(pk__in=own).exists()
    assert markable_by(cast.learner, TEN.date()).filter(attempt=marking.other).count() == 2
    for person in (cast.learner, cast.hr, cast.editor):
        task = marking.task(2)
        claim(task=task, viewer=person, at=TEN)
        with pytest.raises(MarkingRefused) as refused:
            give_mark(task=task, points=Decimal(5), comment="", by=person, at=TEN)
        assert refused.value.code == "not_yours"
        release(task=task, viewer=person)


def test_a_marker_of_one_unit_and_of_some_days(cast, marking):
    clerk = factories.person("阅卷人", cast.other_section)
    row = appointed(marking.version.course, clerk, cast.hr, department=cast.section, to_on=dt.date(2026, 6, 1))
    assert {task.attempt_id for task in markable_by(clerk, TEN.date())} == {marking.attempt.pk}
    assert not markable_by(clerk, dt.date(2026, 6, 2)).exists()
    dismiss_marker(marker=row, by=cast.hr, at=TEN)
    assert not markable_by(clerk, TEN.date()).exists()
    assert Marker.objects.filter(pk=row.pk).exists()


def test_one_has_an_answer_until_his_time_is_over_and_somebody_takes_it(marking):
    task = marking.task(2)
    assert claim(task=task, viewer=marking.first, at=TEN)
    assert not claim(task=task, viewer=marking.second, at=TEN + 19 * MINUTE)
    assert claim(task=task, viewer=marking.second, at=TEN + 21 * MINUTE)
    with pytest.raises(MarkingRefused) as refused:
        give_mark(task=task, points=Decimal(5), comment="", by=marking.first, at=TEN + 22 * MINUTE)
    assert refused.value.code == "taken"
    assert not ItemMark.objects.exists()


def test_what_nobody_took_is_still_his(marking):
    task = marking.task(2)
    claim(task=task, viewer=marking.first, at=TEN)
    assert give_mark(task=task, points=Decimal(5), comment="", by=marking.first, at=TEN + 50 * MINUTE).mark.pk


def test_the_queue_gives_each_another_and_goes_on_after_what_is_passed_over(marking):
    question = marking.task(2).question
    one = claim_next(viewer=marking.first, question=question, at=TEN)
    two = claim_next(viewer=marking.second, question=question, at=TEN)
    assert {one.pk, two.pk} == set(MarkingTask.objects.filter(item=2).values_list("pk", flat=True))
    assert claim_next(viewer=marking.first, question=question, at=TEN).pk == one.pk  # the one he has open
    release(task=two, viewer=marking.second)
    assert claim_next(viewer=marking.first, question=question, at=TEN, after=one).pk == two.pk
    assert claim_next(viewer=marking.first, question="nothing", at=TEN) is None


def test_the_order_is_by_lot_and_stays(marking):
    places = list(MarkingTask.objects.filter(item=2).values_list("place", flat=True))
    assert len(set(places)) == 2
    assert [row.left for row in queue(marking.first, TEN)] == [2, 2]


def test_a_mark_is_taken_back_until_the_result_is_known(marking):
    mark = marked(marking.task(2), marking.first, "3").mark
    task = undo(mark=mark, by=marking.first, at=TEN)
    assert (task.state, task.claimed_by) == ("open", marking.first)
    undo(mark=mark, by=marking.first, at=TEN)  # twice
    with pytest.raises(MarkingRefused) as refused:
        undo(mark=mark, by=marking.second, at=TEN)
    assert refused.value.code == "not_yours"
    second = marked(marking.task(2), marking.first, "9").mark
    assert ItemMark.objects.filter(task=task).count() == 2
    marked(marking.task(3), marking.first, "9")
    with pytest.raises(MarkingRefused) as refused:
        undo(mark=second, by=marking.first, at=TEN)
    assert refused.value.code == "released"
    assert Attempt.objects.get(pk=marking.attempt.pk).score == Decimal("93.33")


def two_marked(cast, marking, first="8", second="9", **changes):
    """A paper that wants two markers; its short answer marked twice."""
    person = factories.person("学员乙", cast.section)
    attempt = sat(person, marking.version, marking.rows, two_markers=True, **changes)
    task = marking.task(2, attempt)
    marked(task, marking.first, first)
    task.refresh_from_db()
    assert task.state == "open"
    marked(task, marking.second, second)
    task.refresh_from_db()
    return task


def test_two_markers_come_to_their_mean(cast, marking):
    task = two_marked(cast, marking, "8", "8.5")
    assert (task.state, task.earned) == ("settled", Decimal("8.25"))


def test_the_second_does_not_mark_what_he_marked(cast, marking):
    attempt = sat(factories.person("学员乙", cast.section), marking.version, marking.rows, two_markers=True)
    task = marking.task(2, attempt)
    marked(task, marking.first)
    assert not markable_by(marking.first, TEN.date()).filter(pk=task.pk).exists()
    assert claim_next(viewer=marking.first, question=task.question, at=TEN).pk != task.pk


def test_two_who_differ_wait_for_the_arbiter_who_is_a_third(cast, marking):
    task = two_marked(cast, marking, "3", "9")
    assert (task.state, task.earned) == ("disputed", None)
    third = factories.person("阅卷丙", cast.other_section)
    appointed(marking.version.course, third, cast.hr)
    assert not markable_by(third, TEN.date()).filter(pk=task.pk).exists()
    arbiter = factories.person("仲裁", cast.other_section)
    appointed(marking.version.course, arbiter, cast.hr, arbiter=True)
    for before in (marking.first, marking.second):
        assert not markable_by(before, TEN.date()).filter(pk=task.pk).exists()
    marked(task, arbiter, "6")
    task.refresh_from_db()
    assert (task.state, task.earned) == ("settled", Decimal("6"))
    assert list(task.marks.values_list("points", flat=True)) == [3, 9, 6]


def test_the_tolerance_is_the_papers(cast, marking):
    assert two_marked(cast, marking, "3", "9", tolerance=60).state == "settled"


def test_a_mark_before_anothers_is_not_taken_back(cast, marking):
    task = two_marked(cast, marking)
    with pytest.raises(MarkingRefused) as refused:
        undo(mark=task.marks.get(number=1), by=marking.first, at=TEN)
    assert refused.value.code == "not_last"


def test_a_question_itself_may_want_two(cast, marking):
    rows = [dict(item, two_markers=True) if item["kind"] == "essay" else item for item in
            marking.attempt.paper["items"]]
    attempt = sat(factories.person("学员乙", cast.section), marking.version, marking.rows, items=rows)
    assert dict(attempt.marking_tasks.values_list("item", "markers")) == {2: 1, 3: 2}


@pytest.mark.parametrize("change", [
    lambda mark: ItemMark.objects.filter(pk=mark.pk).update(points=9),
    lambda mark: ItemMark.objects.filter(pk=mark.pk).delete(),
    lambda mark: ItemMark.objects.create(task=mark.task, marker=mark.marker, number=2, points=1, most=10, at=TEN),
    lambda mark: ItemMark.objects.create(task=mark.task, marker_id=1, number=2, points=11, most=10, at=TEN),
    lambda mark: MarkingTask.objects.filter(pk=mark.task_id).update(earned=None),
    lambda mark: MarkingTask.objects.filter(pk=mark.task_id).update(earned=11),
])
def test_the_database_keeps_marks(marking, change):
    mark = marked(marking.task(2), marking.first).mark
    with pytest.raises(IntegrityError), transaction.atomic():
        change(mark)


def test_the_queue_asks_as_often_for_many(cast, marking):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            queue(marking.first, TEN)
        return len(found)

    few = asked()
    for number in range(12):
        sat(factories.person(f"学员{number}", cast.section), marking.version, marking.rows)
    assert asked() == few
    assert sum(row.left for row in queue(marking.first, TEN)) == 28


def test_a_regrade_keeps_what_people_gave(cast, marking):
    """A question of the paper is left out: the people's points still count."""
    from courses.services import revise_question
    from lms.assessment.regrading import rules as regrading
    from lms.assessment.regrading.reckoning import reckon
    from lms.assessment.regrading.rulings import rulings_with
    from lms.assessment.regrading.services import open_regrade

    marked(marking.task(2), marking.first, "6")
    marked(marking.task(3), marking.first, "6")
    new = revise_question(marking.rows[0], answer=["A"], state="approved")
    regrade = open_regrade(question=new, wrong=[1], way=regrading.LEFT_OUT, reason="答案有误", by=cast.hr, at=NINE)
    found = reckon(regrade, rulings_with(regrade), [marking.attempt.enrolment_id])
    assert [change.score for change in found[0].changes] == [Decimal("60.00")]
