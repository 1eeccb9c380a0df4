"""Without a name: neither the office's pages, nor the file, nor the log, nor any notice tells who it was."""

import io

import pytest
from python_calamine import CalamineWorkbook

from lms.audit.models import Entry
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.services import Refused, add, answer, withdraw
from lms.feedback.services.sending import About
from lms.notices.models import Notice


@pytest.fixture
def case(say, about) -> Case:
    return say("complaint", "要求刷时长", anonymous=True, about=about)


def hidden(text: str) -> bool:
    return all(word not in text for word in ("学员甲", "00101", "养老保险科"))


def test_not_on_the_pages_of_the_office(cast, case, sign_in):
    client = sign_in(cast.supervision)
    for address in ("/feedback/office/", f"/feedback/{case.number}/"):
        page = client.get(address).content.decode()
        assert case.number in page
        assert "隐名" in page
        assert hidden(page)


def test_not_to_the_editor_either(cast, say, about, sign_in):
    case = say("feedback", anonymous=True, about=about)
    assert hidden(sign_in(cast.editor).get(f"/feedback/{case.number}/").content.decode())


def test_not_in_the_file(cast, case, sign_in):
    answer_ = sign_in(cast.supervision).post("/feedback/office/export/", {"state": "all"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer_.content)).get_sheet_by_index(0).to_python()
    assert hidden(str(rows))
    assert case.number in str(rows)


def test_not_in_the_log(cast, case):
    """The supervision office reads the log."""
    add(case=case, text="另有聊天记录", at=clock.now())
    withdraw(case=case, at=clock.now())
    entries = Entry.objects.filter(target=case.number)
    assert {entry.action for entry in entries} == {"feedback.send", "feedback.add", "feedback.withdraw"}
    assert {(entry.actor_no, entry.actor_name, entry.address) for entry in entries} == {("", "", None)}


def test_a_named_one_is_in_the_log_with_its_name(cast, say):
    case = say()
    assert Entry.objects.get(target=case.number).actor_no == "00101"


def test_the_answer_comes_all_the_same(cast, case, sign_in):
    answer(case=case, verdict="done", text="已责成整改", by=cast.supervision, at=clock.now())
    assert Notice.objects.filter(person=cast.learner, key=f"feedback.answer:{case.number}").exists()
    page = sign_in(cast.learner).get(f"/feedback/{case.number}/").content.decode()
    assert "已责成整改" in page
    assert "学员甲" in page, "he himself sees what he sent"


def test_a_correction_needs_the_name(say):
    with pytest.raises(Refused, match="实名"):
        say("correction", anonymous=True, about=About(record_kind="credit", record_ref="1"))


def test_the_form_offers_it_where_it_may(cast, sign_in):
    client = sign_in(cast.learner)
    assert 'name="anonymous"' in client.get("/feedback/new/complaint/").content.decode()
    client.post("/feedback/new/complaint/", {"text": "要求刷时长", "anonymous": "on"})
    assert Case.objects.get().anonymous


@pytest.mark.parametrize("anonymous", [True, False])
def test_a_follow_up_has_a_name_where_its_case_has_one(cast, say, anonymous):
    """Otherwise the one would tell who sent the other."""
    first = say("complaint", anonymous=anonymous)
    answer(case=first, verdict="refused", text="经查不属实", by=cast.supervision, at=clock.now())
    assert say("complaint", anonymous=not anonymous, about=About(follows=first)).anonymous is anonymous
