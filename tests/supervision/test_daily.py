"""The daily run: each step once for a day, twice or late; from eight on working days; the sweep survives it."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from home.management.commands.sweep import tidy
from lms.audit.models import Entry
from lms.curricula.models import Assignment, AudienceRule, Curriculum, CurriculumCourse
from lms.curricula.services import assign as assign_curriculum
from lms.notices.models import Mail, Notice
from lms.supervision.models import DailyRun, Reminder, Snapshot
from lms.supervision.services import daily, run_daily, run_due
from tests import factories
from tests.notices.conftest import mail_server
from tests.supervision.conftest import assign, at, complete, curriculum, pause

__all__ = ["mail_server"]
DUE = dt.date(2026, 6, 24)
LATE = dt.date(2026, 6, 25)  # a Thursday


@pytest.fixture
def task(cast, exam):
    cast.learner.email = "00101@bureau.example"
    cast.learner.save()
    owed_by(exam, person=cast.learner)
    return assign(cast.learner, exam, due_on=DUE)


def owed_by(exam, **rule) -> Curriculum:
    """A rule names whom it is for, so that the closings leave their tasks alone."""
    made = curriculum()
    CurriculumCourse.objects.create(curriculum=made, course=exam)
    AudienceRule.objects.create(curriculum=made, **rule)
    return made


def everything() -> tuple:
    return tuple(model.objects.count() for model in (Notice, Reminder, Mail, Snapshot, Assignment, Entry))


def command(*words: str) -> str:
    out = StringIO()
    call_command("run_daily", *words, stdout=out)
    return out.getvalue()


def test_the_whole_day_and_again(task, mail_server, travel):
    travel(LATE)
    said = command("--on", f"{LATE}")
    assert '"learners": 1' in said
    assert '"frozen": ["2026-05-31"]' in said
    assert '"sent": 1' in said
    (letter,) = mail_server.letters
    assert "您有1门课程已逾期" in letter.get_content()
    before = everything()
    again = command("--on", f"{LATE}")
    assert again.count("done before") == len(daily.STEPS)
    assert everything() == before
    assert len(mail_server.letters) == 1


def test_before_eight_and_on_a_day_off_nobody_is_written_to(task, mail_server, travel):
    travel(LATE, hour=7)
    assert command().count("not now") == 3
    assert Snapshot.objects.count() == 1
    travel(dt.date(2026, 6, 27))
    command()
    assert not Notice.objects.exists()
    assert not mail_server.letters
    travel(dt.date(2026, 6, 29))
    command()
    assert Notice.objects.count() == len(mail_server.letters) == 1


def test_late_in_the_day_the_rest_is_done(task, travel):
    travel(LATE, hour=1)
    run_due(at=at(LATE, 1))
    assert set(DailyRun.objects.values_list("step", flat=True)) == {"citations", "close", "freeze", "statistics"}
    travel(LATE, hour=22)
    run_due(at=at(LATE, 22))
    assert DailyRun.objects.filter(finished_at__isnull=False).count() == 6
    assert Notice.objects.count() == 1


def test_a_missed_day_is_made_up_for_but_never_gone_back_to(task, mail_server, travel):
    now = travel(dt.date(2026, 6, 26))
    assert run_daily(on=LATE, at=now)["remind"]["learners"] == 1
    assert not mail_server.letters  # e-mail belongs to the real day
    assert run_daily(on=dt.date(2026, 6, 26), at=now)["remind"]["learners"] == 0
    assert len(mail_server.letters) == 1
    assert run_daily(on=DUE, at=now)["remind"]["learners"] == 0
    assert Reminder.objects.count() == 1


def test_a_day_to_come_is_refused(db, travel):
    travel(LATE)
    with pytest.raises(CommandError, match="has not come yet"):
        command("--on", "2026-06-26")


def test_joiners_get_what_their_unit_owes(cast, exam, travel):
    travel(LATE)
    made = owed_by(exam, department=cast.section)
    assign_curriculum(curriculum=made, by=cast.hr, on=LATE)
    newcomer = factories.person("新人", cast.section)
    for _ in range(2):
        command()
    assert Assignment.objects.filter(person=newcomer).count() == 1


def test_a_past_day_takes_back_nothing_of_today(cast, exam, travel):
    """Who joined since is not released because he was not there on the day that is made up for."""
    now = travel(LATE)
    made = owed_by(exam, department=cast.section)
    newcomer = factories.person("新人", cast.section, from_on=LATE)
    assign_curriculum(curriculum=made, by=cast.hr, on=LATE)
    run_daily(on=dt.date(2026, 6, 23), at=now)
    assert Assignment.objects.get(person=newcomer).closed_on is None


def test_quiet_for_the_paused_also_by_mail(cast, task, mail_server, travel):
    travel(LATE)
    pause(cast.learner, dt.date(2026, 6, 25))
    Notice.objects.create(person=cast.learner, key="k", subject="s", created_at=at(LATE, 8))
    command()
    assert not mail_server.letters


def test_a_year_of_daily_runs_never_writes_twice(cast, task, exam, mail_server, travel):
    """Every step, every level, one letter a day at most."""
    assign(cast.head, exam, due_on=dt.date(2026, 7, 1))
    for number in range(60):
        day = dt.date(2026, 6, 10) + dt.timedelta(days=number)
        now = travel(day)
        run_daily(on=day, at=now)
        run_due(at=now)
    assert len(Notice.objects.values_list("person", "subject", "created_at__date").distinct()) == Notice.objects.count()
    assert len(mail_server.letters) == Mail.objects.values("person", "on").distinct().count()
    assert [f"{day}" for day in Snapshot.objects.order_by("on").values_list("on", flat=True)] == [
        "2026-05-31", "2026-06-30", "2026-07-31",
    ]


def test_a_failure_costs_nothing_but_itself(task, travel, monkeypatch, caplog):
    now = travel(LATE)

    def broken(on, at):
        Notice.objects.create(person=task.person, key="half", subject="half", created_at=at)
        raise RuntimeError("no")

    steps = tuple(daily.Step(step.name, broken if step.name == "remind" else step.run, step.at_once, step.hours)
                  for step in daily.STEPS)
    monkeypatch.setattr(daily, "STEPS", steps)
    run_due(at=now)
    assert "daily run: remind" in caplog.text
    assert not Notice.objects.filter(key="half").exists()
    assert not DailyRun.objects.filter(step="remind").exists()
    assert DailyRun.objects.filter(step="mail", finished_at__isnull=False).exists()
    monkeypatch.undo()
    run_due(at=now)
    assert Reminder.objects.exists()


def test_killed_in_the_middle_the_step_begins_again(task, travel):
    now = travel(LATE)
    DailyRun.objects.create(on=LATE, step="remind")  # begun, never finished
    run_due(at=now)
    assert Reminder.objects.count() == 1


def test_the_sweep_does_it(task, travel):
    travel(LATE)
    tidy()
    assert Reminder.objects.count() == 1
    tidy()
    assert Reminder.objects.count() == 1


def test_once_done_the_sweep_asks_little(task, travel, django_assert_max_num_queries):
    now = travel(LATE)
    run_due(at=now)
    with django_assert_max_num_queries(1):
        run_due(at=now)


def test_finished_tasks_are_left_alone(cast, task, exam, travel):
    travel(LATE)
    complete(cast.learner, exam, DUE)
    assert '"learners": 0' in command()


def test_every_step_has_a_label():
    from lms.supervision.selectors.runs import LABELS
    from lms.supervision.services.daily import STEPS

    assert {step.name for step in STEPS} == set(LABELS)
