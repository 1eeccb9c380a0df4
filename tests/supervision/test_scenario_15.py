"""The supervision office prepares the monthly figures: they equal the frozen snapshot, with definitions and time; the
office cannot edit a score (design 1, scenario 15, the figures)."""

import datetime as dt
import io

import pytest
from django.db import DatabaseError, connection, transaction
from python_calamine import CalamineWorkbook

from lms.assessment.models import GradeEvent
from lms.audit.models import Entry
from lms.curricula.models import Curriculum
from lms.people.models import Department, PersonState
from lms.people.services import sync_memberships, sync_role_groups
from lms.reports.rules import Figures
from lms.reports.selectors import completion_figures
from lms.reports.selectors.facts import rounds_of
from lms.reports.selectors.figures import Plans
from lms.study.models import Completion
from lms.supervision.models import Snapshot, SnapshotLine
from lms.supervision.selectors import differences, digest_now, snapshot_page
from lms.supervision.selectors.snapshots import as_figures
from lms.supervision.services import FreezeRefused, freeze, run_daily
from tests import factories
from tests.supervision.conftest import assign, complete, pause, sit

JUNE = dt.date(2026, 6, 30)
JULY = dt.date(2026, 7, 1)


@pytest.fixture
def june(cast, exam, reading):
    """Half of what a unit owes is done, well and badly, on time and late."""
    people = [factories.person(f"甲{number}", cast.section) for number in range(4)]
    other = factories.person("乙", cast.other_section)
    for person in (*people, other):
        assign(person, exam)
        assign(person, reading, due_on=dt.date(2026, 6, 15))
    sit(people[0], exam, dt.date(2026, 6, 10), 80)
    complete(people[0], exam, dt.date(2026, 6, 10))
    sit(people[1], exam, dt.date(2026, 6, 10), 40)
    complete(people[2], reading, dt.date(2026, 6, 20))
    pause(people[3], dt.date(2026, 6, 1))
    return people


def frozen(snapshot: Snapshot) -> dict[tuple[str, str], Figures]:
    return {(line.unit_code, line.course_code): as_figures(line) for line in snapshot.frozen.all()}


def counted(on: dt.date, below: bool) -> dict[tuple[str, str], Figures]:
    rows = completion_figures(Department.objects.all(), on, "2026", below=below, plans=Plans(rounds_of("2026")).on(on))
    return {(row.unit.code, row.course.code): row.figures for row in rows if row.figures != Figures()}


def test_the_month_is_frozen_by_the_daily_run_and_equals_the_figures(june, travel):
    now = travel(JULY)
    live = counted(JUNE, below=False)
    run_daily(on=JULY, at=now)
    snapshot = Snapshot.objects.get()
    assert (snapshot.on, snapshot.cycle, snapshot.frozen_by, snapshot.frozen_at) == (JUNE, "2026", None, now)
    assert frozen(snapshot) == live != {}
    page = snapshot_page(snapshot)
    assert page.whole
    assert dict(snapshot.definitions)["完成率"].startswith("完成")
    below = counted(JUNE, below=True)
    by_unit = {line.code: line.figures for line in page.units}
    for code in ("00", "0101", "0102"):
        parts = [figures for (unit, _), figures in below.items() if unit == code]
        assert by_unit[code] == sum(parts, Figures()), code
    assert {line.code: line.figures for line in page.courses} == {
        course: figures for (unit, course), figures in below.items() if unit == "00"
    }


def test_nothing_that_happens_later_changes_it(cast, june, exam, reading, travel):
    now = travel(JULY)
    snapshot = freeze(on=JUNE, by=cast.supervision, at=now)
    before, digest = frozen(snapshot), snapshot.digest
    complete(june[1], exam, dt.date(2026, 6, 29))  # entered late
    sit(june[1], exam, dt.date(2026, 6, 29), 90)
    PersonState.objects.all().delete()
    PersonState.objects.create(person=june[2], kind="left", reason="退休", from_on=dt.date(2026, 6, 28))
    cast.section.name = "新名"
    cast.section.save()
    again = freeze(on=JUNE, by=cast.supervision, at=now + dt.timedelta(days=3))
    assert (again.pk, again.digest, frozen(again)) == (snapshot.pk, digest, before)
    page = snapshot_page(Snapshot.objects.get())
    assert page.whole
    assert "养老保险科" in [line.name for line in page.units]


