"""Extra time, make-up exams, invigilators: granted by HR with a reason, once, and applied by the server."""

import datetime as dt

import pytest

from lms.assessment import services, watching
from lms.assessment.models import Allowance, Invigilator, MakeUp, MakeUpPlace
from lms.audit.models import Entry
from lms.notices.models import Notice
from tests import factories
from tests.assessment.acts import began, url
from tests.assessment.conftest import MINUTE, NINE, enrolled, with_recipe

DAY = dt.timedelta(days=1)


def extra(exam, cast, **changes):
    values = {"person": exam.enrolment.person, "course": None, "minutes": 15, "reason": "视力", "to_on": None,
              "from_on": dt.date(2026, 6, 1), "by": cast.hr, "at": NINE} | changes
    return services.grant_minutes(**values)


@pytest.mark.parametrize(("changes", "minutes"), [
    ({}, 45), ({"from_on": dt.date(2026, 6, 2)}, 30),
    ({"from_on": dt.date(2026, 5, 1), "to_on": dt.date(2026, 5, 31)}, 30),
    ({"to_on": dt.date(2026, 6, 1)}, 45),
])
def test_extra_time_holds_on_its_days(exam, cast, changes, minutes):
    extra(exam, cast, **changes)
    assert began(exam).deadline_at == NINE + minutes * MINUTE


def test_extra_time_may_be_for_one_course_and_the_most_counts(exam, cast):
    other = factories.version("T-09").course
    extra(exam, cast, course=other, minutes=60)
    extra(exam, cast, course=exam.enrolment.course, minutes=20)
    extra(exam, cast, minutes=10)
    assert began(exam).deadline_at == NINE + 50 * MINUTE
    assert Entry.objects.get(action="assessment.start").detail["extra_minutes"] == 20


def test_extra_time_is_granted_once_and_withdrawn_once(exam, cast):
    one, two = extra(exam, cast), extra(exam, cast)
    assert one == two
    for _ in range(2):
        services.withdraw_minutes(allowance=one, by=cast.hr, at=NINE)
    assert began(exam).deadline_at == NINE + 30 * MINUTE
    assert Entry.objects.filter(action__startswith="assessment.extra_time").count() == 2


@pytest.mark.parametrize(("changes", "code"), [
    ({"minutes": 0}, "minutes"), ({"minutes": 241}, "minutes"), ({"reason": "  "}, "reason"),
    ({"to_on": dt.date(2026, 5, 31)}, "days"), ({"by": "editor"}, "not_hr"), ({"by": "head"}, "not_hr"),
    ({"person": "hr"}, "own"),
])
def test_extra_time_is_refused(exam, cast, changes, code):
    changes = {name: getattr(cast, value) if name in ("by", "person") else value for name, value in changes.items()}
    with pytest.raises(services.GrantRefused) as caught:
        extra(exam, cast, **changes)
    assert (caught.value.code, Allowance.objects.count()) == (code, 0)


# Make-up exams

def hold(exam, cast, **changes):
    course = exam.enrolment.course
    values = {"course": course, "cycle": "2026", "opens_at": NINE + DAY, "closes_at": NINE + DAY + 60 * MINUTE,
              "attempts": 1, "reason": "第一次考试多人请假", "by": cast.hr, "at": NINE,
              "places": watching.in_need_of_make_up(course, "2026", NINE)} | changes
    return services.hold_make_up(**values)


def test_a_make_up_exam_lets_those_who_failed_and_those_absent_sit_once_more(exam, cast):
    absent = enrolled(cast.stranger, exam.version)
    for _ in range(2):
        services.hand_in(attempt=began(exam), at=NINE)
    with pytest.raises(services.AttemptRefused):
        began(exam)
    made = hold(exam, cast)
    assert dict(made.places.values_list("enrolment", "why")) == {exam.enrolment.pk: "failed", absent.pk: "absent"}
    assert Notice.objects.filter(key__startswith="make-up").count() == 2
    attempt = began(exam, at=NINE + DAY + 50 * MINUTE)
    assert (attempt.number, attempt.deadline_at) == (3, NINE + DAY + 60 * MINUTE)
    services.hand_in(attempt=attempt, at=NINE + DAY + 55 * MINUTE)
    with pytest.raises(services.AttemptRefused) as caught:
        began(exam, at=NINE + DAY + 56 * MINUTE)
    assert caught.value.code == "used_up"


def test_a_make_up_exam_is_set_once(exam, cast):
    assert hold(exam, cast) == hold(exam, cast)
    assert (MakeUp.objects.count(), MakeUpPlace.objects.count()) == (1, 1)
    assert Notice.objects.filter(key__startswith="make-up").count() == 1


def test_who_has_passed_or_is_at_it_gets_no_place(exam, cast):
    began(exam)
    with pytest.raises(services.GrantRefused) as caught:
        hold(exam, cast)
    assert caught.value.code == "nobody"


