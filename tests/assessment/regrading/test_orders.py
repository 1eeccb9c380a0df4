"""Any order of regrades ends in the grade that marking from nothing gives."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import Question
from courses.services import revise_question
from lms.assessment.models import Attempt, Regrade
from lms.assessment.regrading import rules
from lms.assessment.regrading.rulings import ruling_of, versions_of
from lms.study.models import Enrolment
from lms.transcript.models import CreditEntry

CODES = ("B1-S1", "B1-S2", "B1-S3")
PLANS = st.permutations(CODES).flatmap(lambda codes: st.tuples(*(
    st.tuples(st.just(code), st.sampled_from(["new_key", "full_points", "left_out"]), st.sampled_from("BCD"),
              st.booleans())
    for code in codes
)))


class RolledBackError(Exception):
    """Ends one example."""


def carried_out(room, plan) -> None:
    for code, way, key, keep in plan:
        old = Question.objects.get(code=code, is_current=True)
        new = revise_question(old, answer=[key], state="approved")
        room.done(question=new, wrong=[old.version], way=way, keep_passes=keep, keep_reason="统一")


def from_nothing(attempt: Attempt) -> rules.Marked:
    regrades = list(Regrade.objects.decided().select_related("bank", "question"))
    rulings = [ruling_of(regrade, versions_of(regrades)) for regrade in regrades]
    return rules.marked(attempt.paper, dict(attempt.responses.values_list("item", "answer")), rulings)


def check(people) -> None:
    for attempt in Attempt.objects.filter(enrolment__person__in=people):
        marked = from_nothing(attempt)
        assert attempt.score == marked.score
        assert attempt.passed or not marked.passed  # a pass may be kept, never withheld
        newest = attempt.grade_events.order_by("-pk").first()
        assert (newest.score, newest.passed) == (attempt.score, attempt.passed)
        enrolment = Enrolment.objects.get(pk=attempt.enrolment_id)
        assert (enrolment.grade, enrolment.passed_at is not None) == (attempt.score, attempt.passed)
        done = getattr(enrolment, "completion", None)
        assert (done is not None) == attempt.passed
        assert done is None or done.grade == attempt.score
        hours = sum(entry.hours for entry in CreditEntry.objects.filter(person=enrolment.person))
        assert hours == (2 if attempt.passed else 0)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS, right=st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_any_order_ends_where_marking_from_nothing_does(cast, room, plan, right):
    people = (cast.learner, cast.stranger)
    try:
        with transaction.atomic():
            for person, number, said in zip(people, right, "BA", strict=True):
                room.sit(person, right=number, said=said)
            carried_out(room, plan)
            check(people)
            raise RolledBackError
    except RolledBackError:
        pass
