"""Design 1, day 1: on 5 March HR assigns CIP-11 to all section chiefs and heads of institutions, due 30 June."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.curricula.models import Assignment
from lms.curricula.services import reconcile
from lms.notices.models import Notice
from lms.people.services import appoint_head, transfer_person
from lms.study.models import Enrolment
from lms.study.services import start
from tests import factories
from tests.curricula.asking import moment

D = dt.date
MARCH_5, MAY_10, JUNE_15, JUNE_30 = D(2026, 3, 5), D(2026, 5, 10), D(2026, 6, 15), D(2026, 6, 30)


@pytest.fixture
def cip_11(cast, make_curriculum, time_machine):
    """科长乙 heads a section, 院长 an institution; 副科长 and the rest are not meant."""
    time_machine.move_to(moment(MARCH_5), tick=False)
    court = factories.unit("0204", "仲裁院", cast.bureau, kind="affiliated")
    director = factories.person("院长丁", court, staff_no="00204", post="院长")
    factories.head(director, court)
    factories.person("副科长戊", cast.section, staff_no="00105", post="副科长")
    factories.version(code="CIP-11", lessons=2)
    return make_curriculum(code="CIP-11", courses=("CIP-11",), rules=[{"post": "=科长"}, {"post": "=院长"}],
                           issued_on=MARCH_5, due_on=JUNE_30)


@pytest.fixture
def sent(cast, cip_11, sign_in, django_capture_on_commit_callbacks):
    """HR presses the button of the preview, twice; each time the job runs to its end."""
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(cast.hr).post(reverse("curricula:assign", args=[cip_11.pk]))
    return cip_11


def task_of(staff_no: str) -> Assignment:
    return Assignment.objects.get(person__staff_no=staff_no)


def appointed(cast, name: str, on: dt.date):
    """Somebody of another unit who becomes its chief on the day."""
    person = factories.person(name, cast.other_section, staff_no=f"J{on:%m%d}")
    transfer_person(person=person, department=cast.other_section, post="科长", rank="", category="civil_servant",
                    on=on, by=cast.hr)
    appoint_head(person=person, department=cast.other_section, on=on, by=cast.hr)
    return person


def test_the_preview_lists_them_by_rule(cast, cip_11, sign_in):
    page = sign_in(cast.hr).get(reverse("curricula:preview", args=[cip_11.pk]))
    rows = page.context["preview"].of("new")
    assert {(row.staff_no, row.why, row.due_on) for row in rows} == {
        ("00102", "职务为“科长”", JUNE_30), ("00204", "职务为“院长”", JUNE_30)}
    assert ["副科长戊" in page.content.decode(), "学员甲" in page.content.decode()] == [False, False]
    assert not Assignment.objects.exists(), "looking writes nothing"


def test_it_is_sent_once(cast, sent):
    assert set(Assignment.objects.values_list("person__staff_no", "due_on")) == {
        ("00102", JUNE_30), ("00204", JUNE_30)}
    assert Notice.objects.filter(key__startswith="curricula.assign:").count() == 2


@pytest.mark.parametrize(("day", "due"), [(MAY_10, JUNE_30), (JUNE_15, D(2026, 7, 15))])
def test_a_head_appointed_later_is_added_by_the_rule(cast, sent, time_machine, day, due):
    """Due the later of 30 June and thirty days, and marked."""
    person = appointed(cast, "新科长", day)
    for on in (day, day + dt.timedelta(days=1)):
        time_machine.move_to(moment(on, 1), tick=False)
        reconcile(curriculum=sent, by=None, on=on)
    task = Assignment.objects.get(person=person)
    assert (task.due_on, task.issued_on) == (due, day)
    assert task.reason == "职务为“科长”（任职在下达之后，截止日期顺延）"
    assert Notice.objects.filter(person=person, key__startswith="curricula.assign:").count() == 1
    assert Assignment.objects.count() == 3


def test_a_head_who_steps_down_keeps_his_record(cast, sent, time_machine):
    """His task is closed 职务变动, what he studied stays, and he is asked for nothing more."""
    enrolment = Enrolment.objects.get(person=cast.head)
    start(enrolment=enrolment, at=moment(D(2026, 4, 1)))
    transfer_person(person=cast.head, department=cast.section, post="二级调研员", rank="", category="civil_servant",
                    on=MAY_10, by=cast.hr)
    time_machine.move_to(moment(MAY_10, 1), tick=False)
    reconcile(curriculum=sent, by=None, on=MAY_10)
    task = task_of("00102")
    assert (task.closed_on, task.get_closed_reason_display()) == (MAY_10, "职务变动")
    assert "二级调研员" in task.changes.get().why
    assert Enrolment.objects.get(person=cast.head).started_at == moment(D(2026, 4, 1))
    assert task_of("00204").closed_on is None


def test_every_one_of_them_reads_why(cast, sent, sign_in):
    page = sign_in(cast.head).get(reverse("curricula:mine")).content.decode()
    assert "职务为“科长”" in page
    assert "示例〔2026〕1号" in page
