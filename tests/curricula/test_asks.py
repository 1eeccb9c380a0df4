"""签收, 说明原因, 延期 and 免修: asked with a reason, answered once by the promised working day, kept for good."""

import datetime as dt

import pytest

from lms.audit.models import Entry
from lms.curricula.asks import rules
from lms.curricula.asks.models import CurriculaSettings, DueChange, Explanation, Request
from lms.curricula.asks.selectors import due_dates_on, queue_of, requests_of, standing_of, story_of
from lms.curricula.asks.services import AskRefused, acknowledge, ask, decide, explain, move_due, withdraw
from lms.curricula.models import Assignment
from lms.curricula.selectors import tasks_of
from lms.notices.models import Notice
from lms.people.services import pause_person
from lms.workdays.models import Holiday
from tests import factories
from tests.curricula.asking import DUE, give, moment

D = dt.date
LATER = D(2026, 7, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture
def task(cast, make_curriculum):
    return give(cast.learner, make_curriculum())


@pytest.fixture
def extension(task):
    return ask(assignment=task, kind="extension", reason="驻村", wanted_on=LATER, at=moment(D(2026, 6, 10)))


@pytest.fixture
def exemption(task):
    return ask(assignment=task, kind="exemption", reason="已获执业资格", at=moment(D(2026, 6, 10)))


OPEN = rules.Standing(DUE)
TRUTH = [
    ("extension", OPEN, LATER, ""),
    ("extension", OPEN, DUE, rules.EARLIER),
    ("extension", OPEN, None, rules.NO_DAY),
    ("extension", OPEN, DUE + dt.timedelta(days=180), ""),
    ("extension", OPEN, DUE + dt.timedelta(days=181), rules.TOO_FAR),
    ("extension", rules.Standing(DUE, paused=True), LATER, rules.PAUSED),
    ("extension", rules.Standing(DUE, closed=True), LATER, rules.CLOSED),
    ("extension", rules.Standing(D(2026, 5, 1)), D(2026, 5, 20), rules.EARLIER),
    ("extension", rules.Standing(D(2026, 5, 1), done=True), D(2026, 5, 20), ""),
    ("exemption", OPEN, None, ""),
    ("exemption", rules.Standing(DUE, paused=True), None, ""),
    ("exemption", rules.Standing(DUE, done=True), None, rules.DONE),
    ("exemption", rules.Standing(DUE, closed=True), None, rules.CLOSED),
]


@pytest.mark.parametrize(("kind", "standing", "wanted", "why"), TRUTH)
def test_what_may_be_asked(kind, standing, wanted, why):
    assert rules.refusal(kind, standing, wanted, D(2026, 6, 10), 180) == why


def test_receipt_is_noted_once(task):
    assert acknowledge(assignment=task, at=moment(D(2026, 3, 6)))
    assert not acknowledge(assignment=task, at=moment(D(2026, 3, 9)))
    task.refresh_from_db()
    assert task.acknowledged_at == moment(D(2026, 3, 6))


def test_the_answer_is_promised_in_working_days(task):
    Holiday.objects.create(on=D(2026, 6, 19), kind="rest", name="端午节")
    asked = ask(assignment=task, kind="extension", reason="驻村", wanted_on=LATER, at=moment(D(2026, 6, 18)))
    assert asked.promised_on == D(2026, 6, 26)
    options = CurriculaSettings.load()
    options.answer_days = 1
    options.save()
    other = ask(assignment=task, kind="exemption", reason="有证", at=moment(D(2026, 6, 18)))
    assert other.promised_on == D(2026, 6, 22)


def test_one_waits_at_a_time(task, extension):
    again = ask(assignment=task, kind="extension", reason="又问", wanted_on=LATER, at=moment(D(2026, 6, 11)))
    assert again == extension
    assert Request.objects.count() == 1


def test_the_leader_in_charge_is_told_and_hr_of_an_exemption(cast, extension, exemption):
    told = set(Notice.objects.filter(key__startswith="curricula.ask:").values_list("person__staff_no", "key"))
    assert told == {("00103", f"curricula.ask:{extension.pk}:{cast.leader.pk}"),
                    ("R-hr", f"curricula.ask:{exemption.pk}:{cast.hr.pk}")}


def test_without_a_leader_in_charge_hr_is_told(cast, make_curriculum):
    asked = ask(assignment=give(cast.stranger, make_curriculum()), kind="extension", reason="出差", wanted_on=LATER,
                at=moment(D(2026, 6, 10)))
    assert [row.person for row in Notice.objects.filter(key__startswith=f"curricula.ask:{asked.pk}:")] == [cast.hr]


def test_who_finds_which_request_waiting(cast, extension, exemption):
    day = D(2026, 6, 10)
    found = {name: {row.request.kind for row in queue_of(user, day)} for name, user in cast.everyone().items()}
    assert found.pop("hr") == {"extension", "exemption"}
    assert found.pop("leader") == {"extension"}
    assert not any(found.values())


def test_nobody_answers_his_own(cast, make_curriculum):
    ask(assignment=give(cast.hr, make_curriculum()), kind="exemption", reason="有证", at=moment(D(2026, 6, 10)))
    assert not queue_of(cast.hr, D(2026, 6, 10))


def test_a_portfolio_that_changed_yesterday(cast, extension):
    newcomer = factories.person("副局长新", cast.bureau, post="副局长")
    cast.leader.portfolio.update(to_on=D(2026, 6, 11))
    factories.portfolio(newcomer, cast.section, from_on=D(2026, 6, 12))
    assert not queue_of(cast.leader, D(2026, 6, 12))
    assert len(queue_of(newcomer, D(2026, 6, 12))) == 1


def test_a_granted_extension_moves_the_date_and_keeps_the_old_one(cast, task, extension):
    assert decide(request=extension, granted=True, by=cast.leader, at=moment(D(2026, 6, 12)))
    task.refresh_from_db()
    assert task.due_on == LATER
    change = DueChange.objects.get()
    assert (change.from_on, change.to_on, change.on, change.why, change.by) == (
        DUE, LATER, D(2026, 6, 12), "驻村", cast.leader)
    assert tasks_of(cast.learner, D(2026, 7, 5))[0].state == "not_started"
    assert tasks_of(cast.learner, D(2026, 7, 21))[0].state == "overdue"
    notice = Notice.objects.get(key=f"curricula.decide:{extension.pk}")
    assert "2026年7月20日" in notice.subject
    assert set(Entry.objects.filter(action__startswith="curricula.").values_list("action", flat=True)) == {
        "curricula.ask", "curricula.decide", "curricula.move_due"}


def test_the_decider_may_choose_another_day(cast, task, extension):
    decide(request=extension, granted=True, by=cast.leader, at=moment(D(2026, 6, 12)), until=D(2026, 7, 5))
    task.refresh_from_db()
    assert task.due_on == D(2026, 7, 5)
    with pytest.raises(AskRefused):
        ask(assignment=task, kind="extension", reason="驻村", wanted_on=D(2026, 7, 1), at=moment(D(2026, 6, 13)))


def test_answered_once(cast, extension):
    assert decide(request=extension, granted=True, by=cast.leader, at=moment(D(2026, 6, 12)))
    assert not decide(request=extension, granted=True, by=cast.leader, at=moment(D(2026, 6, 12)))
    with pytest.raises(AskRefused):
        decide(request=extension, granted=False, by=cast.hr, answer="不同意", at=moment(D(2026, 6, 13)))
    with pytest.raises(AskRefused):
        withdraw(request=extension, at=moment(D(2026, 6, 13)))
    assert DueChange.objects.count() == 1
    assert Notice.objects.filter(key__startswith="curricula.decide").count() == 1


def test_no_refusal_without_a_reason(cast, task, extension):
    with pytest.raises(AskRefused):
        decide(request=extension, granted=False, by=cast.leader, answer="  ", at=moment(D(2026, 6, 12)))
    assert Request.objects.pending().exists()
    decide(request=extension, granted=False, by=cast.leader, answer="时间充足", at=moment(D(2026, 6, 12)))
    task.refresh_from_db()
    assert task.due_on == DUE
    assert "时间充足" in Notice.objects.get(key=f"curricula.decide:{extension.pk}").body
    again = ask(assignment=task, kind="extension", reason="确有困难", wanted_on=LATER, at=moment(D(2026, 6, 15)))
    assert again.pk != extension.pk


def test_an_exemption_closes_the_task(cast, task, exemption):
    decide(request=exemption, granted=True, by=cast.hr, answer="证书已核", at=moment(D(2026, 6, 12)))
    task.refresh_from_db()
    assert (task.closed_on, task.closed_reason) == (D(2026, 6, 12), Assignment.Closed.EXEMPTED)
    with pytest.raises(AskRefused):
        ask(assignment=task, kind="extension", reason="再要", wanted_on=LATER, at=moment(D(2026, 6, 13)))


def test_a_grant_that_no_longer_fits_changes_nothing(cast, task, extension):
    Assignment.objects.update(closed_on=D(2026, 6, 11), closed_reason="post_change")
    with pytest.raises(AskRefused):
        decide(request=extension, granted=True, by=cast.leader, at=moment(D(2026, 6, 12)))
    extension.refresh_from_db()
    assert extension.state == "pending"
    assert not DueChange.objects.exists()


def test_taken_back(task, extension):
    assert withdraw(request=extension, at=moment(D(2026, 6, 11)))
    assert not withdraw(request=extension, at=moment(D(2026, 6, 11)))
    assert [row.request.state for row in requests_of(task.person, D(2026, 6, 11))] == ["withdrawn"]


def test_the_promise_runs_out(cast, extension):
    assert not queue_of(cast.leader, extension.promised_on)[0].late
    assert queue_of(cast.leader, extension.promised_on + DAY)[0].late


def test_only_what_is_late_is_explained(task):
    with pytest.raises(AskRefused):
        explain(assignment=task, text="忙", at=moment(DUE, hour=23))
    with pytest.raises(AskRefused):
        explain(assignment=task, text=" ", at=moment(DUE + DAY))
    first = explain(assignment=task, text="驻村", at=moment(DUE + DAY))
    assert explain(assignment=task, text="驻村", at=moment(DUE + 2 * DAY)) == first
    explain(assignment=task, text="住院", at=moment(DUE + 3 * DAY))
    assert [row.text for row in Explanation.objects.all()] == ["驻村", "住院"]


def test_a_pause_before_the_extension_counts_once(cast, task):
    """Ten days of leave in May are given back before, and are part of the new date after."""
    pause_person(person=cast.learner, from_on=D(2026, 5, 1), to_on=D(2026, 5, 10), reason="病假", by=cast.hr)
    assert standing_of(task, D(2026, 6, 1)).due_on == D(2026, 7, 10)
    move_due(assignment=task, to_on=LATER, why="驻村", by=cast.hr, on=D(2026, 6, 1))
    assert standing_of(task, D(2026, 6, 1)).due_on == LATER
    move = story_of(task, D(2026, 6, 1)).moves[0]
    assert (move.from_on, move.change.from_on) == (D(2026, 7, 10), DUE)


def test_a_pause_after_the_extension_moves_the_new_date(cast, task):
    move_due(assignment=task, to_on=LATER, why="驻村", by=cast.hr, on=D(2026, 6, 1))
    pause_person(person=cast.learner, from_on=D(2026, 7, 1), to_on=D(2026, 7, 5), reason="病假", by=cast.hr)
    assert tasks_of(cast.learner, D(2026, 7, 6))[0].due_on == LATER + 5 * DAY


def test_the_due_date_as_it_stood(cast, task, django_assert_num_queries):
    move_due(assignment=task, to_on=LATER, why="驻村", by=cast.hr, on=D(2026, 6, 1))
    move_due(assignment=task, to_on=D(2026, 8, 1), why="驻村", by=cast.hr, on=D(2026, 7, 1))
    with django_assert_num_queries(1):
        assert due_dates_on([task.pk], D(2026, 5, 31)) == {task.pk: (DUE, None)}
    assert due_dates_on([task.pk], D(2026, 6, 30)) == {task.pk: (LATER, D(2026, 6, 1))}
    assert due_dates_on([task.pk], D(2026, 7, 1)) == {}


def test_the_queue_asks_the_same_whatever_its_length(cast, make_curriculum, django_assert_num_queries):
    curriculum = make_curriculum()
    for number in range(12):
        person = factories.person(f"学员{number}", cast.section)
        ask(assignment=give(person, curriculum), kind="extension", reason="驻村", wanted_on=LATER,
            at=moment(D(2026, 6, 10)))
        if number in {0, 11}:
            with django_assert_num_queries(5):
                assert len(queue_of(cast.leader, D(2026, 6, 10))) == number + 1
