"""Cell by cell: what a roster may say, and what is refused. Two truth tables."""

import datetime as dt

import pytest

from lms.people.models import User
from tests.people.rosters import load, row

REFUSED = {
    "no number": ({"staff_no": ""}, "工号"),
    "identity number": ({"staff_no": "110101199001011234"}, "工号"),
    "identity number rounded": ({"staff_no": 1.1010119900101e17}, "工号"),
    "rounded as text": ({"staff_no": "1.3E+17"}, "工号"),
    "formula in a number": ({"staff_no": "=1+1"}, "工号"),
    "formula in a name": ({"name": "=cmd()"}, "姓名"),
    "full-width formula": ({"name": "＝cmd"}, "姓名"),
    "formula in a post": ({"post": "@SUM(A1)"}, "职务"),
    "empty name": ({"name": "　"}, "姓名"),
    "number for a name": ({"name": 7}, "姓名"),
    "unknown private character": ({"name": "陈\ue9ff"}, "姓名"),
    "unknown unit": ({"unit": "火星局"}, "所在单位"),
    "no unit": ({"unit": ""}, "所在单位"),
    "unknown section": ({"section": "火星科"}, "科室"),
    "section elsewhere": ({"unit": "信息中心"}, "科室"),
    "unknown category": ({"category": "临时工"}, "编制类别"),
    "no category": ({"category": ""}, "编制类别"),
    "unknown state": ({"state": "云游"}, "人员状态"),
    "no such month": ({"since": "2020.13"}, "任现职时间"),
    "no date": ({"since": "去年"}, "任现职时间"),
    "far future": ({"since": "2099.01"}, "任现职时间"),
    "january or october": ({"since": 1998.1}, "任现职时间"),
}


@pytest.mark.parametrize(("changes", "column"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(organisation, changes, column):
    report = load(row(**changes), row(staff_no="00902"))
    assert [(one.row, one.column) for one in report.refused] == [(2, column)]
    assert not report.committed
    assert User.objects.count() == 0


TAKEN = {
    "full-width digits": ({"staff_no": "００９０１"}, "staff_no", "00901"),
    "short unit": ({"unit": "市局", "section": "人教科"}, "unit", "0102"),
    "nickname": ({"unit": "社保中心", "section": ""}, "unit", "0201"),
    "section below": ({"unit": "社保局", "section": "社保大厅"}, "unit", "020101"),
    "spaces in a unit": ({"section": "办 公　室"}, "unit", "0101"),
    "dated with dots": ({"since": "1998.07"}, "since", dt.date(1998, 7, 1)),
    "run together": ({"since": "199807"}, "since", dt.date(1998, 7, 1)),
    "run together, a number": ({"since": 199807}, "since", dt.date(1998, 7, 1)),
    "with a hyphen": ({"since": "1998-07"}, "since", dt.date(1998, 7, 1)),
    "in words": ({"since": "1998年7月"}, "since", dt.date(1998, 7, 1)),
    "in words with a day": ({"since": "1998年7月15日"}, "since", dt.date(1998, 7, 15)),
    "a decimal number": ({"since": 1998.07}, "since", dt.date(1998, 7, 1)),
    "Excel's serial": ({"since": 36008}, "since", dt.date(1998, 8, 1)),
    "no date": ({"since": ""}, "since", None),
    "public institution": ({"category": "事业专技人员"}, "category", "institution_expert"),
    "worker": ({"category": "事业工勤"}, "category", "worker"),
    "in the village": ({"state": "驻村帮扶"}, "state", "paused"),
    "no state": ({"state": ""}, "state", "active"),
    "maternity in the name": ({"name": "李娜（产假）"}, "state", "paused"),
    "no rank": ({"rank": "—"}, "rank", ""),
}


@pytest.mark.parametrize(("changes", "name", "value"), TAKEN.values(), ids=TAKEN.keys())
def test_what_is_taken(organisation, changes, name, value):
    report = load(row(**changes), commit=False)
    assert report.refused == ()
    assert getattr(report.new[0].line, name) == value
