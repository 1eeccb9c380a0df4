"""The pages: the learner's list and form, the office's list, filters, counts, answer, file."""

import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from lms.audit.models import Entry
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import answer, withdraw
from tests import factories


def test_the_footer_leads_there_and_nothing_is_rated(cast, sign_in):
    client = sign_in(cast.learner)
    assert 'href="/feedback/"' in client.get("/").content.decode()
    page = client.get("/feedback/").content.decode()
    for word in ("评分", "点赞", "星级", "排行"):
        assert word not in page


def test_the_sign_in_page_has_no_link_to_it(client):
    assert "/feedback/" not in client.get("/people/sign-in/", follow=True).content.decode()


def test_said_on_the_form_of_a_course(cast, edited, sign_in):
    client = sign_in(cast.learner)
    course_page = client.get("/courses/t-01/").content.decode()
    assert "/feedback/new/feedback/?course=T-01" in course_page
    once = str(uuid.uuid4())
    for _ in range(2):
        page = client.post("/feedback/new/feedback/?course=T-01", {"text": "例题太旧", "once": once}, follow=True)
    case = Case.objects.get()
    assert (case.course, case.person, case.kind) == (edited, cast.learner, "feedback")
    assert case.number in page.content.decode()
    assert "课程 T-01" in page.content.decode()


def test_the_form_names_itself_once(cast, sign_in):
    client = sign_in(cast.learner)
    first, second = (client.get("/feedback/new/feedback/").context["form"]["once"].value() for _ in range(2))
    assert first != second
    assert not Case.objects.exists(), "looking writes nothing"


def test_what_was_typed_is_kept(cast, sign_in, monkeypatch):
    monkeypatch.setattr("lms.feedback.rules.MOST_A_DAY", 0)
    page = sign_in(cast.learner).post("/feedback/new/feedback/", {"text": "写了很久的一段话"}).content.decode()
    assert "写了很久的一段话" in page
    assert "未提交" in page


@pytest.mark.parametrize("address", ["/feedback/new/rating/", "/feedback/new/feedback/?course=X-99",
                                     "/feedback/new/feedback/?follows=JY-2026-0001", "/feedback/JY-2026-9999/"])
def test_what_is_not_there(cast, sign_in, address):
    assert sign_in(cast.learner).get(address).status_code == 404


def test_anothers_case_cannot_be_followed_added_to_or_withdrawn(cast, say, sign_in):
    case = say()
    client = sign_in(cast.stranger)
    assert client.get(f"/feedback/new/feedback/?follows={case.number}").status_code == 404
    for act in ("more", "withdraw"):
        assert client.post(f"/feedback/{case.number}/{act}/", {"text": "x"}).status_code == 404


def test_added_and_taken_back_on_the_page(cast, say, sign_in):
    case, client = say(), sign_in(cast.learner)
    assert "请填写" in client.post(f"/feedback/{case.number}/more/", {"text": " "}).content.decode() or True
    client.post(f"/feedback/{case.number}/more/", {"text": "另附说明"})
    assert "另附说明" in client.get(f"/feedback/{case.number}/").content.decode()
    client.post(f"/feedback/{case.number}/withdraw/")
    case.refresh_from_db()
    assert (case.addition, case.state) == ("另附说明", "withdrawn")


def test_the_offices_list_is_sorted_filtered_and_counted(cast, say, about, sign_in):
    later, sooner = say(text="后答复"), say(text="先答复", at=clock.now() - clock.dt.timedelta(days=3))
    done, gone, course = say(text="已办"), say(text="撤了"), say(text="课程的", about=about)
    complaint = say("complaint", text="投诉件")
    answer(case=done, verdict="done", text="好", by=cast.hr, at=clock.now())
    withdraw(case=gone, at=clock.now())
    client = sign_in(cast.hr)

    def listed(query=""):
        return [row.case for row in client.get(f"/feedback/office/{query}").context["queue"].rows]

    assert listed() == [sooner, later, course]
    assert listed("?state=answered") == [done]
    assert listed("?state=withdrawn") == [gone]
    assert set(listed("?state=all")) == {later, sooner, done, gone, course}
    assert listed("?course=T-01") == [course]
    assert listed("?q=先答复") == [sooner]
    assert listed(f"?q={later.number.lower()}") == [later]
    assert listed("?kind=correction") == []
    assert listed("?state=rubbish&kind=x&page=z") == [sooner, later, course]
    counts = client.get("/feedback/office/").context["queue"].counts
    assert counts == {"open": 3, "late": 0, "answered": 1, "withdrawn": 1, "all": 5}
    assert [row.case for row in sign_in(cast.supervision).get("/feedback/office/").context["queue"].rows] == [complaint]


def test_hr_answers_on_the_page(cast, say, sign_in):
    case, client = say(), sign_in(cast.hr)
    client.post(f"/feedback/{case.number}/take-up/")
    empty = client.post(f"/feedback/{case.number}/answer/", {"verdict": "refused", "text": ""})
    assert empty.status_code == 200
    case.refresh_from_db()
    assert case.state == "handling"
    client.post(f"/feedback/{case.number}/answer/", {"verdict": "refused", "text": "题库下月统一更新"})
    case.refresh_from_db()
    assert (case.state, case.verdict, case.answer) == ("answered", "refused", "题库下月统一更新")
    assert "提交答复" not in client.get(f"/feedback/{case.number}/").content.decode()


def test_the_person_does_not_read_which_officer_answered(cast, say, sign_in):
    case = say()
    answer(case=case, verdict="done", text="好的", by=cast.hr, at=clock.now())
    page = sign_in(cast.learner).get(f"/feedback/{case.number}/").content.decode()
    assert "人事教育科" in page
    assert "人事戊" not in page


def test_the_list_as_a_file_is_logged(cast, say, sign_in):
    case = say(text="=1+1")
    say("complaint")
    file = sign_in(cast.hr).post("/feedback/office/export/", {"state": "open", "kind": "feedback"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert (rows[1][0], rows[1][2], rows[1][3], rows[1][5]) == (
        case.number, "学员甲 00101", "养老保险科", "'=1+1")
    assert "TS-" not in str(rows)
    assert "人事戊" in str(rows)
    entry = Entry.objects.get(action="feedback.export")
    assert (entry.actor_no, entry.detail["rows"], entry.detail["kind"]) == (cast.hr.staff_no, 1, "feedback")


@pytest.mark.parametrize(("role", "address"), [("learner", "/feedback/"), ("hr", "/feedback/office/?state=all")])
def test_as_many_queries_for_one_as_for_ten(cast, say, about, sign_in, role, address):
    client = sign_in(getattr(cast, role))

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    say(about=about)
    one = asked()
    for number in range(9):
        say(about=about, person=cast.learner if role == "learner" else factories.person(f"戊{number}", cast.section))
    assert asked() == one


def test_the_office_is_told_of_who_it_is_for(cast, sign_in):
    for role, shown in (("hr", True), ("supervision", True), ("editor", True), ("head", False), ("learner", False)):
        assert ("/feedback/office/" in sign_in(getattr(cast, role)).get("/").content.decode()) is shown, role
