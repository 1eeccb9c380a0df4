"""The office's pages: what is printed, what is typed, what is refused."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images import get_image_model

from lms.assessment.models import Attempt
from lms.assessment.sheets.models import PaperSet, SheetEntry, SheetFile
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.people.models import User
from tests import factories
from tests.assessment.acts import device
from tests.assessment.sheets.conftest import AFTER, NINE, enrolled_in, entered, paper
from tests.assessment.sheets.workbooks import row_of, workbook
from tests.assessment.test_page_kinds import material_of
from tests.courses.test_uploads import picture


@pytest.fixture
def office(cast, sign_in, monkeypatch):
    """HR's browser, a day after the exam."""
    monkeypatch.setattr("lms.common.clock.now", lambda: AFTER)
    monkeypatch.setattr("lms.common.clock.today", AFTER.date)
    return sign_in(cast.hr)


def url(name: str, *args) -> str:
    return reverse(f"assessment:{name}", args=args)


def right_line(printed) -> str:
    return " ".join(f"{item['item']} {''.join(item['answer'])}" for item in printed.paper["items"])


def type_in(office, papers, person, **changes):
    data = {"staff_no": person.staff_no, "letter": "A", "line": right_line(paper(papers))} | changes
    return office.post(url("sheet_set", papers.code), data)


