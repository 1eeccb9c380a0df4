"""Rosters in the content administration: who enters, what is shown, what a button does."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from lms.common import clock
from lms.jobs.models import Job
from lms.people.models import ImportRun, Posting, User
from lms.people.services import sync_role_groups
from lms.people.services.roster import judge_roster, receive_roster
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.values import RosterUnreadable
from tests import factories
from tests.people.rosters import HEAD, book, row

LINE = 'class="rosters-no"'
INDEX, UPLOAD, TEMPLATE = (reverse(f"rosters:{name}") for name in ("index", "upload", "template"))
UNIT = {"unit": "示例局", "section": "养老保险科"}


def at(name: str, run: ImportRun | int) -> str:
    return reverse(f"rosters:{name}", args=[getattr(run, "pk", run)])


def previewed(*rows, by=None, **more) -> ImportRun:
    run = receive_roster(content=book(*rows, **more), file_name="花名册.xlsx", by=by)
    return judge_roster(run=run)


@pytest.fixture
def hr(cast, sign_in):
    return sign_in(cast.hr)


@pytest.fixture
def press(hr, django_capture_on_commit_callbacks):
    """Press a button; the job it starts is done at once."""

    def _press(address: str, data: dict | None = None):
        with django_capture_on_commit_callbacks(execute=True):
            return hr.post(address, data or {})

    return _press


def send(press, *rows, content: bytes | None = None, name: str = "花名册.xlsx", **data):
    file = SimpleUploadedFile(name, book(*rows) if content is None else content)
    return press(UPLOAD, {"file": file, **data})


def text_of(client, run, **query) -> str:
    return client.get(at("run", run), query).content.decode()


def test_from_the_file_to_the_register_and_back(cast, hr, press):
    answer = send(press, row(**UNIT))
    run, job = ImportRun.objects.get(), Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert (job.state, job.result_url, run.state) == ("done", at("run", run), "previewed")
    assert User.objects.filter(staff_no="00901").count() == 0
    press(at("confirm", run), {"fingerprint": run.fingerprint})
    assert Posting.objects.get(person__staff_no="00901").department == cast.section
    assert ImportRun.objects.get().committed_by == cast.hr
    press(at("undo", run))
    assert not User.objects.filter(staff_no="00901").exists()
    assert "2" in text_of(hr, run)


def test_the_joiners_slips_are_one_button_away(cast, hr, press):
    run = previewed(row(**UNIT), row(staff_no="00902", name="李四", state="退休", **UNIT))
    press(at("confirm", run), {"fingerprint": run.fingerprint})
    joiner = User.objects.get(staff_no="00901")
    shown = text_of(hr, run)
    assert f'name="person" value="{joiner.pk}"' in shown
    assert shown.count('name="person"') == 1  # who has left already gets none
    assert joiner.staff_no in press(reverse("people:slips"), {"person": joiner.pk}).content.decode()
    assert 'name="person"' not in text_of(hr, run)
    press(at("undo", run))  # a slip that was never used does not stand in the way
    assert not User.objects.filter(staff_no="00901").exists()


OTHERS = ("learner", "head", "leader", "supervision", "editor", "county_admin", "system_admin", "auditor", "inspector",
          "stranger")
GETS, POSTS = ("run", "marked"), ("judge", "confirm", "discard", "undo")


@pytest.mark.parametrize("name", OTHERS)
def test_rosters_are_for_hr_alone(cast, sign_in, name):
    run = previewed(row(**UNIT), by=cast.hr)
    client = sign_in(cast.everyone()[name])
    answers = [client.get(address) for address in (INDEX, UPLOAD, TEMPLATE, *(at(one, run) for one in GETS))]
    answers += [client.post(at(one, run), {"fingerprint": run.fingerprint}) for one in POSTS]
    # Whoever has no door to the administration is sent away from it; for the others the page does not exist.
    assert {answer.status_code for answer in answers} <= {302, 404}
    assert all(answer.status_code == 404 or answer.url.startswith("/sign-in") or "sign-in" in answer.url
               for answer in answers)
    run.refresh_from_db()
    assert (run.state, Job.objects.count()) == ("previewed", 0)


def test_strangers_are_sent_to_sign_in(client, cast):
    assert client.get(INDEX).status_code == 302


def test_a_run_that_is_not_there(hr):
    assert {hr.get(at("run", 99)).status_code, hr.post(at("confirm", 99)).status_code} == {404}
    assert hr.get(at("confirm", 1)).status_code == 405


def test_only_hr_finds_it_in_the_menu(cast, sign_in):
    assert INDEX in sign_in(cast.hr).get("/admin/").content.decode()
    assert INDEX not in sign_in(cast.editor).get("/admin/").content.decode()


def test_old_and_new_side_by_side_without_colour(cast, hr):
    run = previewed(row(staff_no="00101", name="学员甲", post="副科长", **UNIT))
    shown = text_of(hr, run)
    assert "<del>" in shown
    assert shown.index("科员") < shown.index("副科长")
    assert "→" in shown
    assert shown.count("<h1") == 1


def test_refusals_come_first_with_row_column_value_and_reason(cast, hr):
    run = previewed(row(**UNIT), row(staff_no="00902", unit="火星局"))
    shown = text_of(hr, run)
    assert "火星局" in shown
    assert "所在单位" in shown
    assert shown.index("00902") < shown.index("00901")
    assert at("confirm", run) not in shown
    assert "00901" not in text_of(hr, run, kind="refused")


def test_the_marked_file_says_it_beside_the_row(cast, hr):
    run = previewed(row(**UNIT), row(staff_no="00902", unit="火星局"))
    answer = hr.get(at("marked", run))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("火星局" in str(cell) or "单位" in str(cell) for cell in sheet[2][len(HEAD):])
    hr.post(at("discard", run))
    assert hr.get(at("marked", run)).status_code == 404


def test_tabs_search_and_pages(cast, hr):
    rows = [row(staff_no=f"01{number:03}", name=f"张{chr(0x4E00 + number)}", **UNIT) for number in range(60)]
    run = previewed(*rows, row(staff_no="00101", name="学员甲", **UNIT))
    assert text_of(hr, run, kind="joiner").count(LINE) == 50
    assert text_of(hr, run, kind="joiner", p="2").count(LINE) == 10
    assert "01059" in text_of(hr, run, q="01059")
    assert text_of(hr, run, q="01059").count(LINE) == 1
    assert "学员甲" in text_of(hr, run, kind="nonsense", q="学员", p="nonsense")
    assert "00101" not in text_of(hr, run, kind="joiner", p="2")


def test_a_page_asks_as_much_for_sixty_rows_as_for_six(cast, hr):
    def asked(count: int) -> int:
        rows = [row(staff_no=f"01{n:03}", name=f"张{chr(0x4E00 + n)}", **UNIT) for n in range(count)]
        run = previewed(*rows)
        hr.get(at("run", run))
        with CaptureQueriesContext(connection) as queries:
            hr.get(at("run", run))
        return len(queries)

    assert asked(6) == asked(60)


WRONG_FILES = {
    "empty": (b"", 422), "a text": ("不是花名册".encode(), 302), "a broken book": (b"PK\x03\x04broken", 302),
    "an encrypted book": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, 302),
}


@pytest.mark.parametrize(("content", "status"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_wrong_file_is_answered_in_words(cast, hr, press, content, status):
    answer = send(press, content=content)
    assert answer.status_code == status
    run = ImportRun.objects.first()
    if status == 302:
        assert (run.state, Job.objects.get().state) == ("unreadable", "failed")
        assert run.notes[0] in text_of(hr, run)
        assert bytes(run.content) == b""
    else:
        assert run is None
        assert "Excel" in answer.content.decode()


def test_thirty_megabytes_are_turned_away(cast, hr, press):
    answer = send(press, content=b"0" * 30 * 1024 * 1024)
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_two_clicks_on_upload_are_one_run(cast, hr, press):
    send(press, row(**UNIT))
    send(press, row(**UNIT))
    assert ImportRun.objects.count() == 1


def test_confirming_without_the_preview_writes_nothing(cast, hr, press):
    run = previewed(row(**UNIT))
    for seen in ({}, {"fingerprint": ""}, {"fingerprint": "0" * 64}, {"joiners": "511", "unchanged": "0"}):
        assert press(at("confirm", run), seen).url == at("run", run)
    unread = receive_roster(content=book(row(**UNIT)), file_name="r", by=None)
    press(at("confirm", unread), {"fingerprint": ""})
    assert (User.objects.filter(staff_no="00901").exists(), Job.objects.count()) == (False, 0)


def test_a_discarded_run_cannot_be_confirmed(cast, hr, press):
    run = previewed(row(**UNIT))
    press(at("discard", run))
    for name in ("confirm", "judge", "undo"):
        press(at(name, run), {"fingerprint": run.fingerprint})
    assert (Job.objects.count(), ImportRun.objects.get().state) == (0, "discarded")


def test_counters_that_were_tampered_with_write_nothing_else(cast, hr, press):
    run = previewed(row(**UNIT), row(staff_no="00902", unit="火星局"))
    ImportRun.objects.update(refused=0, blocked="")
    press(at("confirm", run), {"fingerprint": run.fingerprint})
    assert Job.objects.get().state == "failed"
    assert not User.objects.filter(staff_no="00901").exists()


def test_the_second_of_two_people_is_told(cast, sign_in):
    other = factories.person("人事二", cast.other_section, staff_no="00188")
    factories.role(other, "hr")
    sync_role_groups()
    run = previewed(row(**UNIT))
    first = sign_in(cast.hr)
    first.post(at("confirm", run), {"fingerprint": run.fingerprint})  # its job waits
    second = sign_in(other)
    answer = second.post(at("confirm", run), {"fingerprint": run.fingerprint}, follow=True)
    assert cast.hr.full_name in answer.content.decode()
    assert Job.objects.count() == 1


def test_a_changed_register_is_shown_before_it_is_written(cast, hr, press):
    run = previewed(row(staff_no="00101", name="学员甲", post="副科长", **UNIT))
    Posting.objects.filter(person=cast.learner).update(post="科长")
    press(at("confirm", run), {"fingerprint": run.fingerprint})
    assert Job.objects.get().result["written"] is False
    shown = text_of(hr, run)
    assert "科长" in shown
    assert at("confirm", run) in shown
    assert ImportRun.objects.get().fingerprint in shown


def test_a_role_withdrawn_in_between_does_nothing(cast, hr, django_capture_on_commit_callbacks):
    run = previewed(row(**UNIT))
    with django_capture_on_commit_callbacks(execute=True):
        hr.post(at("confirm", run), {"fingerprint": run.fingerprint})
        cast.hr.role_grants.update(to_on=clock.today() - dt.timedelta(days=1))
    assert Job.objects.get().state == "failed"
    assert not User.objects.filter(staff_no="00901").exists()


def test_the_list_of_runs(cast, hr):
    assert UPLOAD in hr.get(INDEX).content.decode()
    run = previewed(row(**UNIT), by=cast.hr)
    shown = hr.get(INDEX).content.decode()
    assert at("run", run) in shown
    assert cast.hr.full_name in shown


def test_the_template_is_a_roster_without_people(cast, hr):
    content = hr.get(TEMPLATE).content
    with pytest.raises(RosterUnreadable):
        read_table(content)
    filled = openpyxl.load_workbook(io.BytesIO(content))
    filled.worksheets[0].append(row(**UNIT))
    buffer = io.BytesIO()
    filled.save(buffer)
    table = read_table(buffer.getvalue())
    assert [one.row for one in table.rows] == [2]
    assert set(HEAD) <= set(table.heads.values())
