"""The search page: what each reader may know of, what attackers try, and how many questions it asks the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Course, CoursePage, SearchEntry
from courses.search.indexing import index_questions, rebuild
from courses.services import create_question, retire_question, revise_question
from lms.common import clock
from lms.study.services import enrol, start
from tests import factories
from tests.courses.conftest import add_lesson, publish, video

BODY = [("text", "<p>自欠缴之日起，按日加收万分之五的<b>滞纳</b>金。</p>")]


@pytest.fixture
def course(make_course):
    page = make_course("T-01", lessons=0, title="社会保险费征缴", keywords="罚息")
    add_lesson(page, 1, title="逾期的后果", summary="说清加收的办法", body=BODY)
    return publish(page)


@pytest.fixture
def page_of(cast, sign_in):
    """The search page as a person of the cast sees it."""

    def _page_of(person: str, typed: str, **more):
        return sign_in(getattr(cast, person)).get("/search/", {"q": typed} | more).content.decode()

    return _page_of


def take(person, code: str):
    course = Course.objects.get(code=code)
    enrolment = enrol(person=person, course=course, cycle=clock.cycle_of(clock.today()), at=timezone.now())
    start(enrolment=enrolment, at=timezone.now())


def test_his_own_lesson_with_the_sentence(cast, course, page_of):
    take(cast.learner, "T-01")
    html = page_of("learner", "滞纳金")
    assert "按日加收万分之五的<mark>滞纳金</mark>。" in html
    assert 'href="/study/T-01/T-01-L1/"' in html
    assert html.count("<h1") == 1


def test_another_persons_lesson_without_its_text(course, page_of):
    html = page_of("stranger", "滞纳金")
    assert "逾期的后果" in html
    assert "万分之五" not in html
    assert "说清加收的办法" in html
    assert 'href="/courses/t-01/"' in html
    assert "/study/" not in html.split('class="card list hits"')[1]


def test_who_checks_courses_reads_the_sentence_on_the_page(course, page_of):
    html = page_of("editor", "滞纳金")
    assert "<mark>滞纳金</mark>" in html
    assert 'href="/courses/t-01/l1/"' in html


def test_keywords_find_the_course(course, page_of):
    assert 'href="/courses/t-01/"' in page_of("stranger", "罚息")


@pytest.mark.parametrize("typed", ["shbxf", "SHBX", "shehuibaoxian", "社会保险 征缴", "T-01"])
def test_ways_to_a_course(course, page_of, typed):
    assert 'href="/courses/t-01/"' in page_of("stranger", typed)


def test_drafts_are_not_found(make_course, page_of):
    add_lesson(make_course("T-02", lessons=0, title="还是草稿"), 1, body=BODY)
    assert 'class="empty"' in page_of("editor", "滞纳金")


def test_what_is_taken_off_is_found_by_its_learners_only(cast, course, page_of):
    take(cast.learner, "T-01")
    CoursePage.objects.get(code="T-01").unpublish()
    assert "逾期的后果" in page_of("learner", "滞纳金")
    assert "逾期的后果" not in page_of("stranger", "滞纳金")
    assert "逾期的后果" not in page_of("editor", "滞纳金")


def test_each_reads_his_own_version(cast, course, page_of):
    """Who began with the first version goes on finding its words; everyone else finds the second's."""
    take(cast.learner, "T-01")
    lesson = course.get_children().get().specific
    lesson.body = [("text", "<p>改为按月加收利息。</p>")]
    lesson.save_revision()
    publish(CoursePage.objects.get(pk=course.pk))
    assert "<mark>滞纳金</mark>" in page_of("learner", "滞纳金")
    assert 'class="empty"' in page_of("learner", "按月加收利息")
    assert 'class="empty"' in page_of("stranger", "滞纳金")
    assert "<mark>按月</mark>" in page_of("editor", "按月")


def test_films_and_files_belong_to_who_takes_the_course(cast, make_course, page_of):
    page = make_course("T-03", lessons=0)
    add_lesson(page, 1, body=[("video", {"media": video(60, transcript="大家好，今天讲稳岗返还。")})])
    publish(page)
    assert 'class="empty"' in page_of("stranger", "稳岗返还")
    assert "<mark>稳岗</mark>" in page_of("editor", "稳岗返还")
    take(cast.learner, "T-03")
    assert "<mark>稳岗</mark>" in page_of("learner", "稳岗返还")