def printed_page(office, papers, what: str, **more) -> str:
    answer = office.post(url("sheet_print", papers.code), {"what": what} | more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_papers_are_drawn_on_the_page_once(office, version):
    once = re.search(r'name="once" value="([^"]+)"', office.get(url("sheet_sets")).content.decode())[1]
    data = {"course": "T-01", "begins_at": "2026-06-03T09:00", "once": once}
    first, second = office.post(url("sheet_sets"), data), office.post(url("sheet_sets"), data)
    assert first.url == second.url == url("sheet_set", PaperSet.objects.get().code)
    assert PaperSet.objects.get().cycle == "2026"


@pytest.mark.parametrize("data", [{}, {"course": "X", "begins_at": "2026-06-03T09:00"},
                                  {"course": "T-01", "begins_at": "gestern"},
                                  {"course": "T-01", "begins_at": "9999-12-31T23:59"},
                                  {"course": "T-01", "begins_at": "2026-06-03T09:00", "once": "x"}])
def test_a_form_with_mistakes_draws_nothing(office, version, data):
    assert office.post(url("sheet_sets"), data).status_code == 422
    assert not PaperSet.objects.exists()


def test_the_paper_bears_its_code_and_no_answer(office, papers):
    text = printed_page(office, papers, "papers")
    assert text.count(f"A卷 · {papers.code}") == 1
    assert "密封线内不要答题" in text
    for item in paper(papers).paper["items"]:
        assert item["stem"] in text
    assert "选项" in text
    assert "正确答案" not in text
    assert text.count("<h1") == 1


def test_a_single_copy_has_page_numbers(office, papers):
    assert "print_pages" in printed_page(office, papers, "papers", letter="A")
    assert "print_pages" not in printed_page(office, papers, "papers")


def test_pictures_and_tables_stand_in_the_printed_paper(office, papers):
    """And the office, which sits no exam, may load them."""
    image = get_image_model().objects.create(title="图", file=ContentFile(picture(), name="s.png"), width=4, height=4)
    address = image.get_rendition("width-2").url
    printed = paper(papers)
    printed.paper["items"][0]["material"] = material_of(image.pk)
    printed.save(update_fields=["paper"])
    text = printed_page(office, papers, "papers", letter="A")
    assert 'alt="流程图"' in text
    assert "<td>三十日</td>" in text
    assert office.get(address).status_code == 200


def test_heads_say_what_a_part_is_worth(office, papers):
    text = printed_page(office, papers, "papers", letter="A")
    assert "一、单选题 <small>（本题共 4 小题，每小题 12 分，共 48 分）" in text
    assert "三、判断题 <small>（本题共 2 小题，每小题 10 分，共 20 分）" in text


def test_the_answer_sheet_has_a_box_for_each_option(office, papers):
    text = printed_page(office, papers, "sheets", letter="A")
    assert text.count('class="ticks"') == 8
    assert text.count("<span>√</span>") == 2
    assert "选项A" not in text


def test_the_key_is_a_print_of_its_own(office, papers):
    text = printed_page(office, papers, "key", letter="A")
    assert "答案及评分标准" in text
    assert text.count('class="right"') == 8


def test_for_a_unit_each_gets_his_own_with_papers_in_turn(cast, office, papers, version):
    for person in (cast.learner, cast.head, cast.stranger):
        enrolled_in(person, version)
    text = printed_page(office, papers, "sheets", unit="0101")
    assert "学员甲" in text
    assert "科长乙" in text
    assert "外人丁" not in text  # of another unit
    assert (text.count("A卷"), text.count("B卷")) == (1, 1)
    assert Entry.objects.get(action="assessment.print_papers").detail == {"what": "sheets", "copies": 2}


def test_a_unit_where_nobody_sits_prints_nothing(office, papers):
    assert office.post(url("sheet_print", papers.code), {"what": "papers", "unit": "0301"}).status_code == 302
    assert not Entry.objects.filter(action="assessment.print_papers").exists()


@pytest.mark.parametrize("data", [{}, {"what": "all"}, {"what": "key", "letter": "C"}, {"what": "key", "unit": "77"}])
def test_a_print_that_can_not_be(office, papers, data):
    assert office.post(url("sheet_print", papers.code), data).status_code == 302


def test_a_sheet_is_typed_and_said_back(cast, office, papers, enrolment):
    answer = type_in(office, papers, cast.learner)
    assert answer.status_code == 302
    text = office.get(answer.url).content.decode()
    assert "100 分" in text
    assert f'{right_line(paper(papers)).split()[1]} 2' in text
    assert "autofocus" in text
    assert SheetEntry.objects.get().entered_by == cast.hr


@pytest.mark.parametrize("changes", [{"staff_no": "99999"}, {"staff_no": "00104"}, {"staff_no": ""}, {"letter": "C"},
                                     {"line": "1 E"}, {"line": "foo"}, {"line": "1" * 20_000}, {"line": "1 B\0"}],
                         ids=lambda value: str(value)[:30])
def test_what_can_not_be_entered_is_said_and_kept_in_the_form(cast, office, papers, enrolment, changes):
    answer = type_in(office, papers, cast.learner, **changes)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Attempt.objects.exists()


def test_an_entry_is_corrected_on_its_page(cast, office, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr, wrong=6)
    page = url("sheet_entry", entry.pk)
    line = right_line(paper(papers))
    assert office.post(page, {"letter": "A", "line": line, "reason": ""}).status_code == 422
    answer = office.post(page, {"letter": "A", "line": line, "reason": "看错行"})
    text = office.get(answer.url).content.decode()
    assert "看错行" in text
    assert (SheetEntry.objects.count(), Attempt.objects.get().score) == (2, 100)
    assert "现行录入在最上面" in office.get(page).content.decode()


def test_a_file_is_uploaded_looked_at_and_entered_by_a_job(cast, office, papers, enrolment):
    file = SimpleUploadedFile("答卷.xlsx", workbook([row_of(papers, cast.learner)]))
    answer = office.post(url("sheet_upload", papers.code), {"file": file})
    text = office.get(answer.url).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', text)[1]
    kept = SheetFile.objects.get()
    answer = office.post(url("sheet_write", kept.pk), {"seen": seen})
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert (job.kind, job.arguments) == ("assessment.write_sheets", {"file": kept.pk, "seen": seen})


def test_the_job_enters_and_says_so(cast, papers, enrolment):
    from types import SimpleNamespace

    from lms.assessment.sheets import importing, jobs

    kept = importing.receive(paper_set=papers, content=workbook([row_of(papers, cast.learner)]), name="a.xlsx",
                             by=cast.hr, at=AFTER)
    arguments = {"file": kept.pk, "seen": importing.fingerprint(kept)}
    running = SimpleNamespace(arguments=arguments, owner=cast.hr, tell=lambda done, total: None)
    assert jobs.write(running).result["entered"] == 1
    assert SheetEntry.objects.count() == 1


def test_a_refused_file_has_no_button_and_is_not_entered(cast, office, papers, enrolment):
    file = SimpleUploadedFile("a.xlsx", workbook([row_of(papers, cast.learner, name="张三")]))
    page = office.post(url("sheet_upload", papers.code), {"file": file}).url
    text = office.get(page).content.decode()
    assert "张三" in text
    assert 'name="seen"' not in text
    office.post(url("sheet_write", SheetFile.objects.get().pk), {"seen": "x"})
    assert not Job.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", "<b>工号</b>".encode()])
def test_what_is_no_workbook_is_refused_on_the_page(office, papers, content):
    answer = office.post(url("sheet_upload", papers.code), {"file": SimpleUploadedFile("a.xlsx", content)}, follow=True)
    assert "alert-error" in answer.content.decode()
    assert not SheetFile.objects.exists()


def test_for_anyone_else_none_of_it_exists(cast, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    doors = [url("sheet_sets"), url("sheet_set", papers.code), url("sheet_entry", entry.pk),
             url("sheet_template", papers.code)]
    for name, person in cast.everyone().items():
        client = device(User.objects.get(pk=person.pk))
        if name != "hr":
            assert {client.get(door).status_code for door in doors} == {404}, name
            assert client.post(url("sheet_print", papers.code), {"what": "key"}).status_code == 404, name


@pytest.mark.parametrize("address", ["/assessment/sheets/NOTHING/", "/assessment/sheets/entry/999999/",
                                     "/assessment/sheets/file/999999/"])
def test_forged_addresses(office, address):
    assert office.get(address).status_code == 404


def test_reading_writes_nothing(cast, office, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    before = Entry.objects.count(), SheetEntry.objects.count()
    for page in (url("sheet_sets"), url("sheet_set", papers.code), url("sheet_entry", entry.pk),
                 url("sheet_template", papers.code)):
        assert office.get(page).status_code == 200
    assert (Entry.objects.count(), SheetEntry.objects.count()) == before


def test_as_many_queries_for_twenty_entries_as_for_one(cast, office, papers, version, enrolment):
    entered(papers, enrolment, cast.hr)
    page = url("sheet_set", papers.code)

    def queries() -> int:
        office.get(page)
        with CaptureQueriesContext(connection) as asked:
            office.get(page)
        return len(asked)

    one = queries()
    for number in range(20):
        entered(papers, enrolled_in(factories.person(f"同事{number}", cast.section), version), cast.hr)
    assert queries() == one


def test_the_learner_sees_his_sheet_as_an_attempt(cast, papers, enrolment):
    entry = entered(papers, enrolment, cast.hr)
    text = device(cast.learner).get(url("result", entry.attempt_id)).content.decode()
    assert "100" in text
    assert "合格" in text


def test_times_are_those_of_the_sitting(papers):
    assert papers.begins_at == NINE
