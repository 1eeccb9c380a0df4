"""Drawn once, entered once, corrected with a reason, and nothing lost."""

import uuid

import pytest

from courses.models import Question
from courses.services import revise_question
from lms.assessment.models import Attempt, CountingGrade, GradeEvent, Regrade, RegradeLine, Response
from lms.assessment.services import AttemptRefused, start_attempt
from lms.assessment.sheets import services
from lms.assessment.sheets.lines import Sheet
from lms.assessment.sheets.models import PaperSet, SheetEntry
from lms.assessment.sheets.refusals import SheetRefused
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study.models import Completion, SupersededCompletion
from lms.study.services import pass_lesson
from lms.transcript.models import Certificate, CreditEntry
from tests import factories
from tests.assessment.acts import answer_all
from tests.assessment.conftest import NINE, enrolled
from tests.assessment.sheets.conftest import AFTER, DAY, LISTED, drawn, enrolled_in, entered, paper, sheet


def corrected(entry, by, *, wrong=0, letter="A", reason="第1题看错", at=AFTER + DAY):
    printed = entry.paper_set.papers.get(letter=letter)
    said = sheet(printed, wrong=wrong)
    return services.correct(entry=entry, printed=printed, sheet=said, reason=reason, by=by, at=at)


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(SheetRefused) as found:
        act(*args, **kwargs)
    assert str(found.value)
    return found.value.code


# Drawing


def test_two_papers_by_the_recipe_frozen(cast, version):
    made = drawn(version, cast.hr)
    assert [row.letter for row in made.papers.all()] == ["A", "B"]
    for row in made.papers.all():
        kinds = [item["kind"] for item in row.paper["items"]]
        assert {kind: kinds.count(kind) for kind in LISTED} == LISTED
        assert row.paper["total"] == 100
    assert made.ends_at - made.begins_at == 30 * (AFTER - NINE) / (24 * 60)
    logged = Entry.objects.get(action="assessment.draw_papers")
    assert (logged.actor_no, made.code in logged.target) == (cast.hr.staff_no, True)


def test_the_same_form_twice_draws_one_set(cast, version):
    once = uuid.uuid4()
    assert drawn(version, cast.hr, once=once) == drawn(version, cast.hr, once=once)
    assert PaperSet.objects.count() == 1


@pytest.mark.parametrize("name", ["learner", "head", "leader", "editor", "supervision", "system_admin"])
def test_only_hr_draws(cast, version, name):
    assert refused(drawn, version, getattr(cast, name)) == "not_hr"


def test_a_course_without_exam_has_no_papers(cast):
    assert refused(drawn, factories.version("T-05"), cast.hr) == "not_an_exam"


def test_a_bank_too_small_draws_nothing(cast):
    factories.bank("B2", singles=1)
    with pytest.raises(AttemptRefused):
        drawn(factories.version("T-06", recipe=factories.recipe(bank="B2")), cast.hr)
    assert not PaperSet.objects.exists()


# Entering


def test_a_sheet_becomes_a_closed_attempt(cast, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr, wrong=1)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed, attempt.closed_at) == (88, True, papers.ends_at)
    assert (attempt.paper, attempt.number) == (paper(papers).paper, 1)
    assert dict(attempt.responses.values_list("item", "answer")) == sheet(paper(papers), wrong=1).answers
    event = GradeEvent.objects.get()
    assert (event.score, event.by, event.at, event.attempt) == (88, cast.hr, papers.ends_at, attempt)
    enrolment.refresh_from_db()
    assert (enrolment.grade, enrolment.passed_at) == (88, papers.ends_at)
    assert (entry.entered_by, entry.attempt, entry.number, entry.replaced_at) == (cast.hr, attempt, 1, None)
    assert Entry.objects.filter(action="assessment.enter_sheet").count() == 1


def test_it_scores_as_the_same_paper_online(cast, version, papers, enrolment):
    """One ruler: the answers of an online attempt, entered from paper, score the same."""
    online = start_attempt(enrolment=enrolled(cast.stranger, version), at=NINE)
    answer_all(online)
    printed = paper(papers)
    printed.paper = online.paper
    printed.save()
    answers = {row.item: row.answer for row in online.responses.all()}
    assert services.enter(printed=printed, enrolment=enrolment, sheet=Sheet(answers, {}), by=cast.hr,
                          at=AFTER).score == 100


