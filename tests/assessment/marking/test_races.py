"""Two markers at once, with real threads and real locks."""

from decimal import Decimal

import pytest
from django.db import connection

from lms.assessment.marking.models import ItemMark, MarkingTask
from lms.assessment.marking.services import claim, claim_next, give_mark
from lms.assessment.models import Attempt, GradeEvent
from lms.study.models import Completion
from tests import factories
from tests.assessment.every_kind import questions
from tests.assessment.marking.conftest import TEN, appointed, sat
from tests.assessment.test_races import HANDS, at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waits():
    section = factories.unit("0101", "养老保险科", factories.unit("00", "示例局", kind="root"))
    rows, version = questions(), factories.version(recipe=factories.recipe())
    hr = factories.person("人事", section)
    factories.role(hr, "hr")
    markers = [factories.person(f"阅卷{n}", section) for n in range(HANDS)]
    for person in markers:
        appointed(version.course, person, hr)
    return sat(factories.person("学员甲", section), version, rows), markers, (section, version, rows)


def test_two_last_marks_at_once_give_one_grade(waits):
    attempt, markers, _ = waits
    tasks = list(attempt.marking_tasks.order_by("item"))
    for task, by in zip(tasks, markers, strict=False):
        assert claim(task=task, viewer=by, at=TEN)
    got = at_once(lambda n: give_mark(
        task=tasks[n % 2], points=Decimal(8), comment="", by=markers[n % 2], at=TEN).mark.pk)
    assert not [error for error in got if isinstance(error, Exception)]
    assert ItemMark.objects.count() == 2
    assert GradeEvent.objects.count() == Completion.objects.count() == 1
    assert Attempt.objects.get(pk=attempt.pk).score == Decimal("86.66")


def test_each_takes_another_answer(waits):
    attempt, markers, (section, version, rows) = waits
    for n in range(HANDS - 1):
        sat(factories.person(f"学员{n}", section), version, rows)
    question = attempt.marking_tasks.get(item=2).question
    got = at_once(lambda n: claim_next(viewer=markers[n], question=question, at=TEN))
    assert not [error for error in got if isinstance(error, Exception)]
    assert len({task.pk for task in got}) == HANDS
    assert MarkingTask.objects.filter(claimed_by__isnull=False).count() == HANDS
    connection.close()