def test_a_make_up_exam_may_be_for_single_people(exam, cast):
    """Two make-ups in one window for different reasons are two."""
    absent = enrolled(cast.stranger, exam.version)
    need = watching.in_need_of_make_up(exam.version.course, "2026", NINE)
    one = hold(exam, cast, places=watching.places_of(need, [cast.stranger.staff_no]), reason="住院")
    assert list(one.places.values_list("enrolment", flat=True)) == [absent.pk]
    assert watching.places_of(need, []) == need
    other = hold(exam, cast, places=watching.places_of(need, [cast.learner.staff_no]), reason="出差")
    assert (MakeUp.objects.count(), other.places.get().enrolment) == (2, exam.enrolment)


@pytest.mark.parametrize("named", [["99999"], ["00101", "99999"]])
def test_whoever_needs_no_make_up_is_named_and_nothing_is_set(exam, cast, named):
    with pytest.raises(services.GrantRefused) as caught:
        watching.places_of(watching.in_need_of_make_up(exam.version.course, "2026", NINE), named)
    assert "99999" in str(caught.value)


def test_nobody_sets_a_make_up_for_himself_alone(exam, cast):
    own = enrolled(cast.hr, exam.version)
    with pytest.raises(services.GrantRefused) as caught:
        hold(exam, cast, places={own: "absent"})
    assert (caught.value.code, MakeUp.objects.count()) == ("own", 0)


@pytest.mark.parametrize(("changes", "code"), [
    ({"closes_at": NINE + DAY}, "window"), ({"opens_at": NINE - 2 * DAY, "closes_at": NINE - DAY}, "window"),
    ({"attempts": 0}, "attempts"), ({"attempts": 11}, "attempts"), ({"reason": ""}, "reason"),
])
def test_a_make_up_exam_is_refused(exam, cast, changes, code):
    with pytest.raises(services.GrantRefused) as caught:
        hold(exam, cast, **changes)
    assert (caught.value.code, MakeUp.objects.count()) == (code, 0)


# Window and rest, at the door

def test_outside_the_window_nothing_starts_and_the_page_says_when(exam, cast, sign_in, clock_at):
    made = with_recipe(exam, factories.recipe(
        opens_at="2026-06-01T02:00:00+00:00", closes_at="2026-06-01T03:00:00+00:00"))
    client = sign_in(cast.learner)
    start = url("start").replace("T-01", "T-02")
    assert client.post(start, {"pledge": "1"}, follow=True).content.decode().count("10:00") >= 1
    assert not made.enrolment.attempts.exists()
    assert began(made, at=NINE + 110 * MINUTE).deadline_at == NINE + 120 * MINUTE


def test_the_rest_between_attempts_is_kept(exam, cast):
    made = with_recipe(exam, factories.recipe(cooldown_hours=24))
    services.hand_in(attempt=began(made), at=NINE + MINUTE)
    with pytest.raises(services.AttemptRefused) as caught:
        began(made, at=NINE + DAY)
    assert caught.value.code == "cooldown"
    assert "09:01" in str(caught.value)
    assert began(made, at=NINE + DAY + MINUTE).number == 2


def test_wrong_answers_lose_points_only_where_the_recipe_says_so(exam, cast):
    sections = [{"bank": "B1", "kind": "single", "count": 4, "points": 25, "lost": 5}]
    made = with_recipe(exam, factories.recipe(sections=sections))
    attempt = began(made)
    key = {item["item"]: item["answer"] for item in attempt.paper["items"]}
    wrong = next(option["key"] for option in attempt.paper["items"][0]["options"] if option["key"] not in key[1])
    services.save_answers(attempt=attempt, at=NINE, answers={
        1: ([wrong], False), 2: (key[2], False), 3: (key[3], False), 4: ([], False)})
    assert services.hand_in(attempt=attempt, at=NINE).score == 45


# Invigilators

def test_an_invigilator_is_appointed_once_told_and_dismissed(exam, cast):
    values = {"course": exam.enrolment.course, "cycle": "2026", "department": cast.section, "person": cast.head,
              "by": cast.hr, "at": NINE}
    one, two = services.appoint_invigilator(**values), services.appoint_invigilator(**values)
    assert one == two
    assert Notice.objects.filter(person=cast.head, key__startswith="invigilator").count() == 1
    services.dismiss_invigilator(invigilator=one, by=cast.hr, at=NINE)
    assert not Invigilator.objects.standing().exists()


@pytest.mark.parametrize(("by", "person", "code"), [
    ("head", "head", "not_hr"), ("hr", "auditor", "no_post"), ("hr", "system_admin", "no_post"),
])
def test_an_invigilator_is_refused(exam, cast, by, person, code):
    with pytest.raises(services.GrantRefused) as caught:
        services.appoint_invigilator(course=exam.enrolment.course, cycle="2026", department=cast.section, at=NINE,
                                     person=getattr(cast, person), by=getattr(cast, by))
    assert caught.value.code == code
