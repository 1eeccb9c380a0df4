"""The pages: who gets them, what they show, and that ten thousand posts cost what ten do."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.discussion.models import Board, DiscussionSettings, Post, Report
from lms.discussion.selectors import posts_under
from lms.discussion.services import edit, hide, report, set_board, withdraw
from tests.discussion.conftest import LESSON, T0

BOARD = f"/discussion/T-01/{LESSON}/"


def page(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(("who", "status"), [
    ("learner", 200), ("head", 200), ("editor", 200), ("hr", 200),
    ("stranger", 404), ("leader", 404), ("supervision", 404), ("county_admin", 404), ("system_admin", 404),
    ("security_admin", 404), ("auditor", 404), ("inspector", 404),
])
def test_the_enrolled_and_the_moderators_read_it(cast, post, sign_in, who, status):
    said = post()
    client = sign_in(getattr(cast, who))
    assert client.get(BOARD).status_code == status
    assert client.get(f"/discussion/posts/{said.pk}/").status_code == status
    assert client.get(f"/discussion/posts/{said.pk}/report/").status_code == status
    if status == 404:
        assert client.post(BOARD, {"text": "x"}).status_code == 404
        assert Entry.objects.filter(action="people.refused", actor_no=getattr(cast, who).staff_no).exists()
    assert Post.objects.count() == 1


def test_an_editor_of_other_courses_is_nobody_here(cast, post, sign_in, opened):
    from courses.models import CoursePage

    said = post()
    CoursePage.objects.filter(code="T-01").update(owner=cast.hr)
    client = sign_in(cast.editor)
    for address in (BOARD, f"/discussion/posts/{said.pk}/hide/", "/discussion/office/T-01/"):
        assert client.get(address).status_code == 404


def test_a_closed_lesson_exists_for_moderators_only(cast, opened, post, sign_in):
    said = post()
    set_board(course=opened, lesson_code=LESSON, is_open=False, by=cast.editor, at=T0)
    client = sign_in(cast.learner)
    assert client.get(BOARD).status_code == 404
    assert client.get(f"/discussion/posts/{said.pk}/").status_code == 404
    response = sign_in(cast.editor).get(BOARD)
    assert "滞纳金" in page(response)
    assert 'id="say"' not in page(response)


@pytest.mark.parametrize("address", [
    "/discussion/T-01/T-01-L9/", "/discussion/X-99/T-01-L1/", "/discussion/posts/999/", "/discussion/T-01/T-01-L2/",
])
def test_what_is_not_there_is_404(cast, opened, sign_in, address):
    assert sign_in(cast.learner).get(address).status_code == 404


def test_the_lesson_leads_there_with_the_number_of_posts(cast, post, sign_in, course):
    client = sign_in(cast.learner)
    lesson = reverse("study:lesson", args=["T-01", LESSON])
    assert BOARD in page(client.get(lesson))
    first = post()
    post(person=cast.head, thread=first)
    hide(post=post(person=cast.head, text="隐藏的"), reason="x", by=cast.hr, at=T0)
    withdraw(post=post(text="撤回的"), at=T0)
    assert (posts_under(course.pk, LESSON), posts_under(course.pk, "T-01-L2")) == (2, None)
    assert '<span class="count">2</span>' in page(client.get(lesson))
    Board.objects.all().delete()
    assert "/discussion/" not in page(client.get(lesson))
    Board.objects.create(course=course, is_open=True, changed_at=T0, changed_by=cast.hr)
    assert BOARD in page(client.get(lesson))
    DiscussionSettings.objects.create(enabled=False)
    assert "/discussion/" not in page(client.get(lesson))


def test_a_post_is_written_and_answered(cast, opened, sign_in):
    client = sign_in(cast.learner)
    response = client.post(BOARD, {"text": "<b>怎么算</b> https://example.gov.cn/x", "once": uuid.uuid4()}, follow=True)
    assert "&lt;b&gt;怎么算&lt;/b&gt;" in page(response)
    assert '<a href="https://example.gov.cn/x" rel="noopener noreferrer nofollow ugc">' in page(response)
    said = Post.objects.get()
    thread = f"/discussion/posts/{said.pk}/"
    response = sign_in(cast.editor).post(thread, {"text": "自逾期次日起", "once": uuid.uuid4()}, follow=True)
    assert "课程编辑答复" in page(response)
    assert "课程编辑答复" in page(sign_in(cast.learner).get(BOARD))
    answer = Post.objects.get(thread=said)
    assert client.get(f"/discussion/posts/{answer.pk}/").url == f"{thread}#p{answer.pk}"


@pytest.mark.parametrize("text", ["", " ", "字" * 1001])
def test_a_refusal_keeps_what_was_typed(cast, opened, sign_in, text):
    response = sign_in(cast.learner).post(BOARD, {"text": text})
    assert response.status_code == 200
    assert text.strip() in page(response)
    assert not Post.objects.exists()


def test_who_reads_what_of_what_is_out_of_sight(cast, post, sign_in):
    gone, hidden = post(text="撤回的话"), post(text="隐藏的话")
    withdraw(post=gone, at=T0)
    hide(post=hidden, reason="与本课无关", by=cast.editor, at=T0)
    mine = page(sign_in(cast.learner).get(BOARD))
    assert "撤回的话" not in mine
    assert "隐藏的话" in mine
    assert "与本课无关" in mine
    others = page(sign_in(cast.head).get(BOARD))
    assert "撤回的话" not in others
    assert "隐藏的话" not in others
    assert "与本课无关" not in others
    assert others.count("已撤回") == 1
    office = page(sign_in(cast.editor).get(BOARD))
    assert "撤回的话" in office
    assert "隐藏的话" in office


def test_earlier_texts_are_for_moderators(cast, post, sign_in):
    said = post(text="先前的话")
    edit(post=said, text="后来的话", at=T0)
    address = f"/discussion/posts/{said.pk}/"
    assert "先前的话" not in page(sign_in(cast.head).get(address))
    assert "先前的话" in page(sign_in(cast.editor).get(address))


@pytest.mark.parametrize("act", ["edit", "withdraw", "hide", "restore", "pin"])
def test_a_learner_does_nothing_to_anothers_post(cast, post, sign_in, act):
    said = post()
    client = sign_in(cast.head)
    response = client.post(f"/discussion/posts/{said.pk}/{act}/", {"text": "x", "reason": "x", "wanted": "1"})
    assert response.status_code == 404
    said.refresh_from_db()
    assert (said.text, said.withdrawn_at, said.hidden_at, said.pinned_at) == ("滞纳金从哪天起算？", None, None, None)


def test_ones_own_is_changed_and_taken_back(cast, post, sign_in):
    said = post(at=clock.now())
    client = sign_in(cast.learner)
    client.post(f"/discussion/posts/{said.pk}/edit/", {"text": "改过的"})
    said.refresh_from_db()
    assert said.text == "改过的"
    client.post(f"/discussion/posts/{said.pk}/withdraw/")
    said.refresh_from_db()
    assert said.withdrawn_at


def test_a_report_is_sent_and_decided(cast, post, sign_in):
    said = post()
    sign_in(cast.head).post(f"/discussion/posts/{said.pk}/report/", {"reason": "不实"})
    made = Report.objects.get()
    again = sign_in(cast.head).post(f"/discussion/posts/{said.pk}/report/", {"reason": "再说"}, follow=True)
    assert "您已举报过这条发言" in page(again)
    client = sign_in(cast.editor)
    assert "不实" in page(client.get("/discussion/office/"))
    address = f"/discussion/office/reports/{made.pk}/"
    assert cast.head.full_name in page(client.get(address))
    client.post(address, {"outcome": "hidden", "answer": "经核实不实"})
    said.refresh_from_db()
    assert said.hidden_reason == "经核实不实"
    assert client.get(address).status_code == 404


def test_the_author_does_not_learn_who_reported(cast, post, sign_in):
    said = post()
    report(post=said, by=cast.head, reason="不实", at=T0)
    assert cast.head.full_name not in page(sign_in(cast.learner).get(f"/discussion/posts/{said.pk}/"))
    assert sign_in(cast.learner).get(f"/discussion/office/reports/{Report.objects.get().pk}/").status_code == 404


def test_the_editor_opens_and_closes(cast, course, sign_in):
    client = sign_in(cast.editor)
    client.post("/discussion/office/T-01/", {"lesson": "", "setting": "open"})
    client.post("/discussion/office/T-01/", {"lesson": "T-01-L2", "setting": "closed"})
    assert set(Board.objects.values_list("lesson_code", "is_open")) == {("", True), ("T-01-L2", False)}
    client.post("/discussion/office/T-01/", {"lesson": "T-01-L2", "setting": "as_course"})
    assert Board.objects.count() == 1
    for wrong in ({"lesson": "X", "setting": "open"}, {"lesson": "", "setting": "?"}):
        assert client.post("/discussion/office/T-01/", wrong).status_code == 404
    assert Entry.objects.filter(action="discussion.set_board").count() == 3


def test_my_threads_lead_back(cast, post, sign_in, opened):
    first = post(person=cast.head, text="处长的问题")
    post(thread=first)
    post(person=cast.head, text="别人的事")
    shown = page(sign_in(cast.learner).get("/discussion/mine/"))
    assert f"/discussion/posts/{first.pk}/" in shown
    assert "别人的事" not in shown
    Board.objects.all().delete()
    assert f"/discussion/posts/{first.pk}/" not in page(sign_in(cast.learner).get("/discussion/mine/"))


def _queries(client, address) -> int:
    with CaptureQueriesContext(connection, ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_ten_thousand_posts_cost_what_a_few_do(cast, post, sign_in, course):
    first = post()
    post(person=cast.editor, thread=first)
    client = sign_in(cast.learner)
    lesson = reverse("study:lesson", args=["T-01", LESSON])
    addresses = [BOARD, f"/discussion/posts/{first.pk}/", "/discussion/mine/", lesson]
    for address in addresses:
        client.get(address)  # what is worded once is worded
    before = [_queries(client, address) for address in addresses]
    version = course.versions.get()
    Post.objects.bulk_create(
        Post(course=course, version=version, lesson_code=LESSON, author=cast.learner if n % 2 else cast.head,
             thread=first if n % 2 else None, text=f"第 {n} 条", created_at=T0, office="editor" if n % 7 == 0 else "")
        for n in range(10_000)
    )
    assert [_queries(client, address) for address in addresses] == before
    assert page(client.get(BOARD)).count('class="card stack" id="p') == 20
    assert client.get(f"{BOARD}?page=250").status_code == 200
