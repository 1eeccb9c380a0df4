"""Citations know whether they hold; what lapses is asked about once, and answered by a new version or a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import inspection
from courses.citations.rules import citations_in, plain, standing_on
from courses.inspection import Weight
from courses.models import CitationReview, Law
from courses.rendering import stream_of
from courses.services import AnswerRefused, let_stand, raise_reviews
from lms.notices.models import Notice
from tests import factories
from tests.courses.conftest import add_lesson, publish
from tests.courses.test_review import draft, first

D = dt.date
AT = dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC)
TODAY = D(2026, 6, 1)


def law_block(**fields) -> dict:
    value = {"law": "工伤保险条例", "article": "第十四条", "text": "应当认定为工伤",
             "document_number": "国务院令第586号",
             "effective_on": None, "repealed_on": None, "source": ""} | fields
    return {"type": "law", "value": value, "id": "l1"}


def cites(**fields) -> list:
    return [("text", "<p>正文</p>"), ("law", law_block(**fields)["value"])]


@pytest.mark.parametrize(("begins", "ends", "word", "on"), [
    ([None], [None], "", None),
    ([D(2011, 1, 1)], [None], "holds", D(2011, 1, 1)),
    ([D(2026, 6, 1)], [None], "holds", D(2026, 6, 1)),
    ([D(2026, 6, 2)], [None], "coming", D(2026, 6, 2)),
    ([D(2011, 1, 1)], [D(2026, 6, 1)], "lapsed", D(2026, 6, 1)),
    ([D(2011, 1, 1)], [D(2026, 6, 2)], "holds", D(2011, 1, 1)),
    ([None], [D(2027, 1, 1), D(2020, 1, 1)], "lapsed", D(2020, 1, 1)),
])
def test_whether_it_holds(begins, ends, word, on):
    standing = standing_on(TODAY, begins, ends)
    assert (standing.word, standing.on) == (word, on)


@pytest.mark.parametrize("written", ["工伤保险条例", "《工伤保险条例》", " 工伤保险条例", "工伤保险条例（2010年修订）"])
def test_a_law_is_found_by_its_plain_title(written):
    assert plain(written) == "工伤保险条例"


def test_each_article_once():
    body = [law_block(), law_block(), law_block(article="第十五条"), law_block(law="")]
    assert [one.article for one in citations_in(body)] == ["第十四条", "第十五条"]


def shown(*blocks: dict) -> str:
    return render_to_string("courses/partials/body.html", {"body": stream_of(list(blocks))})


def test_the_learner_reads_whether_it_holds(db):
    assert "现行有效" in shown(law_block(effective_on="2011-01-01"))
    assert "已于2020年3月1日废止" in shown(law_block(repealed_on="2020-03-01")).replace(" ", "")
    plainly = shown(law_block())
    assert "现行有效" not in plainly
    assert "国务院令第586号" in plainly


def test_the_register_knows_better_than_the_frozen_text(db):
    Law.objects.create(title="工伤保险条例", repealed_on=D(2020, 3, 1), successor="新条例")
    text = shown(law_block(law="《工伤保险条例》", effective_on="2011-01-01"))
    assert "现行有效" not in text
    assert "2020年3月1日" in text
    assert "新条例" in text


def test_old_bodies_without_the_new_fields_are_shown(db):
    value = {"law": "条例", "article": "第一条", "text": "文", "effective_on": None}
    block = {"type": "law", "id": "x", "value": value}
    assert "第一条" in shown(block)


def test_one_question_for_many_citations(db):
    def asked(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(*[law_block(law=f"条例{n}") for n in range(number)])
        return len(queries)

    assert asked(1) == asked(20) == 1


def course(code: str = "T-01", **fields):
    version = factories.version(code=code, lessons=1)
    version.lessons.model.objects.bulk_create([
        version.lessons.model(version=version, code=f"{code}-L9", number=9, title="引用课", rule="read", span_seconds=9,
                              body=[law_block(**fields)])])
    return version


def ask(on: D = TODAY, at=AT):
    return raise_reviews(on=on, at=at)


@pytest.mark.parametrize(("repealed", "number"), [
    ("2026-05-01", 1), ("2026-06-01", 1), ("2026-07-31", 1), ("2026-08-01", 0), (None, 0),
])
def test_what_has_lapsed_or_soon_will_is_asked_about(db, settings, repealed, number):
    settings.CITATION_NOTICE_DAYS = 60
    course(repealed_on=repealed)
    assert len(ask()) == number


def test_the_register_asks_every_course_that_cites(db):
    for code in ("T-01", "T-02"):
        course(code)
    Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    assert sorted(str(row) for row in ask()) == ["T-01 工伤保险条例 第十四条", "T-02 工伤保险条例 第十四条"]


def test_the_law_of_the_question_bank_counts(db):
    bank = factories.bank()
    bank.law = "工伤保险条例（2010年修订，2011年1月1日施行）"
    bank.save()
    factories.version(recipe=factories.recipe())
    Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    [row] = ask()
    assert (row.law, row.article) == ("工伤保险条例", "")


def test_asked_once_a_day_and_every_day(db):
    course(repealed_on="2026-06-30")
    assert len(ask()) == 1
    assert ask() == []
    assert ask(on=D(2026, 7, 1), at=AT + dt.timedelta(days=30)) == []
    assert CitationReview.objects.count() == 1


def test_a_new_version_without_it_closes_the_question(db):
    course(repealed_on="2026-06-30")
    ask()
    factories.version(lessons=1)
    ask(at=AT + dt.timedelta(days=1))
    row = CitationReview.objects.get()
    assert (row.answer, row.closed_by_no) == ("replaced", "")


def test_a_corrected_date_closes_it_and_asks_anew(db):
    course()
    law = Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    ask()
    law.repealed_on = D(2026, 7, 15)
    law.save()
    [row] = ask(at=AT + dt.timedelta(days=1))
    assert row.lapses_on == D(2026, 7, 15)
    assert CitationReview.objects.open().count() == 1


def test_only_the_newest_version_is_asked_about(db):
    course(repealed_on="2026-06-30")
    factories.version(lessons=1)
    assert ask() == []


def test_it_may_stand_for_a_reason_once(db):
    course(repealed_on="2026-05-01")
    [row] = ask()
    with pytest.raises(AnswerRefused):
        let_stand(review=row, reason="  ", by_no="90001", at=AT)
    done = let_stand(review=row, reason="讲历史沿革", by_no="90001", at=AT)
    assert (done.answer, done.reason, done.closed_by_no) == ("still_valid", "讲历史沿革", "90001")
    with pytest.raises(AnswerRefused):
        let_stand(review=row, reason="再答", by_no="90001", at=AT)
    assert ask(at=AT + dt.timedelta(days=1)) == []


@pytest.mark.parametrize("fields", [
    {"answer": "still_valid"}, {"closed_at": AT}, {"closed_at": AT, "answer": "still_valid", "reason": ""}])
def test_the_database_keeps_answers_whole(db, fields):
    version = factories.version()
    with pytest.raises(IntegrityError), transaction.atomic():
        CitationReview.objects.create(course=version.course, law="条例", lapses_on=TODAY, raised_at=AT, **fields)


def findings(page):
    return [one for one in inspection.findings_of(type(page).objects.get(pk=page.pk)) if "工伤保险条例" in one.text]


def test_a_lapsed_citation_stops_the_next_version_until_it_may_stand(make_course):
    page = make_course(lessons=0)
    add_lesson(page, 1, body=cites(repealed_on=D(2020, 3, 1)))
    [one] = findings(page)
    assert (one.weight, one.where) == (Weight.STOPS, "第1课")
    page = publish(page)  # as the service does, without the three steps
    [row] = raise_reviews(on=timezone.localdate(), at=timezone.now())
    let_stand(review=row, reason="讲历史沿革", by_no="90001", at=timezone.now())
    assert [one.weight for one in findings(page)] == [Weight.NOTES]


def test_what_soon_lapses_is_weighed(make_course):
    page = make_course(lessons=0)
    add_lesson(page, 1, body=cites(repealed_on=timezone.localdate() + dt.timedelta(days=10)))
    assert [one.weight for one in findings(page)] == [Weight.WARNS]
    draft(first(page), body=cites())
    assert findings(page) == []


def test_the_editors_pages(cast, sign_in):
    course(repealed_on="2026-05-01")
    [row] = ask()
    client = sign_in(cast.editor)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "工伤保险条例" in home
    assert "工伤保险条例" in client.get(reverse("course_citations")).content.decode()
    address = reverse("course_citation_answer", args=[row.pk])
    assert client.post(address, {"reason": ""}).context["form"].errors
    assert client.post(address, {"reason": "讲历史沿革"}).status_code == 302
    row.refresh_from_db()
    assert row.closed_by_no == cast.editor.staff_no
    assert "讲历史沿革" in client.get(reverse("course_citations")).content.decode()
    assert client.get(address).status_code == 404
    assert "工伤保险条例" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_nobody_else_answers(cast, sign_in):
    course(repealed_on="2026-05-01")
    [row] = ask()
    for person in (cast.hr, cast.leader, cast.system_admin):
        client = sign_in(person)
        assert client.get(reverse("course_citations")).status_code == 404
        assert client.post(reverse("course_citation_answer", args=[row.pk]), {"reason": "x"}).status_code == 404
    assert CitationReview.objects.open().count() == 1


def test_the_editor_keeps_the_register(cast, sign_in):
    client = sign_in(cast.editor)
    url = reverse("courses_laws:add")
    assert client.get(url).status_code == 200
    data = {"title": "《工伤保险条例》", "document_number": "", "source": "", "successor": "", "effective_on": "",
            "repealed_on": ""}
    assert client.post(url, data).context["form"].errors["title"]
    assert client.post(url, data | {"title": "工伤保险条例", "effective_on": "2011-01-01", "repealed_on": "2010-01-01"}
                       ).status_code == 200
    assert client.post(url, data | {"title": "工伤保险条例"}).status_code == 302
    assert Law.objects.get().title == "工伤保险条例"


def test_the_list_asks_as_much_for_ten_times_the_rows(cast, sign_in):
    client = sign_in(cast.editor)

    def asked() -> int:
        client.get(reverse("course_citations"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("course_citations"))
        return len(queries)

    course("T-01", repealed_on="2026-05-01")
    ask()
    few = asked()
    for number in range(2, 12):
        course(f"T-{number:02}", repealed_on="2026-05-01")
    ask()
    assert asked() == few


def test_the_daily_run_asks_and_tells_the_editors(cast):
    from lms.supervision.services.daily import STEPS

    course(repealed_on="2026-05-01")
    step = next(step for step in STEPS if step.name == "citations")
    assert step.run(TODAY, AT) == {"asked": 1}
    notice = Notice.objects.get(key__startswith="courses.citation:")
    assert (notice.person, notice.url) == (cast.editor, reverse("course_citations"))
    assert step.run(TODAY, AT) == {"asked": 0}
    assert Notice.objects.filter(key__startswith="courses.citation:").count() == 1
