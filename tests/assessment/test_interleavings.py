"""Whatever happens to a person's exam, in whatever order: no answer is lost, each closing is marked once, the clock is
right, and the grade that counts is what its rule says of the grades that stand."""

import contextlib
from collections import Counter
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.models import Question
from lms.assessment import services
from lms.assessment.models import Attempt, AttemptEvent, CountingGrade, GradeEvent, Response
from lms.assessment.regrading import rules as regrading
from lms.assessment.regrading.marking import rulings_on
from lms.assessment.services.counting import wrong_among
from lms.assessment.services.refusals import Refused
from lms.study.models import Completion
from tests import factories
from tests.assessment.conftest import MINUTE, NINE, enrolled
from tests.assessment.regrading.conftest import FIVE, SB09, Room

SEATS = ("a" * 32, "b" * 32)
seats = st.sampled_from(SEATS)
saves = st.tuples(st.just("save"), seats, st.integers(1, 5), st.sampled_from(["A", "A", "B", "C", ""]),
                  st.integers(1, 6))
steps = st.one_of(
    st.tuples(st.just("start"), seats), saves, saves, saves,
    st.tuples(st.just("hand_in")), st.tuples(st.just("minutes_pass"), st.integers(1, 20)),
    st.tuples(st.just("sweep")), st.tuples(st.just("take_over"), seats),
    st.tuples(st.just("add_minutes"), st.integers(1, 15)), st.tuples(st.just("reopen"), st.integers(1, 15)),
    st.tuples(st.just("regrade"), st.sampled_from(["new_key", "full_points", "left_out"]), st.booleans()),
)


class Story:
    """Does what a step says; a refusal has not happened. Keeps what it was told, to compare."""

    def __init__(self, cast, rule: str) -> None:
        factories.bank("B1", singles=5, multis=0, judges=0)
        second = factories.person("人事二", cast.other_section, staff_no="R-hr2")
        factories.role(second, "hr")
        version = factories.version(recipe=FIVE | {"attempts": 4, "counting": rule})
        self.room = Room(version, Question.objects.get(code=SB09), cast.hr, second)
        self.enrolment, self.at, self.hr, self.rule = enrolled(cast.learner, version), NINE, cast.hr, rule
        self.said: dict[tuple[int, int], tuple[list[str], int]] = {}
        self.acts = 0

    def reason(self) -> str:
        """Another each time: the same within a minute is a double click."""
        self.acts += 1
        return f"停电 {self.acts}"

    def last(self) -> Attempt:
        found = Attempt.objects.order_by("-number").first()
        if found is None:
            raise services.AnswerRefused("none", "")
        return found

    def start(self, seat: str) -> None:
        services.start_attempt(enrolment=self.enrolment, at=self.at, seat=seat)

    def save(self, seat: str, item: int, key: str, revision: int) -> None:
        attempt = self.last()
        keys = [key] if key else []
        saved = services.save_answer(attempt=attempt, item=item, answer=keys, flagged=False, revision=revision,
                                     at=self.at, seat=seat)
        assert self.at < attempt.deadline_at
        assert attempt.closed_at is None
        before = self.said.get((attempt.pk, item), ([], 0))
        self.said[attempt.pk, item] = (keys, revision) if revision > before[1] else before
        assert (saved.answer, saved.revision) == self.said[attempt.pk, item]

    def hand_in(self) -> None:
        services.hand_in(attempt=self.last(), at=self.at)

    def minutes_pass(self, number: int) -> None:
        self.at += number * MINUTE

    def sweep(self) -> None:
        services.close_overdue(at=self.at)
        assert not Attempt.objects.overdue(self.at).exists()

    def take_over(self, seat: str) -> None:
        services.take_over(attempt=self.last(), seat=seat, at=self.at)

    def add_minutes(self, number: int) -> None:
        before = self.last()
        moved = services.add_minutes(attempt=before, minutes=number, reason=self.reason(), by=self.hr, at=self.at)
        assert moved.deadline_at == before.deadline_at + number * MINUTE

    def reopen(self, number: int) -> None:
        moved = services.reopen(attempt=self.last(), minutes=number, reason=self.reason(), by=self.hr, at=self.at)
        assert moved.deadline_at == self.at + number * MINUTE

    def regrade(self, way: str, keep: bool) -> None:
        self.room.corrected(stem=f"改过 {self.at}", answer=["B"] if way == "new_key" else ["A"])
        self.room.done(way=way, keep_passes=keep, keep_reason="" if keep else "答案明显")

    def check(self) -> None:
        attempts = list(Attempt.objects.order_by("number"))
        assert sum(one.closed_at is None for one in attempts) <= 1
        kept = {(row.attempt_id, row.item): (row.answer, row.revision) for row in Response.objects.all()}
        assert kept == self.said
        self._check_closings(attempts)
        self._check_grade([one for one in attempts if one.closed_at])

    def _check_closings(self, attempts: list[Attempt]) -> None:
        marked = Counter(GradeEvent.objects.filter(kind="marked").values_list("attempt_id", flat=True))
        closings = AttemptEvent.objects.filter(kind__in=("handed_in", "deadline"))
        assert marked == Counter(closings.values_list("attempt_id", flat=True))
        for one in attempts:
            assert one.closed_at is None or one.closed_at <= one.deadline_at
            assert one.closed_by != "deadline" or one.closed_at == one.deadline_at
            if one.closed_at:
                answers = {item: answer for (key, item), (answer, _) in self.said.items() if key == one.pk}
                found = regrading.marked(one.paper, answers, rulings_on(one.paper))
                assert one.score == found.score
                assert one.passed == found.passed or one.kept

    def _check_grade(self, closed: list[Attempt]) -> None:
        self.enrolment.refresh_from_db()
        closed.sort(key=lambda one: (one.closed_at, one.number))
        outcomes = [by_rule(self.rule, closed[:end]) for end in range(1, len(closed) + 1)]
        assert self.enrolment.grade == (outcomes[-1][0] if outcomes else None)
        assert (self.enrolment.passed_at is not None) == any(passed for _score, passed in outcomes)
        assert wrong_among([self.enrolment.pk]) == []
        assert CountingGrade.objects.filter(until=None).count() == bool(closed)
        assert Completion.objects.count() == (self.enrolment.passed_at is not None)


def by_rule(rule: str, closed: list[Attempt]) -> tuple[Decimal, bool]:
    """Another way to say the same as lms/assessment/counting.py."""
    if rule == "average":
        mean = (sum(one.score for one in closed) / len(closed)).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
        return mean, mean >= 60 or any(one.kept for one in closed)
    if rule == "best":
        return max(one.score for one in closed), any(one.passed for one in closed)
    one = closed[-1] if rule == "last" else closed[0]
    return one.score, one.passed


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])
@given(rule=st.sampled_from(["best", "last", "first", "average"]), story=st.lists(steps, min_size=6, max_size=25))
def test_whatever_the_order(cast, rule, story):
    with transaction.atomic():
        told = Story(cast, rule)
        told.start(SEATS[0])
        for name, *values in story:
            with contextlib.suppress(Refused), transaction.atomic():
                getattr(told, name)(*values)
            told.check()
        transaction.set_rollback(True)
