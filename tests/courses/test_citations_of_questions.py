"""Questions cite laws too: what lapses is asked about by bank, law and article."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.citations.rules import citations_of_question
from courses.models import CitationReview, Law, Question
from courses.services import retire_question, revise_question
from lms.notices.models import Notice
from lms.supervision.services.citing import tell_editors
from tests import factories
from tests.courses.test_citations import AT, TODAY, D, ask, course


def questions(law: str = "工伤保险条例（2010年修订）", articles=("第十四条", "第十四条", "第十五条", "")):
    bank = factories.bank("B9", singles=0, multis=0, judges=0)
    bank.law = law
    bank.save()
    options = [{"key": "A", "text": "甲"}, {"key": "B", "text": "乙"}]
    Question.objects.bulk_create(
        Question(bank=bank, code=f"B9-S{n}", kind="single", stem=f"{n}？", options=options, answer=["A"],
                 article=article)
        for n, article in enumerate(articles, start=1)
    )
    return bank


@pytest.mark.parametrize(("article", "law", "cited"), [
    ("第十四条", "《工伤保险条例》（2010年修订）", [("工伤保险条例", "第十四条")]),
    ("社会保险法第五十八条", "甲法；乙条例", [("社会保险法", "第五十八条")]),
    ("《甲法》 第 3 条第二款", "乙条例", [("甲法", "第3条第二款")]),
    ("第三条", "甲法（2018年修正）；乙条例（2023年12月1日施行）", [("甲法", "第三条"), ("乙条例", "第三条")]),
    ("第三条", "", []), ("", "甲法", []), ("见教材", "甲法", []),
])
def test_what_a_question_cites(article, law, cited):
    assert [(one.law, one.article) for one in citations_of_question(article, law)] == cited


def test_questions_of_a_lapsed_law_are_asked_about_by_article(db):
    bank = questions()
    Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    rows = ask()
    assert [(row.bank, row.course, row.article) for row in rows] == [
        (bank, None, "第十四条"), (bank, None, "第十五条")]
    assert str(rows[0]) == "B9 工伤保险条例 第十四条"
    assert ask() == []


def test_the_states_name_may_be_left_out(db):
    questions(articles=("社会保险法第五十八条",))
    Law.objects.create(title="中华人民共和国社会保险法", repealed_on=D(2026, 6, 30))
    assert [row.law for row in ask()] == ["社会保险法"]


def test_a_revised_or_retired_question_closes_it(db):
    bank = questions(articles=("第十四条", "第十五条"))
    Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    ask()
    first, second = bank.questions.current().order_by("code")
    revise_question(first, article="新条例第一条", state="approved")
    retire_question(second)
    ask(at=AT + dt.timedelta(days=1))
    assert set(CitationReview.objects.values_list("answer", flat=True)) == {"replaced"}


def test_a_review_is_of_a_course_or_of_a_bank(db):
    for fields in ({}, {"course": course().course, "bank": questions()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CitationReview.objects.create(law="法", lapses_on=TODAY, raised_at=AT, **fields)


def test_editors_are_told_once_of_a_law_whatever_the_number_of_articles(cast):
    questions()
    Law.objects.create(title="工伤保险条例", repealed_on=D(2026, 6, 30))
    assert tell_editors(reviews=ask(), at=AT) == 1
    assert Notice.objects.get(person=cast.editor).subject.startswith("《工伤保险条例》")


def test_the_editor_finds_them_in_the_list(cast, sign_in):
    bank = questions()
    today = timezone.localdate()
    law = Law.objects.create(title="工伤保险条例", repealed_on=today + dt.timedelta(days=9))
    client = sign_in(cast.editor)
    stems = list(bank.questions.order_by("code").values_list("stem", flat=True))

    def listed(law: str) -> list[bool]:
        text = client.get("/admin/questions/", {"law": law}).content.decode()
        return [f">{stem}" in text or stem in text for stem in stems]

    assert listed("lapsed") == [False] * 4
    assert listed("coming") == [True, True, True, False]
    law.repealed_on = today
    law.save()
    assert listed("lapsed") == [True, True, True, False]
    ask(on=today)
    text = client.get(reverse("course_citations")).content.decode()
    assert f"bank={bank.pk}&amp;law=coming" in text
    assert "B9" in text
    pk = CitationReview.objects.first().pk
    assert client.post(reverse("course_citation_answer", args=[pk]), {"reason": "题意不变"}).status_code == 302
    assert CitationReview.objects.get(pk=pk).answer == "still_valid"
