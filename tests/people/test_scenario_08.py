"""Scenario 8: the ugly roster. Dry run, refusals with row numbers, nothing written until confirmed, twice is once."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.jobs.models import Job
from lms.people.models import ActChange, ImportRow, ImportRun, PersonState, Posting, User
from lms.people.services import sync_role_groups
from tests import factories

BUREAU = "示例市劳动和社会保障局"
UPPER = ["序号", "工号", "基本情况", "", "", "单位情况", "", "岗位情况", "", "", "", "人员状态", "联系电话", "身份证号"]
LOWER = ["", "", "姓名", "性别", "民族", "所在单位", "科室", "编制类别", "职务", "职级", "任现职时间", "", "", ""]
PHONE, IDENTITY = "13900000000", "110101199001011234"
FIRST = 6  # the row of the first person, as the sheet counts


def person(number, name, **changes) -> list:
    given = {"gender": "女", "unit": BUREAU, "section": "办公室", "category": "公务员", "post": "科员",
             "rank": "一级科员", "since": "2024.06", "state": "在岗"} | changes
    return ["1", number, name, given["gender"], "汉", given["unit"], given["section"], given["category"],
            given["post"], given["rank"], given["since"], given["state"], PHONE, IDENTITY]


GOOD = [
    person("00011", "王　海雨"),
    person("０００１２", "贾涛"),
    person("00013", "王伟（大）"),
    person("00014", "王伟（小）"),
    person("00015", "李娜(借调)"),
    person("00016", "阿依古丽•买买提"),
    person("00017", "陈\ue863"),
    person("00018", "㐆明"),
    person("00019", "𬱖华"),
    person("00020", "邵国", since="199807"),
    person("00021", "郑芳志", since=36008),
    person("00028", "沈桂雨", state="产假", section="人教科"),
    person("00029", "蔡超", unit="社保中心", section="社保大厅", category="事业管理人员"),
]
BAD = [
    (person("00022", "金瑞辉", section="人教股"), "科室", "人教股"),
    (person("00024", "余雨超"), "工号", "00024"),
    (person("00024", "戴旋"), "工号", "00024"),
    (person(25, "吕志勇"), "工号", "25"),
    (person(1.3042119900101e17, "万欣军"), "工号", "1.3042E+17"),
    (person("00027", ""), "姓名", ""),
    (person("00030", "苏生洋", unit="社保中心", section="纪检监察室"), "科室", "纪检监察室"),
    (person("00031", "卢阳", since="2020.13"), "任现职时间", "2020.13"),
]
HIDDEN = 3  # of the good ones, from 0


def workbook(people: list) -> bytes:
    """As HR sends it: title, unit and date, a merged head, an empty row, a hidden one, totals, signatures."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(0, 0, 0, 13, f"{BUREAU}干部职工花名册")
        sheet.write_row(1, 0, [f"单位：{BUREAU}", *[""] * 8, "日期：2026年1月4日"])
        sheet.write_row(2, 0, UPPER)
        sheet.merge_range(2, 2, 2, 4, "基本情况")
        sheet.write_row(3, 0, LOWER)
        for number, cells in enumerate(people):
            sheet.write_row(FIRST - 1 + number, 0, cells)
        sheet.set_row(FIRST - 1 + HIDDEN, None, None, {"hidden": True})
        below = FIRST + len(people)
        sheet.write_row(below, 0, ["合计", "", len(people)])
        sheet.write_row(below + 2, 0, ["制表人：", "王某", "", "审核人：", "李某"])
    return buffer.getvalue()


@pytest.fixture
def hr(organisation, sign_in):
    officer = factories.person("人事", staff_no="00900")
    factories.role(officer, "hr")
    sync_role_groups()
    return sign_in(officer)


@pytest.fixture
def press(hr, django_capture_on_commit_callbacks):
    def _press(name: str, data: dict | None = None, run: ImportRun | None = None):
        address = reverse(f"rosters:{name}", args=[run.pk] if run else [])
        with django_capture_on_commit_callbacks(execute=True):
            return hr.post(address, data or {})

    return _press


def upload(press, people: list) -> ImportRun:
    press("upload", {"file": SimpleUploadedFile("花名册.xlsx", workbook(people))})
    return ImportRun.objects.latest("pk")


def facts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (User, Posting, PersonState, ActChange))


def test_the_ugly_roster(hr, press):
    before = facts()
    run = upload(press, [*GOOD, *(line for line, _column, _value in BAD)])
    found = {(row.row, one["column"], one["value"]) for row in run.rows.filter(kind="refused") for one in row.reasons}
    wrong_from = FIRST + len(GOOD)
    assert found == {(wrong_from + number, column, value) for number, (_line, column, value) in enumerate(BAD)}
    assert all(one["reason"] for row in run.rows.filter(kind="refused") for one in row.reasons)
    assert (run.joiners, run.refused, run.drawn_up_on) == (len(GOOD), len(BAD), dt.date(2026, 1, 4))

    page = hr.get(reverse("rosters:run", args=[run.pk])).content.decode()
    assert all(f">{wrong_from + number}<" in page for number in range(len(BAD)))
    assert "联系电话" in page
    assert reverse("rosters:confirm", args=[run.pk]) not in page
    press("confirm", {"fingerprint": run.fingerprint}, run)
    assert facts() == before


def test_corrected_it_is_written_once_confirmed_and_the_second_time_changes_nothing(hr, press):
    before = facts()
    run = upload(press, GOOD)
    assert (run.joiners, run.blocked, facts()) == (len(GOOD), "", before)
    assert [row.staff_no for row in run.rows.filter(hidden=True)] == ["00014"]
    press("confirm", {"fingerprint": run.fingerprint}, run)
    assert Job.objects.filter(state="done").count() == 2
    names = dict(User.objects.values_list("staff_no", "full_name"))
    assert [names[number] for number in ("00011", "00012", "00016", "00017", "00018", "00019")] == [
        "王海雨", "贾涛", "阿依古丽·买买提", "陈䶮", "㐆明", "𬱖华"]
    assert list(User.objects.filter(full_name="王伟").order_by("staff_no").values_list("name_tag", flat=True)) == [
        "大", "小"]
    posts = {post.person.staff_no: post for post in Posting.objects.select_related("person", "department")}
    assert (posts["00015"].kind, posts["00028"].department.code, posts["00029"].department.code) == (
        "loan", "0102", "020101")
    assert (posts["00020"].from_on, posts["00021"].from_on) == (dt.date(1998, 7, 1), dt.date(1998, 8, 1))
    assert PersonState.objects.get().reason == "产假"

    written = facts()
    again = upload(press, GOOD)
    assert (again.pk != run.pk, again.unchanged, again.joiners) == (True, len(GOOD), 0)
    assert again.blocked
    press("confirm", {"fingerprint": again.fingerprint}, again)
    assert facts() == written


def test_nothing_personal_stays(hr, press):
    run = upload(press, GOOD)
    press("confirm", {"fingerprint": run.fingerprint}, run)
    kept = str(list(ImportRow.objects.values())) + str(list(ActChange.objects.values()))
    kept += str(list(ImportRun.objects.values()))
    assert PHONE not in kept
    assert IDENTITY not in kept
    assert not any(bytes(content) for content in ImportRun.objects.values_list("content", flat=True))