def test_later_corrections_show_as_a_difference(cast, june, exam, travel):
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    assert differences(snapshot) == ()
    sit(june[1], exam, dt.date(2026, 6, 29), 90)
    complete(june[1], exam, dt.date(2026, 6, 29))
    complete(june[2], exam, JULY)  # of July: no matter of June's
    (row,) = differences(snapshot)
    assert (row.unit, row.course) == ("养老保险科", "课程 T-01")
    assert (row.frozen.completed, row.now.completed) == (1, 2)
    assert (row.frozen.average, row.now.average) == (60, 85)


@pytest.mark.parametrize("sql", [
    "UPDATE supervision_snapshot SET digest = 'x'", "DELETE FROM supervision_snapshotline",
    "UPDATE supervision_snapshotline SET completed = 99", "DELETE FROM supervision_snapshot",
])
def test_the_database_refuses_to_change_it(cast, june, travel, sql):
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert snapshot_page(snapshot).whole


def test_the_database_refuses_a_further_line(cast, june, travel):
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    line = snapshot.frozen.last()
    line.pk, line.course_code = None, "T-99"
    for number in (0, snapshot.lines + 1, 1):
        line.number = number
        with pytest.raises(DatabaseError), transaction.atomic():
            SnapshotLine.objects.bulk_create([line])
    assert snapshot.frozen.count() == snapshot.lines


def test_the_hash_tells_a_changed_figure(cast, june, travel):
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    lines = list(snapshot.frozen.all())
    assert digest_now(snapshot, lines) == snapshot.digest
    lines[0].completed += 1
    assert digest_now(snapshot, lines) != snapshot.digest
    lines[0].completed -= 1
    snapshot.frozen_by = cast.hr
    assert digest_now(snapshot, lines) != snapshot.digest


def test_a_day_that_is_not_over_is_refused(cast, june, travel):
    now = travel(JUNE)
    for day in (JUNE, JULY):
        with pytest.raises(FreezeRefused):
            freeze(on=day, by=cast.supervision, at=now)
    assert not Snapshot.objects.exists()


def test_a_bureau_without_tasks_freezes_too(cast, travel):
    snapshot = freeze(on=JUNE, by=None, at=travel(JULY))
    page = snapshot_page(snapshot)
    assert page.whole
    assert page.total == Figures()
    assert [line.code for line in page.units] == ["00", "0101", "0102", "0301"]


def test_the_office_freezes_and_reads_on_its_pages(cast, june, exam, sign_in, travel):
    travel(JULY)
    client = sign_in(cast.supervision)
    there = client.post("/supervision/freeze/", {"on": "2026-06-30"})
    snapshot = Snapshot.objects.get()
    assert there["Location"] == f"/supervision/snapshots/{snapshot.pk}/"
    assert Entry.objects.get(action="supervision.freeze").actor_no == cast.supervision.staff_no
    page = client.get(there["Location"]).content.decode()
    for text in ("2026年6月30日", snapshot.digest, "养老保险科", "口径", "此后未变", "纪检己"):
        assert text in page, text
    assert "甲0" not in page
    assert "养老保险科" in client.get(f"{there['Location']}?unit=0101").content.decode()
    assert client.get(f"{there['Location']}?unit=9999").status_code == 404
    assert "没有差异" in client.get(f"{there['Location']}difference/").content.decode()
    complete(june[1], exam, dt.date(2026, 6, 29))
    assert "<strong>2</strong>" in client.get(f"{there['Location']}difference/").content.decode()
    assert "2026年6月30日" in client.get("/supervision/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"), [({}, "请填写日期"), ({"on": "2026-07-01"}, "尚未结束"), ({"on": "x"}, "请填写日期")]
)
def test_a_wrong_day_is_said_in_words(cast, sign_in, travel, sent, said):
    travel(JULY)
    page = sign_in(cast.supervision).post("/supervision/freeze/", sent, follow=True)
    assert said in page.content.decode()
    assert not Snapshot.objects.exists()