def test_captions_stand_in_for_a_transcript(make_course, page_of, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    cues = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n今天讲稳岗\n\n00:02.000 --> 00:03.000\n返还政策\n"
    (tmp_path / "c.vtt").write_text(cues)
    page = make_course("T-03", lessons=0)
    add_lesson(page, 1, body=[("video", {"media": video(60, captions="c.vtt")})])
    publish(page)
    assert "今天讲<mark>稳岗</mark><mark>返还</mark>政策" in page_of("editor", "稳岗返还")


@pytest.fixture
def question(db):
    options = [{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]
    return create_question(bank=factories.bank("B9"), code="Q1", kind="judge", stem="滞纳金按日加收。", options=options,
                           answer=["T"], explanation="见第八十六条。", state="approved")


def another(question, stem):
    return create_question(
        bank=question.bank, code="Q2", kind="judge", stem=stem, options=question.options, answer=["T"],
        state="approved",
    )


def test_questions_are_found_by_who_may_see_the_bank(cast, question, page_of):
    assert "<mark>滞纳金</mark>按日加收" in page_of("editor", "滞纳金")
    assert "<mark>第八十六条</mark>" in page_of("editor", "86条")
    for person in set(cast.everyone()) - {"editor"}:
        if not getattr(cast, person).has_perm("courses.view_question"):
            assert "按日加收" not in page_of(person, "滞纳金"), person
    assert "按日加收" not in page_of("learner", "滞纳金", kind="question")


def test_learners_heads_and_supervision_have_no_part_of_the_bank(cast):
    for person in ("learner", "head", "stranger", "supervision", "inspector", "auditor", "county_admin"):
        assert not getattr(cast, person).has_perm("courses.view_question")


def test_a_revised_question_replaces_and_a_retired_one_is_marked(question, page_of):
    revised = revise_question(question, stem="滞纳金按月加收。", state="approved")
    html = page_of("editor", "滞纳金")
    assert "按月加收" in html
    assert "按日加收" not in html
    assert "已停用" not in html
    retire_question(revised)
    another(question, stem="滞纳金是什么，又一题。")
    html = page_of("editor", "滞纳金")
    assert "按月加收" in html
    assert html.count("已停用") == 1
    assert html.index("又一题") < html.index("按月加收")
    assert "按月加收" not in page_of("learner", "滞纳金")


def test_publishing_again_changes_nothing(course):
    before = set(SearchEntry.objects.values_list("kind", "object_key", "title"))
    publish(CoursePage.objects.get(code="T-01"))
    assert set(SearchEntry.objects.values_list("kind", "object_key", "title")) == before
    assert SearchEntry.objects.count() == len(before)


def test_what_is_rolled_back_is_not_found(make_course, monkeypatch, page_of):
    from courses.search import indexing

    page = make_course("T-05", lessons=0, title="回滚课程")
    add_lesson(page, 1, body=BODY)
    monkeypatch.setattr(indexing.entries, "of_course", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(page)
    assert not SearchEntry.objects.exists()
    assert not Course.objects.filter(code="T-05").exists()


def test_rebuilding_gives_the_same(course, question):
    retire_question(another(question, stem="停用的题。"))
    index_questions(question.bank.questions.filter(is_current=True))
    rows = SearchEntry.objects.order_by("kind", "object_key").values_list("kind", "object_key", "tokens", "current")
    first = list(rows)
    SearchEntry.objects.all().delete()
    assert list(rebuild())[-1] == (1, 1)
    assert list(rows.all()) == first


ATTACKS = [
    '"', "*", "NEAR(滞纳金 金)", "OR", "(", ")", "-", "滞纳金 OR 1", "滞纳金*", '"滞纳金', "' OR 1=1 --",
    "滞纳金'; DROP TABLE x",
    "%", "_", "\\", "😀", "<script>alert(1)</script>", "滞纳金<b>", "{滞纳金}", "title:滞纳金", "^滞纳金",
    "滞纳金 AND NOT 金",
    "\udcff".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "的 了 吗", "&", "|", "!",
    "滞纳金:*", "''", "a" * 100,
    "\U000f0001滞纳金", "0" * 99, "第" * 99, "条" * 99, "第九九九九九九九九九条",
]


@pytest.mark.parametrize("typed", ATTACKS)
def test_attacks_are_only_words(course, page_of, typed):
    html = page_of("learner", typed)
    assert "<script>alert" not in html
    assert "滞纳金<b>" not in html
    assert "<h1" in html


@pytest.mark.parametrize("typed", ["工" * 10_000, "a b " * 2500, '"' * 101])
def test_too_long_is_said_in_words(course, page_of, typed):
    html = page_of("learner", typed)
    assert 'id="problem" role="alert"' in html
    assert f'value="{typed}' not in html


def test_a_null_byte_is_refused(cast, sign_in):
    assert sign_in(cast.learner).get("/search/?q=%00").status_code in {200, 400}


@pytest.mark.parametrize("query", ["kind=nothing", "page=0", "page=-1", "page=x", "page=99999", "kind=question'"])
def test_odd_addresses(course, page_of, query):
    name, _, value = query.partition("=")
    assert "逾期的后果" in page_of("learner", "滞纳金", **{name: value})


def test_words_found_one_by_one_are_offered(course, page_of):
    html = page_of("editor", "滞纳金 宇宙飞船")
    assert 'class="empty"' in html
    assert 'href="?q=%E6%BB%9E%E7%BA%B3%E9%87%91"' in html


def test_a_stranger_signs_in_first(client, course):
    assert client.get("/search/?q=滞纳金").status_code == 302


def test_pages_and_kinds(make_course, page_of):
    page = make_course("T-06", lessons=0, title="滞纳金专题")
    for number in range(1, 26):
        add_lesson(page, number, body=BODY)
    publish(page)
    html = page_of("editor", "滞纳金")
    assert html.count("<h2>") == 20
    assert "page=2" in html
    assert page_of("editor", "滞纳金", page=2).count("<h2>") == 6
    assert page_of("editor", "滞纳金", kind="course").count("<h2>") == 1


def test_it_asks_the_same_questions_for_one_and_forty(cast, sign_in, make_course):
    client = sign_in(cast.editor)

    def asked() -> int:
        client.get("/search/?q=滞纳金")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/search/?q=滞纳金").status_code == 200
        return len(caught)

    first = make_course("T-01", lessons=0)
    add_lesson(first, 1, body=BODY)
    publish(first)
    one = asked()
    for course in range(2, 6):
        page = make_course(f"T-{course:02}", lessons=0)
        for number in range(1, 9):
            add_lesson(page, number, body=BODY)
        publish(page)
    assert asked() == one


def test_nobody_keeps_what_was_asked(course, page_of, caplog):
    from lms.audit.models import Entry

    before = Entry.objects.count()
    with caplog.at_level("DEBUG", logger="courses"):
        page_of("learner", "滞纳金")
    assert Entry.objects.count() == before
    assert "滞纳金" not in caplog.text