def test_the_same_sheet_twice_is_one_entry(cast, papers, enrolment):
    assert entered(papers, enrolment, cast.hr) == entered(papers, enrolment, cast.hr)
    assert (SheetEntry.objects.count(), Attempt.objects.count(), GradeEvent.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(("wrong", "letter"), [(2, "A"), (0, "B")])
def test_another_sheet_of_the_same_person_is_refused(cast, papers, enrolment, wrong, letter):
    entered(papers, enrolment, cast.hr)
    assert refused(entered, papers, enrolment, cast.hr, wrong=wrong, letter=letter) == "entered"
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("name", ["learner", "head", "leader", "editor", "supervision", "county_admin"])
def test_only_hr_enters(cast, papers, enrolment, name):
    assert refused(entered, papers, enrolment, getattr(cast, name)) == "not_hr"
    assert not Attempt.objects.exists()


def test_nobody_enters_his_own(cast, version, papers):
    assert refused(entered, papers, enrolled_in(cast.hr, version), cast.hr) == "own"


def test_not_before_the_end(cast, papers, enrolment):
    assert refused(entered, papers, enrolment, cast.hr, at=papers.ends_at - DAY) == "early"


def test_not_while_the_person_sits_online(cast, version, papers):
    enrolment = enrolled(cast.learner, version)
    start_attempt(enrolment=enrolment, at=NINE)
    assert refused(entered, papers, enrolment, cast.hr) == "live"


def test_not_after_a_pass(cast, version, papers, enrolment):
    entered(papers, enrolment, cast.hr)
    assert refused(entered, drawn(version, cast.hr), enrolment, cast.hr) == "passed"


def test_a_failed_sheet_counts_as_an_attempt_and_another_set_may_follow(cast, version, papers, enrolment):
    entered(papers, enrolment, cast.hr, wrong=6)
    entered(drawn(version, cast.hr), enrolment, cast.hr)
    assert list(Attempt.objects.values_list("number", "passed")) == [(1, False), (2, True)]


def test_passed_content_and_a_passed_sheet_complete_the_course(cast, version, papers):
    enrolment = enrolled(cast.learner, version)
    entered(papers, enrolment, cast.hr)
    assert Completion.objects.get().completed_at == papers.ends_at


def test_a_lesson_passed_after_the_sitting_completes_on_its_day(cast, version, papers, enrolment):
    """Who finished the lessons between sitting and entry had not everything before."""
    later = papers.ends_at + DAY
    for lesson in version.lessons.all():
        pass_lesson(enrolment=enrolment, lesson_code=lesson.code, at=later, evidence={})
    enrolment.refresh_from_db()
    entered(papers, enrolment, cast.hr, at=later + DAY)
    assert Completion.objects.get().completed_at == later


# Correcting


def test_a_correction_is_a_new_entry_and_the_old_is_kept(cast, papers, enrolment):
    old = entered(papers, enrolment, cast.hr, wrong=6)
    new = corrected(old, cast.hr, wrong=1)
    old.refresh_from_db()
    attempt = Attempt.objects.get()
    assert (old.replaced_at, old.score, new.number, new.reason) == (AFTER + DAY, 20, 2, "第1题看错")
    assert (attempt.score, attempt.passed) == (88, True)
    assert {row.item: row.answer for row in Response.objects.all()} == sheet(paper(papers), wrong=1).answers
    assert list(GradeEvent.objects.values_list("score", "note")) == [(20, ""), (88, "第1题看错")]
    enrolment.refresh_from_db()
    assert (enrolment.grade, enrolment.passed_at) == (88, papers.ends_at)
    assert Entry.objects.filter(action="assessment.correct_sheet").count() == 1


def test_a_correction_may_lower_the_grade_and_take_a_pass_back(cast, papers, enrolment):
    corrected(entered(papers, enrolment, cast.hr), cast.hr, wrong=6)
    enrolment.refresh_from_db()
    assert (enrolment.grade, enrolment.passed_at) == (20, None)
    assert [row.answer for row in Response.objects.filter(item__lte=6)] == [[]] * 6


def test_the_other_paper_may_be_meant(cast, papers, enrolment):
    new = corrected(entered(papers, enrolment, cast.hr), cast.hr, letter="B")
    assert new.attempt.paper == paper(papers, "B").paper
    assert (new.score, Attempt.objects.count()) == (100, 1)


def test_without_a_difference_nothing_is_written(cast, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    assert corrected(entry, cast.hr) == entry
    assert SheetEntry.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_correction_without_a_reason(cast, papers, enrolment, reason):
    entry = entered(papers, enrolment, cast.hr)
    assert refused(corrected, entry, cast.hr, wrong=1, reason=reason) == "reason"
    assert SheetEntry.objects.count() == 1


def test_what_was_corrected_is_not_corrected_again(cast, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    corrected(entry, cast.hr, wrong=1)
    assert refused(corrected, entry, cast.hr, wrong=2) == "replaced"


def test_a_paper_of_another_set_is_not_taken(cast, version, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    other = paper(drawn(version, cast.hr))
    assert refused(services.correct, entry=entry, printed=other, sheet=sheet(other), reason="x", by=cast.hr,
                   at=AFTER) == "replaced"


@pytest.mark.parametrize("name", ["learner", "head", "supervision"])
def test_only_hr_corrects(cast, papers, enrolment, name):
    assert refused(corrected, entered(papers, enrolment, cast.hr), getattr(cast, name), wrong=1) == "not_hr"


@pytest.fixture
def completed(cast, version, papers):
    return entered(papers, enrolled(cast.learner, version), cast.hr)


def test_a_corrected_sheet_takes_completion_hours_and_certificate_back_by_reversal(cast, completed):
    new = corrected(completed, cast.hr, wrong=6)
    assert (new.attempt.score, new.attempt.passed, Completion.objects.count()) == (20, False, 0)
    assert SupersededCompletion.objects.get().origin == f"assessment.sheet:{new.pk}"
    assert sum(CreditEntry.objects.values_list("hours", flat=True)) == 0
    assert Certificate.objects.get().revoked_at == AFTER + DAY
    notice = Notice.objects.get(key=f"assessment.sheet:{new.pk}")
    assert "第1题看错" in notice.body
    assert Certificate.objects.get().number in notice.body
    new.enrolment.refresh_from_db()
    assert (new.enrolment.grade, new.enrolment.passed_at) == (20, None)


def test_and_a_second_correction_gives_them_again(cast, completed, papers):
    again = corrected(corrected(completed, cast.hr, wrong=6), cast.hr, at=AFTER + 2 * DAY)
    done = Completion.objects.get()
    assert (done.grade, done.completed_at) == (100, papers.ends_at)
    assert sum(CreditEntry.objects.values_list("hours", flat=True)) == 2
    assert Certificate.objects.filter(revoked_at=None).count() == 1
    assert list(CountingGrade.objects.values_list("at", "score", "passed")) == [(papers.ends_at, 100, True)]
    assert again.number == 3


def test_a_corrected_grade_corrects_the_completion(cast, completed):
    corrected(completed, cast.hr, wrong=1)
    assert (Completion.objects.get().grade, SupersededCompletion.objects.get().grade) == (88, 100)
    assert Certificate.objects.get().revoked_at is None


def test_a_correction_that_fails_half_way_writes_nothing(cast, completed, monkeypatch):
    monkeypatch.setattr(services.counting, "correct", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        corrected(completed, cast.hr, wrong=6)
    assert (SheetEntry.objects.count(), Attempt.objects.get().score, GradeEvent.objects.count()) == (1, 100, 1)
    assert SheetEntry.objects.get().replaced_at is None


def test_a_sheet_is_marked_by_the_key_that_holds(cast, version, papers, enrolment):
    """Entered after a regrade: the paper still shows the wrong key."""
    printed = paper(papers)
    drawn = Question.objects.get(code=printed.paper["items"][0]["question"])
    newest = revise_question(drawn, answer=["B"], state="approved")
    Regrade.objects.create(
        bank=drawn.bank, code=drawn.code, question=newest, wrong=[1], way="full_points", reason="有误", state="done",
        opened_by=cast.hr, opened_at=NINE, proposed_by=cast.hr, proposed_at=NINE, previewed_at=NINE,
        decided_by=cast.supervision, decided_at=NINE)
    entry = entered(papers, enrolment, cast.hr, wrong=1)
    assert (entry.score, entry.attempt.score, RegradeLine.objects.get().new_score) == (100, 100, 100)
