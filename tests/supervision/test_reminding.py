"""The person, then his head, then the leader in charge: each once, days apart, never the paused."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.notices.models import Letter, Notice
from lms.people.models import HeadOf, PersonState
from lms.supervision.models import Reminder, SupervisionSettings
from lms.supervision.services import Reminded, remind_day
from lms.workdays.models import Holiday
from tests import factories
from tests.supervision.conftest import MONDAY, assign, complete, nine, pause

DUE = dt.date(2026, 6, 24)


@pytest.fixture
def task(cast, exam):
    return assign(cast.learner, exam, due_on=DUE)


def run(day: dt.date) -> Reminded:
    return remind_day(on=day, at=nine(day))


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def story() -> list[tuple]:
    rows = Reminder.objects.order_by("sent_on", "pk")
    return [(f"{row.sent_on:%m-%d}", row.level, row.step, row.to.full_name) for row in rows]


def test_the_whole_way_up_each_step_once(cast, task):
    for day in days(dt.date(2026, 6, 10), dt.date(2026, 7, 20)):
        run(day)
        run(day)
    assert story() == [
        ("06-17", "learner", -7, "学员甲"), ("06-23", "learner", -1, "学员甲"), ("06-24", "learner", 0, "学员甲"),
        ("06-25", "learner", 1, "学员甲"), ("06-30", "head", 0, "科长乙"), ("07-01", "learner", 7, "学员甲"),
        ("07-03", "leader", 0, "副局长丙"),
    ]
    assert Notice.objects.count() == 7


def test_what_the_letters_say(cast, task):
    for day in days(dt.date(2026, 6, 24), dt.date(2026, 7, 3)):
        run(day)
    said = {notice.key.split(":")[0]: notice for notice in Notice.objects.order_by("pk")}
    assert "今日截止" in said["supervision.today"].subject
    assert "课程 T-01（2026年6月24日截止）" in said["supervision.today"].body
    assert "已逾期7天" in said["supervision.late"].body
    head = said["supervision.head"]
    assert head.person == cast.head
    assert "学员甲（00101）：课程 T-01" in head.body
    assert said["supervision.leader"].person == cast.leader


def test_finished_in_between_nothing_goes_up(cast, task, exam):
    run(dt.date(2026, 6, 25))
    complete(cast.learner, exam, dt.date(2026, 6, 26))
    for day in days(dt.date(2026, 6, 26), dt.date(2026, 7, 10)):
        run(day)
    assert [level for _, level, *_ in story()] == ["learner"]


def test_days_without_a_run_bring_one_reminder(cast, task):
    run(dt.date(2026, 6, 17))
    assert run(dt.date(2026, 7, 2)) == Reminded(learners=1, tasks=1)
    assert [step for _, _, step, _ in story()] == [-7, 7]


def test_nothing_on_a_day_off(cast, exam):
    assign(cast.learner, exam, due_on=dt.date(2026, 6, 21))
    Holiday.objects.create(on=MONDAY, kind="rest", name="假")
    assert run(dt.date(2026, 6, 20)) == run(MONDAY) == Reminded()
    assert run(dt.date(2026, 6, 23)).learners == 1


def test_quiet_for_the_paused_and_due_dates_move(cast, task):
    pause(cast.learner, dt.date(2026, 6, 15), dt.date(2026, 7, 10))
    for day in days(dt.date(2026, 6, 15), dt.date(2026, 7, 12)):
        run(day)
    assert story() == []
    run(dt.date(2026, 7, 13))  # due 24 June + 26 days = 20 July: a week before
    assert [(step, row.due_on) for (_, _, step, _), row in zip(story(), Reminder.objects.all(), strict=True)] == [
        (-7, dt.date(2026, 7, 20))
    ]


def test_a_paused_head_is_left_in_peace_and_the_leader_is_next(cast, task):
    pause(cast.head, dt.date(2026, 6, 1))
    for day in days(dt.date(2026, 6, 25), dt.date(2026, 7, 10)):
        run(day)
    assert [level for _, level, *_ in story()] == ["learner", "leader", "learner"]


def test_who_has_left_is_told_nothing(cast, task):
    PersonState.objects.create(person=cast.learner, kind="left", reason="退休", from_on=dt.date(2026, 6, 1))
    run(dt.date(2026, 6, 25))
    assert story() == []


def test_a_late_head_answers_to_the_leader(cast, exam):
    assign(cast.head, exam, due_on=DUE)
    for day in days(dt.date(2026, 6, 25), dt.date(2026, 7, 10)):
        run(day)
    assert [(level, to) for _, level, _, to in story() if level != "learner"] == [("leader", "副局长丙")]


def test_a_vacant_unit_goes_to_the_leader(cast, task):
    HeadOf.objects.all().delete()
    for day in days(dt.date(2026, 6, 25), dt.date(2026, 7, 10)):
        run(day)
    assert [(day, level) for day, level, *_ in story() if level != "learner"] == [("06-30", "leader")]


def test_one_letter_to_a_head_about_everybody(cast, exam, reading):
    for number in range(3):
        someone = factories.person(f"同事{number}", cast.section)
        assign(someone, exam, due_on=DUE)
        assign(someone, reading, due_on=DUE)
    run(dt.date(2026, 6, 25))
    assert run(dt.date(2026, 6, 30)) == Reminded(heads=1, tasks=6)
    letter = Notice.objects.get(person=cast.head)
    assert "6项" in letter.subject
    assert letter.body.count("· 同事") == 6


def test_a_moved_due_date_begins_anew(cast, task):
    run(dt.date(2026, 6, 25))
    task.due_on = dt.date(2026, 7, 31)
    task.save()
    for day in days(dt.date(2026, 6, 26), dt.date(2026, 7, 24)):
        run(day)
    assert [(level, step) for _, level, step, _ in story()] == [("learner", 1), ("learner", -7)]


def test_an_extension_counts_pauses_from_its_own_day(cast, task):
    """Who was paused in May and is given until 20 July owes it on 20 July."""
    pause(cast.learner, dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    task.due_on, task.moved_on = dt.date(2026, 7, 20), dt.date(2026, 6, 10)
    task.save()
    run(dt.date(2026, 7, 13))
    assert Reminder.objects.get().due_on == dt.date(2026, 7, 20)


def test_hr_words_it(cast, task):
    Letter.objects.create(kind="supervision.late", subject="催学{count}", body="{tasks}")
    run(dt.date(2026, 6, 25))
    assert Notice.objects.get().subject == "催学1"


def test_hr_sets_the_steps(cast, task):
    SupervisionSettings.objects.create(before="", after="2", apart=1)
    for day in days(dt.date(2026, 6, 10), dt.date(2026, 7, 1)):
        run(day)
    assert [(day, level) for day, level, *_ in story()] == [
        ("06-24", "learner"), ("06-26", "learner"), ("06-29", "head"), ("06-30", "leader"),
    ]


def test_the_log_says_how_many(cast, task):
    run(dt.date(2026, 6, 25))
    entry = Entry.objects.get(action="supervision.remind")
    assert entry.detail == {"learners": 1, "heads": 0, "leaders": 0, "tasks": 1}


def test_the_database_keeps_a_step_once(cast, task):
    fields = {"assignment": task, "due_on": DUE, "level": "learner", "step": 1, "to": cast.learner, "sent_on": DUE}
    Reminder.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**fields)


def test_as_many_queries_for_a_hundred_as_for_two(cast, exam):
    SupervisionSettings.load()
    counted = []
    for how_many, day in ((2, dt.date(2026, 6, 25)), (100, dt.date(2026, 7, 1))):
        for number in range(how_many):
            assign(factories.person(f"甲{how_many}{number}", cast.section), exam, due_on=DUE)
        with CaptureQueriesContext(connection) as asked:
            assert run(day).learners >= how_many
        counted.append(len(asked))
    assert counted[1] <= counted[0]