def test_pages_ask_as_often_for_many_units(cast, june, exam, sign_in, travel, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    now = travel(JULY)
    client, counts = sign_in(cast.supervision), []
    for round_, day in enumerate((dt.date(2026, 6, 29), JUNE)):
        for number in range(30 * round_):
            unit = factories.unit(f"{5000 + number}", f"科{number}", cast.bureau)
            assign(factories.person(f"丙{number}", unit), exam)
        address = f"/supervision/snapshots/{freeze(on=day, by=None, at=now).pk}/"
        client.get(address)
        for one in (address, f"{address}difference/"):
            with CaptureQueriesContext(connection) as asked:
                client.get(one)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_the_office_cannot_edit_a_score(cast, june, exam, sign_in, travel):
    travel(JULY)
    sync_role_groups()
    sync_memberships(JULY)
    client = sign_in(cast.supervision)
    marks, done = list(GradeEvent.objects.values()), list(Completion.objects.values())
    for address, sent in (
        ("/assessment/mark/", {"staff_no": june[1].staff_no, "course": "T-01", "score": "99"}),
        ("/reports/remind/", {"staff_no": june[1].staff_no}),
    ):
        assert client.post(address, sent).status_code == 404, address
    assert client.get("/admin/").status_code in (302, 404)
    assert not cast.supervision.get_all_permissions()
    assert (list(GradeEvent.objects.values()), list(Completion.objects.values())) == (marks, done)


def test_a_head_or_learner_sees_none_of_it(cast, june, sign_in, travel):
    snapshot = freeze(on=JUNE, by=None, at=travel(JULY))
    for who in (cast.head, cast.leader, cast.learner, cast.inspector, cast.system_admin):
        assert sign_in(who).get(f"/supervision/snapshots/{snapshot.pk}/").status_code == 404



def test_the_plan_is_frozen_with_the_figures(cast, june, travel):
    """时序应达 as it was planned that day; a plan changed later is a difference, and the snapshot stays."""
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    page = snapshot_page(snapshot)
    assert page.planned
    assert page.total.planned is not None
    assert 0 < page.total.planned <= 100
    before = page.total.planned
    Curriculum.objects.update(due_on=dt.date(2027, 6, 30))
    assert snapshot_page(snapshot).total.planned == before
    assert differences(snapshot)


def test_a_snapshot_from_before_plans_were_frozen(cast, june, travel):
    """Its hash still fits, no plan is shown, and none differs."""
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    lines = list(snapshot.frozen.all())
    for line in lines:
        line.planned_total = None
    old = digest_now(snapshot, lines)
    assert old != snapshot.digest
    values = [{field.attname: getattr(line, field.attname) for field in line._meta.fields} for line in lines]
    other = Snapshot.objects.create(on=JUNE - dt.timedelta(days=1), cycle="2026", definitions=[], units=snapshot.units,
                                    lines=len(lines), digest="", frozen_at=snapshot.frozen_at)
    SnapshotLine.objects.bulk_create(SnapshotLine(**value | {"id": None, "snapshot_id": other.pk}) for value in values)
    assert not snapshot_page(other).planned


def test_the_office_takes_the_frozen_figures_as_xlsx(cast, june, sign_in, travel):
    """Names of units only, definitions, time and hash with them; who took it is in the log."""
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    answer = sign_in(cast.supervision).post(f"/supervision/snapshots/{snapshot.pk}/export/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    units, courses, alone = (book.get_sheet_by_index(number).to_python() for number in range(3))
    page = snapshot_page(snapshot)
    assert [row[0] for row in units[1:len(page.units) + 1]] == [line.code for line in page.units]
    assert units[0][5] == "时序应达"
    total = units[len(page.units) + 1]
    assert (total[1], total[2], total[3]) == ("合计", page.total.owed, page.total.completed)
    assert len([row for row in alone[1:] if row[2]]) == snapshot.lines
    text = "\n".join(str(cell) for row in (*units, *courses, *alone) for cell in row)
    for words in (snapshot.digest, "口径", "2026年6月30日", "纪检己", "完成率: 完成"):
        assert words in text, words
    assert "甲0" not in text
    entry = Entry.objects.get(action="supervision.export")
    assert (entry.actor_no, entry.target) == (cast.supervision.staff_no, "2026-06-30")


def test_freezing_and_exporting_change_no_score(cast, june, travel, sign_in):
    before = list(GradeEvent.objects.order_by("pk").values())
    snapshot = freeze(on=JUNE, by=cast.supervision, at=travel(JULY))
    sign_in(cast.supervision).post(f"/supervision/snapshots/{snapshot.pk}/export/")
    assert list(GradeEvent.objects.order_by("pk").values()) == before
