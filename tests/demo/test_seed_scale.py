"""`seed_scale`: a bureau of any size that holds to every rule, the same for the same seed, all or nothing."""

import datetime as dt
import hashlib
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Max, Min
from django.urls import reverse

from courses.models import Course
from lms.assessment.models import Attempt, GradeEvent
from lms.assessment.services.counting import wrong_among
from lms.curricula.models import Assignment
from lms.demo.scale import seeding
from lms.demo.scale.bulk import bare
from lms.demo.scale.lives import ASSIGNMENTS, TABLES
from lms.demo.scale.plans import Size
from lms.people.models import Department, HeadOf, PersonState, Posting, Succession, User
from lms.reports.selectors import completion_figures
from lms.study.models import Completion, Enrolment
from lms.transcript.models import CreditEntry

PEOPLE, COURSES = 240, 14
TODAY = dt.date(2026, 9, 15)


def fill(seed: int = 1) -> str:
    out = io.StringIO()
    call_command("seed_scale", people=PEOPLE, courses=COURSES, seed=seed, on=f"{TODAY}", stdout=out)
    return out.getvalue()


def objects_of_the_database() -> list:
    """Tables' indexes, constraints and triggers, as the database tells them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes UNION ALL "
                           "SELECT conname::text || pg_get_constraintdef(oid) FROM pg_constraint UNION ALL "
                           "SELECT tgname::text || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT type || name || COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return sorted(row[0] for row in cursor.fetchall())


def everything() -> str:
    """What was written, without the keys the database gave."""
    digest = hashlib.sha256()
    for rows in (
        User.objects.order_by("staff_no").values_list("staff_no", "full_name", "is_active"),
        Posting.objects.order_by("person__staff_no", "from_on").values_list("department__code", "from_on", "to_on"),
        Assignment.objects.order_by("person__staff_no", "course__code").values_list(
            "person__staff_no", "course__code", "issued_on", "due_on", "closed_on", "closed_reason"),
        Completion.objects.order_by("person__staff_no", "course__code").values_list(
            "person__staff_no", "course__code", "completed_at", "grade", "department__code"),
        GradeEvent.objects.order_by("attempt__enrolment__person__staff_no", "at").values_list("at", "score", "passed"),
    ):
        for row in rows:
            digest.update(repr(row).encode())
    return digest.hexdigest()


@pytest.fixture
def seeded(db) -> str:
    return fill()


def test_every_person_owes_every_course_and_the_rest_is_in_proportion(seeded):
    pairs = PEOPLE * COURSES
    assert (User.objects.count(), Course.objects.count()) == (PEOPLE, COURSES)
    assert Assignment.objects.count() == Enrolment.objects.count() == pairs
    done = Completion.objects.count()
    assert pairs * 0.3 < done < pairs * 0.8
    assert CreditEntry.objects.count() == done
    assert GradeEvent.objects.count() == Attempt.objects.count() > done / 3
    assert wrong_among(list(Enrolment.objects.values_list("pk", flat=True))) == []
    assert set(PersonState.objects.values_list("kind", flat=True)) == {"paused", "left"}
    assert set(Assignment.objects.values_list("closed_reason", flat=True)) >= {"", "exempted"}
    assert f"{pairs:,}" in seeded


def test_the_bureau_has_units_heads_a_merger_and_people_who_moved(seeded):
    assert Department.objects.filter(depth=2).count() == 8
    assert Department.objects.get(closed_on__isnull=False).successions.get() == Succession.objects.get()
    open_sections = Department.objects.filter(depth=3, closed_on__isnull=True)
    assert HeadOf.objects.filter(department__in=open_sections).count() == open_sections.count()
    assert Posting.objects.values("person").annotate(n=Count("pk")).filter(n=2).exists()
    assert Posting.objects.filter(department__closed_on__isnull=False, to_on__isnull=True).count() == 0


def test_a_large_bureau_has_209_units():
    assert Size(10_000, 500).sections * 8 + 8 + 1 == 209
    assert Size(10_000, 500).curricula == 42


def test_no_moment_lies_outside_its_story(seeded):
    """Nobody finished before he was given it, in a pause, after he left, or later than now."""
    for done in Completion.objects.select_related("enrolment", "department"):
        task = Assignment.objects.get(person=done.person_id, course=done.course_id)
        day = done.completed_at.date()
        assert task.issued_on <= day < TODAY
        assert task.closed_on is None
        assert done.enrolment.started_at <= done.completed_at
        post = Posting.objects.main().on(day).get(person=done.person_id)
        assert (done.department, done.post, done.category) == (post.department, post.post, post.category)
        assert not PersonState.objects.on(day).filter(person=done.person_id).exists()
    assert not Attempt.objects.filter(closed_at__gt=F("deadline_at")).exists()
    assert not Assignment.objects.filter(closed_on__lt=F("issued_on")).exists()


def test_the_grade_is_the_best_attempt_and_a_pass_completes(seeded):
    best = Attempt.objects.values("enrolment").annotate(best=Max("score"), first=Min("number"))
    for row in best:
        enrolment = Enrolment.objects.get(pk=row["enrolment"])
        assert (enrolment.grade, row["first"]) == (row["best"], 1)
        assert (enrolment.passed_at is not None) == (enrolment.grade >= 60) == hasattr(enrolment, "completion")


def test_indexes_constraints_and_triggers_are_as_before(db):
    before = objects_of_the_database()
    fill()
    assert objects_of_the_database() == before


def test_constraints_hold_for_what_comes_afterwards(seeded):
    row = Assignment.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            person=row.person, course=row.course, cycle=row.cycle, curriculum=row.curriculum, required=True,
            issued_on=row.issued_on, due_on=row.due_on,
        )
    row.pk, row.cycle = None, "2031"
    row.save(force_insert=True)  # the next key is free


def test_a_row_that_names_nobody_is_refused(seeded):
    row = Assignment.objects.values_list(*ASSIGNMENTS.given).first()
    stranger = (10**9, *(str(value) if isinstance(value, dt.date) else value for value in row[1:]))
    with pytest.raises(IntegrityError), transaction.atomic(), bare(TABLES):
        ASSIGNMENTS.write([stranger])


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_makes_the_same_bureau_and_another_another():
    told = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            fill(seed)
            told.append(everything())
            transaction.set_rollback(True)
    assert told[0] == told[1] != told[2]


def test_a_database_in_use_is_refused_and_left_alone(cast):
    before = User.objects.count()
    with pytest.raises(CommandError, match="in use"):
        fill()
    assert User.objects.count() == before
    assert not Course.objects.exists()


def test_a_size_of_nothing_and_a_day_that_is_none_are_refused(db):
    with pytest.raises(CommandError, match="At least"):
        call_command("seed_scale", people=3, courses=1)
    with pytest.raises(CommandError, match="not a day"):
        call_command("seed_scale", on="yesterday")


@pytest.mark.django_db(transaction=True)
def test_a_stopped_run_leaves_an_empty_database(monkeypatch):
    before = objects_of_the_database()
    monkeypatch.setattr(seeding, "_fill", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        fill()
    assert not User.objects.exists()
    assert objects_of_the_database() == before


def test_the_figures_and_the_pages_read_it(seeded, client):
    units = Department.objects.filter(depth=1)
    figures = [row.figures for row in completion_figures(Department.objects.all(), TODAY, "2026") if row.unit in units]
    assert len(figures) == COURSES
    assert all(0 < one.completed < one.owed <= PEOPLE for one in figures)
    head = HeadOf.objects.filter(department__depth=3).first()
    client.force_login(head.person, backend="lms.people.backends.PasswordBackend")
    assert client.get(reverse("reports:unit", args=[head.department.code])).status_code == 200
    assert client.get(reverse("home:desk")).status_code == 200
