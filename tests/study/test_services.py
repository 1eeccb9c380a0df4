"""Verbs of study: work, twice, rolled back, refused."""

import datetime as dt
from decimal import Decimal
from unittest import mock

import pytest

from courses.models import Course, VersionLesson
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study import services
from lms.study.models import Anomaly, Completion, Enrolment, LessonProgress
from lms.study.selectors import content_finished
from lms.study.services import BeatRefused, StartRefused
from lms.transcript.models import Certificate, CreditEntry
from tests import factories
from tests.study.conftest import T0, beat, enrolled, later, visit_of

READ_ALL = [[0, 60]]


READ_AT = later(100)


def read_through(enrolment, *codes, at=READ_AT):
    for code in codes:
        services.pass_lesson(enrolment=enrolment, lesson_code=code, at=at, evidence={})


def test_enrol_twice_is_one(enrolment):
    again = enrolled(enrolment.person, factories.version("T-01"), later(99))
    assert again == enrolment
    assert again.created_at == T0


def test_start_pins_the_newest_version_for_good(enrolment):
    newest = factories.version("T-01")
    services.start(enrolment=enrolment, at=later(1))
    factories.version("T-01")
    services.start(enrolment=Enrolment.objects.get(), at=later(2))
    enrolment.refresh_from_db()
    assert (enrolment.version, enrolment.started_at) == (newest, later(1))


def test_a_course_never_published_cannot_be_started(cast):
    course = Course.objects.create(code="T-09", title="未发布")
    enrolment = services.enrol(person=cast.learner, course=course, cycle="2026", at=T0)
    with pytest.raises(StartRefused):
        services.start(enrolment=enrolment, at=T0)


def test_beats_within_the_clock_pass_the_lesson(enrolment):
    visit = visit_of(enrolment)
    first = beat(enrolment, visit, 1, [[0, 15]], later(15), 15)
    assert (first.covered, first.needed, first.passed, first.flagged) == (15, 60, False, False)
    assert beat(enrolment, visit, 2, [[15, 60]], later(60), 60).passed
    progress = LessonProgress.objects.get()
    assert (progress.intervals, progress.position, progress.evidence["rule"]) == ([[0, 60]], 60, "read")
    assert not content_finished(enrolment)


def test_a_script_is_cut_to_the_clock_and_marked(enrolment):
    """Design 1, scenario 12."""
    result = beat(enrolment, visit_of(enrolment), 1, READ_ALL, later(5))
    assert (result.covered, result.passed, result.flagged) == (5, False, True)
    anomaly = Anomaly.objects.get()
    assert (anomaly.reason, anomaly.claimed, anomaly.credited, anomaly.refused) == ("ahead", 60, 5, [[5, 60]])


def test_anomalies_are_recorded_once_a_minute(enrolment):
    visit = visit_of(enrolment)
    for n in range(1, 5):
        beat(enrolment, visit, n, READ_ALL, later(n))
    assert Anomaly.objects.count() == 1


def test_a_repeated_or_late_beat_changes_nothing(enrolment):
    visit = visit_of(enrolment)
    beat(enrolment, visit, 2, [[0, 15]], later(15))
    before = LessonProgress.objects.values().get()
    for seq in (1, 2):
        assert beat(enrolment, visit, seq, READ_ALL, later(300)).covered == 15
    assert LessonProgress.objects.values().get() == before


def test_a_second_visit_counts_from_the_last_credited_moment(enrolment):
    beat(enrolment, visit_of(enrolment), 1, [[0, 20]], later(20))
    result = beat(enrolment, visit_of(enrolment), 1, READ_ALL, later(25), take_over=True)
    assert result.covered == 25


def test_two_lessons_share_one_clock(enrolment):
    one, two = visit_of(enrolment), visit_of(enrolment, "T-01-L2")
    assert beat(enrolment, one, 1, READ_ALL, later(60), tab="a").passed
    assert beat(enrolment, two, 1, READ_ALL, later(61), tab="a").covered == 1


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0}, {"seq": "1"}, {"seq": True}, {"position": float("nan")}, {"position": -1},
        {"intervals": [[0, 61]]}, {"lesson_code": "T-01-L9"},
    ],
)
def test_impossible_beats_are_refused_and_write_nothing(enrolment, change):
    values = {"seq": 1, "intervals": [[0, 5]], "position": 5} | change
    visit = visit_of(enrolment, values.pop("lesson_code", "T-01-L1"))
    with pytest.raises(BeatRefused):
        beat(enrolment, visit, at=later(10), **values)
    assert not LessonProgress.objects.exists()
    assert Enrolment.objects.get().started_at is None


def test_a_film_of_no_known_length_is_refused_in_words(cast):
    version = factories.version(lessons=0)
    VersionLesson.objects.create(version=version, code="T-01-L1", number=1, title="看", rule="watch", span_seconds=0)
    enrolment = enrolled(cast.learner, version)
    with pytest.raises(BeatRefused, match="时长"):
        beat(enrolment, visit_of(enrolment), 1, [], later(10))
    assert not LessonProgress.objects.exists()


