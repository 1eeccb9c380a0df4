"""A prepared question answers like the framework's own, whatever it is asked."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.common.prepared import Prepared
from lms.notices.models import Notice
from lms.people.models import Posting, User
from lms.study.models import LessonProgress
from lms.study.services import enrol
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def posts_on(person, day):
    return Posting.objects.on(day).filter(person=person).select_related("department")


def test_rows_with_what_they_are_joined_to(cast):
    ask = Prepared(posts_on, int, dt.date)
    for person in (cast.learner, cast.head, cast.stranger):
        for day in (TODAY, TODAY - dt.timedelta(days=40000)):
            assert ask(person.pk, day) == list(posts_on(person.pk, day))
    with CaptureQueriesContext(connection) as asked:
        assert ask(cast.learner.pk, TODAY)[0].department == cast.section
    assert len(asked) == 1


def test_values_moments_texts_and_a_value_used_twice(cast):
    at = timezone.now()
    Notice.objects.create(person=cast.learner, key="k", subject="甲", created_at=at)

    def build(person, subject, moment):
        own = Notice.objects.filter(person=person, pk=OuterRef("pk"))
        rows = Notice.objects.filter(person=person, subject=subject, created_at__gte=moment)
        return rows.annotate(own=Exists(own), fixed=Value("固定")).values_list("subject", "created_at", "own", "fixed")

    ask = Prepared(build, int, str, dt.datetime)
    for subject in ("甲", "乙", "a' OR 1=1 --", "%"):
        for moment in (at, at + dt.timedelta(seconds=1)):
            given = (cast.learner.pk, subject, moment)
            assert ask(*given) == list(build(*given))
    assert len(ask(cast.learner.pk, "甲", at)) == 1


def test_a_union(cast):
    def build(person):
        mine = User.objects.filter(pk=person).order_by().values_list("full_name")
        return mine.union(Posting.objects.filter(person=person).order_by().values_list("post"), all=True)

    ask = Prepared(build, int)
    assert sorted(ask(cast.learner.pk)) == sorted(build(cast.learner.pk))


@pytest.mark.parametrize("lookup", ["subject__contains", "subject__istartswith"])
def test_a_value_the_database_gets_in_another_form_is_refused(lookup):
    with pytest.raises(ValueError, match="does not reach"):
        Prepared(lambda text: Notice.objects.filter(**{lookup: text}), str)("a")


def test_a_value_that_is_not_used_is_refused():
    with pytest.raises(ValueError, match="does not reach"):
        Prepared(lambda pk, other: User.objects.filter(pk=pk), int, int)(1, 2)


def test_it_is_asked_anew_each_time(cast):
    ask = Prepared(lambda pk: User.objects.filter(pk=pk), int)
    assert ask(cast.learner.pk)[0].full_name == cast.learner.full_name
    User.objects.filter(pk=cast.learner.pk).update(full_name="改名")
    assert ask(cast.learner.pk)[0].full_name == "改名"


def test_a_key_without_order_and_rows_with_names_and_alone(cast):
    visit = uuid.uuid4()
    enrolment = enrol(person=cast.learner, course=factories.version().course, cycle="2026", at=timezone.now())
    seen = {"visit": visit, "intervals": [[0, 5]], "saved_at": timezone.now()}
    LessonProgress.objects.create(enrolment=enrolment, lesson_code="L", **seen)

    def rows(key):
        return LessonProgress.objects.filter(visit=key)

    named = Prepared(lambda key: rows(key).values_list("pk", "intervals", "visit", named=True), uuid.UUID)
    flat = Prepared(lambda key: rows(key).values_list("visit", flat=True), uuid.UUID)
    assert named(visit)[0].intervals == [[0, 5]]
    assert named(visit) == list(rows(visit).values_list("pk", "intervals", "visit"))
    assert flat(visit) == [visit]
    assert flat(uuid.uuid4()) == []


def test_one_wording_keeps_the_answers_apart(cast):
    ask = Prepared(lambda text: User.objects.filter(staff_no=text).annotate(said=Value("x")), str)
    numbers = [person.staff_no for person in (cast.learner, cast.head, cast.stranger)]
    rows = {number: iter(ask(number)) for number in numbers}
    assert [next(rows[number]).staff_no for number in numbers] == numbers
