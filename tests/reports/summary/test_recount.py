"""`manage.py recount` and the triggers it depends on."""

import pytest
from django.core.management import call_command
from django.db import connection

from lms.reports.models import CompletedDay, CompletedMonth, Finished, Fold, LatePerson, Tally
from lms.reports.summary import fold, triggers
from lms.study.models import Completion
from tests.reports.conftest import DUE, assign, complete, sit


@pytest.fixture
def counted(cast, exam):
    assign(cast.learner, exam)
    assign(cast.stranger, exam)
    fold()


def recount(capsys, *options) -> tuple[int, str]:
    try:
        call_command("recount", *options)
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_equal(counted, capsys):
    code, said = recount(capsys, "--check")
    assert code == 0
    assert "0" in said


def test_a_first_check_makes_the_summary(cast, exam, capsys):
    assign(cast.learner, exam)
    assert recount(capsys, "--check")[0] == 0
    assert Fold.objects.get().day
    assert Tally.objects.get().owed == 1


def test_what_differs_is_named_and_put_right(cast, counted, exam, capsys):
    Tally.objects.filter(department=cast.section).update(owed=7)
    code, said = recount(capsys, "--check")
    assert code == 1
    assert f"{cast.section.code} {exam.code}: owed 7 ≠ 1" in said
    assert recount(capsys)[0] == 0
    assert Tally.objects.get(department=cast.section).owed == 1
    assert recount(capsys, "--check")[0] == 0


@pytest.mark.parametrize(("model", "count"), [
    (Finished, "tasks"), (CompletedDay, "completions"), (CompletedMonth, "graded"), (LatePerson, "overdue"),
])
def test_every_table_is_compared(cast, counted, exam, capsys, model, count):
    sit(cast.learner, exam, DUE, 80)
    complete(cast.learner, exam, DUE)
    fold()
    assert recount(capsys, "--check")[0] == 0
    model.objects.update(**{count: 5})
    code, said = recount(capsys, "--check")
    assert code == 1
    assert f"{model._meta.db_table} " in said
    assert f"{count} 5 ≠ 1" in said
    recount(capsys)
    assert recount(capsys, "--check")[0] == 0


def test_a_completion_changed_and_taken_back_leaves_nothing(cast, counted, exam, capsys):
    made = complete(cast.learner, exam, DUE)
    fold()
    Completion.objects.filter(pk=made.pk).update(department=cast.other_section, grade=90)
    assert recount(capsys, "--check")[0] == 0
    assert CompletedMonth.objects.get(completions=1).hundredths == 9000
    Completion.objects.filter(pk=made.pk).delete()
    assert recount(capsys, "--check")[0] == 0
    assert not CompletedDay.objects.exclude(completions=0).exists()


def test_a_rebuild_on_demand(cast, counted, capsys):
    Tally.objects.filter(department=cast.section).delete()
    assert "2" in recount(capsys, "--rebuild")[1]
    assert Tally.objects.count() == 2


def test_every_trigger_is_there(db):
    """A migration that made a table again on SQLite dropped its triggers: run triggers.install in a new migration."""
    assert triggers.missing() == set()
    assert len(triggers.triggers()) == 5 * 4 - 1 + 2


def test_a_lost_trigger_is_told_and_made_again(cast, counted, exam, capsys):
    lost = next(t for t in triggers.triggers() if t.name == "study_completion_figures_insert_new")
    with connection.cursor() as cursor:
        on = f" ON {lost.source.table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {lost.name}{on}")
    complete(cast.learner, exam, exam.assignments.first().issued_on)
    code, said = recount(capsys, "--check")
    assert code == 1
    assert lost.name in said
    recount(capsys)
    assert triggers.missing() == set()
    assert recount(capsys, "--check")[0] == 0