def test_anothers_visit_is_refused(enrolment, cast):
    other = enrolled(cast.stranger, enrolment.course.versions.get())
    with pytest.raises(BeatRefused):
        beat(enrolment, visit_of(other), 1, [[0, 5]], later(10))


def test_an_attended_lesson_is_not_earned_by_beats(cast):
    enrolment = enrolled(cast.learner, factories.version(rule="attend"))
    with pytest.raises(BeatRefused):
        beat(enrolment, visit_of(enrolment), 1, READ_ALL, later(60))
    with pytest.raises(BeatRefused):
        services.finish_reading(enrolment=enrolment, visit=visit_of(enrolment), at=later(60))


def test_a_beat_is_few_queries(enrolment, django_assert_num_queries):
    visit = visit_of(enrolment)
    beat(enrolment, visit, 1, [[0, 5]], later(10))
    with django_assert_num_queries(2):  # what the row and its lesson say, and one update
        beat(enrolment, visit, 2, [[5, 10]], later(15))


def test_reading_without_script_earns_the_time_since_opening(enrolment):
    visit = visit_of(enrolment)
    early = services.finish_reading(enrolment=enrolment, visit=visit, at=later(20))
    assert (early.covered, early.passed, early.flagged) == (20, False, False)
    assert services.finish_reading(enrolment=enrolment, visit=visit, at=later(60)).passed


def test_completion_stamps_the_day_and_awards_once(enrolment, cast):
    read_through(enrolment, "T-01-L1", "T-01-L2", "T-01-L2")
    services.settle(enrolment=enrolment, at=later(999))
    done = Completion.objects.get()
    assert (done.department, done.department_name, done.post) == (cast.section, "养老保险科", "科员")
    assert (done.completed_at, done.version.number, done.grade) == (later(100), 1, None)
    assert set(done.evidence["lessons"]) == {"T-01-L1", "T-01-L2"}
    entry = CreditEntry.objects.get()
    assert (entry.hours, entry.counter, entry.year) == (Decimal("2.00"), "online", 2026)
    assert Certificate.objects.get().course_code == "T-01"
    assert Notice.objects.filter(person=cast.learner).count() == 1
    assert Entry.objects.filter(action="study.complete").count() == 1


def test_a_move_afterwards_leaves_the_stamp(enrolment, cast):
    """Design 1, scenario 5: the unit at completion counts."""
    cast.learner.postings.update(to_on=dt.date(2026, 6, 20))
    factories.post_in(cast.learner, cast.other_section, from_on=dt.date(2026, 6, 21), post="副科长")
    read_through(enrolment, "T-01-L1", "T-01-L2")
    assert Completion.objects.get().department == cast.other_section


def test_an_assessment_is_waited_for(cast):
    enrolment = enrolled(cast.learner, factories.version(recipe=factories.recipe()))
    read_through(enrolment, "T-01-L1", "T-01-L2")
    assert content_finished(enrolment)
    assert services.record_assessment(enrolment=enrolment, grade=Decimal(40), passed=False, at=later(200)) is None
    done = services.record_assessment(enrolment=enrolment, grade=Decimal(88), passed=True, at=later(300))
    services.record_assessment(enrolment=enrolment, grade=Decimal(90), passed=True, at=later(400))
    enrolment.refresh_from_db()
    assert (done.grade, enrolment.grade, enrolment.passed_at) == (88, 90, later(300))
    assert Completion.objects.get().completed_at == later(300)


def test_passing_first_then_the_content(cast):
    enrolment = enrolled(cast.learner, factories.version(recipe=factories.recipe(kind="marked")))
    assert services.record_assessment(enrolment=enrolment, grade=Decimal(80), passed=True, at=later(1)) is None
    read_through(enrolment, "T-01-L1", "T-01-L2")
    assert Completion.objects.get().grade == 80


def test_if_the_hours_fail_nothing_is_written(enrolment):
    read_through(enrolment, "T-01-L1")
    with (
        mock.patch("lms.study.services.passing.award_credit", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        read_through(enrolment, "T-01-L2")
    assert not Completion.objects.exists()
    assert LessonProgress.objects.filter(passed_at__isnull=False).count() == 1


def test_passing_is_vouched_for_in_the_log(enrolment, cast):
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={"note": "签到表"}, by=cast.hr)
    assert Entry.objects.get(action="study.pass_lesson").actor_no == cast.hr.staff_no
    with pytest.raises(VersionLesson.DoesNotExist):
        services.pass_lesson(enrolment=enrolment, lesson_code="T-99", at=T0, evidence={})


def test_who_lost_his_posting_still_completes(enrolment, cast):
    cast.learner.postings.update(to_on=dt.date(2026, 1, 1))
    read_through(enrolment, "T-01-L1", "T-01-L2")
    assert Completion.objects.get().department is None


def test_new_year_hours_belong_to_the_new_year(enrolment):
    """Design 1, scenario 18."""
    midnight = dt.datetime(2026, 12, 31, 16, 5, tzinfo=dt.UTC)  # 00:05 on 1 January in Shanghai
    read_through(enrolment, "T-01-L1", "T-01-L2", at=midnight)
    assert CreditEntry.objects.get().year == 2027
    assert Completion.objects.get().cycle == "2026"
