"""Whatever happens, in whatever order, on whatever day: the summary equals the records (design 2, rule 7)."""

import contextlib
import datetime as dt

import time_machine
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.assessment.services.counting import restate
from lms.common import clock
from lms.people.models import Department, PersonState
from lms.people.services import end_service, merge_units, pause_person, transfer_person
from lms.reports.selectors.recount import differences
from lms.reports.summary import fresh
from tests import factories
from tests.reports import conftest as make
from tests.reports.summary.conftest import assert_equal

START = dt.date(2026, 6, 20)  # ten days before the due day
UNITS = ("0101", "0102", "0301")

persons = st.integers(0, 4)
days = st.integers(-12, 12)
steps = st.one_of(
    st.tuples(st.just("assign"), persons, st.integers(0, 1), days, st.integers(0, 20)),
    st.tuples(st.just("sit"), persons, st.integers(0, 1), days, st.integers(0, 100)),
    st.tuples(st.just("regrade"), persons, st.integers(0, 100)),
    st.tuples(st.just("mark"), persons, st.integers(0, 1), st.integers(0, 100)),
    st.tuples(st.just("complete"), persons, st.integers(0, 1), days),
    st.tuples(st.just("exempt"), persons, st.integers(0, 1), days),
    st.tuples(st.just("reopen"), persons),
    st.tuples(st.just("extend"), persons, st.integers(0, 30)),
    st.tuples(st.just("move"), persons, st.sampled_from(UNITS), days),
    st.tuples(st.just("pause"), persons, days, st.one_of(st.none(), st.integers(0, 10))),
    st.tuples(st.just("resume"), persons, days),
    st.tuples(st.just("leave"), persons, days),
    st.tuples(st.just("merge"), st.sampled_from(UNITS), st.sampled_from(UNITS), days),
    st.tuples(st.just("days pass"), st.integers(1, 8)),
    st.tuples(st.just("read")),
)


class Bureau:
    """Does what a step says, through the services where there is one; what they refuse has not happened."""

    def __init__(self, cast) -> None:
        self.by = cast.hr
        self.courses = [make.course("T-01"), make.course("T-02", examined=False)]
        self.people = [factories.person(name, (cast.section, cast.other_section)[n % 2]) for n, name in
                       enumerate("甲乙丙丁戊")]
        for person in self.people:
            make.assign(person, self.courses[0])

    def day(self, offset: int) -> dt.date:
        return clock.today() + dt.timedelta(days=offset)

    def assign(self, who: int, what: int, offset: int, length: int) -> None:
        person, course = self.people[who], self.courses[what]
        if not person.assignments.filter(course=course).exists():
            issued = self.day(offset)
            make.assign(person, course, issued_on=issued, due_on=issued + dt.timedelta(days=length))

    def sit(self, who: int, what: int, offset: int, score: int) -> None:
        make.sit(self.people[who], self.courses[what], self.day(offset), score)

    def regrade(self, who: int, score: int) -> None:
        for enrolment in self.people[who].enrolments.all():
            enrolment.attempts.update(score=score, passed=score >= 60)
            restate([enrolment.pk])

    def mark(self, who: int, what: int, score: int) -> None:
        enrolment = make.enrol(self.people[who], self.courses[what])
        enrolment.grade_events.create(kind="entered", score=score, passed=score >= 60, at=clock.now(), by=self.by)
        restate([enrolment.pk])

    def complete(self, who: int, what: int, offset: int) -> None:
        if not self.people[who].completions.filter(course=self.courses[what]).exists():
            make.complete(self.people[who], self.courses[what], self.day(offset))

    def exempt(self, who: int, what: int, offset: int) -> None:
        self.people[who].assignments.filter(course=self.courses[what]).update(
            closed_on=self.day(offset), closed_reason="exempted")

    def reopen(self, who: int) -> None:
        self.people[who].assignments.update(closed_on=None, closed_reason="")

    def extend(self, who: int, by: int) -> None:
        for task in self.people[who].assignments.all():
            task.due_on += dt.timedelta(days=by)
            task.save()

    def move(self, who: int, unit: str, offset: int) -> None:
        department = Department.objects.get(code=unit)
        transfer_person(person=self.people[who], department=department, post="科员", rank="", category="worker",
                        on=self.day(offset), by=self.by)

    def pause(self, who: int, offset: int, length: int | None) -> None:
        until = None if length is None else self.day(offset + length)
        pause_person(person=self.people[who], from_on=self.day(offset), to_on=until, reason="病假", by=self.by)

    def resume(self, who: int, offset: int) -> None:
        PersonState.objects.filter(person=self.people[who], kind="paused", to_on=None,
                                   from_on__lte=self.day(offset)).update(to_on=self.day(offset))

    def leave(self, who: int, offset: int) -> None:
        end_service(person=self.people[who], on=self.day(offset), reason="调出", by=self.by)

    def merge(self, unit: str, into: str, offset: int) -> None:
        merge_units(units=[Department.objects.get(code=unit)], into=Department.objects.get(code=into),
                    on=self.day(offset), by=self.by)

    def read(self) -> None:
        fresh()
        assert_equal(clock.today())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])
@given(story=st.lists(steps, min_size=4, max_size=25))
def test_the_summary_equals_a_recount_after_any_story(cast, story):
    with time_machine.travel(make.at(START), tick=False) as traveller, transaction.atomic():
        bureau = Bureau(cast)
        for name, *values in story:
            if name == "days pass":
                traveller.shift(dt.timedelta(days=values[0]))
                continue
            with contextlib.suppress(ValueError, IntegrityError), transaction.atomic():  # refused has not happened
                getattr(bureau, name)(*values)
        bureau.read()
        assert differences(clock.today()) == []
        transaction.set_rollback(True)
