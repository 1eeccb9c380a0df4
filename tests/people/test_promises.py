"""What the database itself refuses, tried by writes that go round every service; and the way there with data."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from lms.people.models import DepartmentPeriod, HeadOf, PersonState, Portfolio, Posting, RoleGrant, Succession
from tests import factories

D = dt.date
FIRST, LAST = D(2024, 1, 1), D(2024, 6, 30)


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.fixture
def posted(cast):
    """A person with a main post in the first half of 2024."""
    person = factories.person("某人")
    factories.post_in(person, cast.section, from_on=FIRST, to_on=LAST)
    return person


@pytest.mark.parametrize(("from_on", "to_on"), [
    (FIRST, LAST), (LAST, None), (D(2023, 1, 1), FIRST), (D(2023, 1, 1), None), (D(2024, 3, 1), D(2024, 3, 1)),
])
def test_main_posts_never_overlap(cast, posted, from_on, to_on):
    refused(lambda: factories.post_in(posted, cast.county, from_on=from_on, to_on=to_on))
    later = factories.post_in(posted, cast.county, from_on=D(2025, 1, 1), to_on=D(2025, 1, 31))
    refused(lambda: Posting.objects.filter(pk=later.pk).update(from_on=from_on, to_on=to_on))
    refused(lambda: Posting.objects.bulk_create([Posting(
        person=posted, department=cast.county, post="科员", category="worker", from_on=from_on, to_on=to_on)]))


def test_main_posts_that_follow_each_other_are_kept(cast, posted):
    factories.post_in(posted, cast.county, from_on=LAST + dt.timedelta(days=1))
    factories.post_in(posted, cast.county, from_on=D(2023, 1, 1), to_on=FIRST - dt.timedelta(days=1))
    factories.post_in(posted, cast.county, from_on=FIRST, kind="concurrent")
    assert posted.postings.count() == 4


def test_a_second_post_does_not_become_a_main_one(cast, posted):
    second = factories.post_in(posted, cast.county, from_on=FIRST, kind="concurrent")
    refused(lambda: Posting.objects.filter(pk=second.pk).update(kind="main"))


def test_a_fact_ends_no_earlier_than_it_begins(cast, posted):
    refused(lambda: Posting.objects.filter(person=posted).update(to_on=D(2023, 1, 1)))


def test_one_open_main_post(cast):
    refused(lambda: factories.post_in(cast.learner, cast.county, from_on=D(2030, 1, 1)))


def test_one_head_a_day(cast):
    refused(lambda: factories.head(cast.learner, cast.section, from_on=FIRST, to_on=LAST))
    HeadOf.objects.filter(department=cast.section).update(to_on=FIRST)
    second = factories.head(cast.learner, cast.section, from_on=LAST)
    refused(lambda: HeadOf.objects.filter(pk=second.pk).update(from_on=FIRST))


def test_one_name_and_place_a_day(cast):
    lineage = cast.section.periods.get().lineage
    refused(lambda: DepartmentPeriod.objects.create(
        department=cast.section, name="又名", from_on=FIRST, to_on=LAST, lineage=lineage))
    cast.section.periods.update(to_on=FIRST)
    second = DepartmentPeriod.objects.create(department=cast.section, name="又名", from_on=LAST, lineage=lineage)
    refused(lambda: DepartmentPeriod.objects.filter(pk=second.pk).update(from_on=FIRST))


def test_no_unit_is_above_itself(cast):
    key, other = cast.section.pk, cast.county.pk
    for lineage in (f"/{key}/{other}/", f"/{other}/", f"/{key}/{key}/", "/", f"/{other}/{key}/{other}/{key}/"):
        refused(lambda lineage=lineage: cast.section.periods.update(lineage=lineage))
    refused(lambda: cast.section.periods.update(parent=cast.section))
    refused(lambda: DepartmentPeriod.objects.create(
        department=cast.section, name="圈", from_on=D(1800, 1, 1), to_on=D(1800, 1, 2),
        lineage=f"/{key}/{other}/{key}/"))


def test_a_unit_succeeds_another_once_and_never_itself(cast):
    Succession.objects.create(department=cast.section, successor=cast.county, on=FIRST)
    refused(lambda: Succession.objects.create(department=cast.section, successor=cast.county, on=LAST))
    refused(lambda: Succession.objects.create(department=cast.section, successor=cast.section, on=LAST))


def test_a_person_leaves_once(cast):
    PersonState.objects.create(person=cast.learner, kind="left", from_on=FIRST, reason="退休")
    refused(lambda: PersonState.objects.create(person=cast.learner, kind="left", from_on=LAST, reason="调出"))


def test_roles_and_portfolios(cast):
    refused(lambda: RoleGrant.objects.create(person=cast.learner, role="hr", from_on=FIRST, granted_by=cast.learner))
    refused(lambda: RoleGrant.objects.create(person=cast.learner, role="inspector", from_on=FIRST))
    refused(lambda: RoleGrant.objects.create(person=cast.hr, role="hr", from_on=LAST))
    refused(lambda: Portfolio.objects.create(person=cast.leader, department=cast.section, from_on=LAST))


def test_the_triggers_are_all_there(db):
    """A migration that rebuilds a table on SQLite loses its triggers."""
    names = {"posting_main_once_a_day", "headof_once_a_day", "period_once_a_day", "period_not_above_itself"}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = {f"{name}_{verb}" for name in names for verb in ("made", "changed")}
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT conname FROM pg_constraint")
        assert names <= {row[0] for row in cursor.fetchall()}


BEFORE = [("people", "0002_password_history")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_way_there_with_data():
    """Units with successor and end, and the rows of an earlier import, go along."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        _fill_old(executor.loader.project_state(BEFORE).apps)
        forward = MigrationExecutor(connection)
        forward.migrate([("people", "0005_promises")])
        _look_at_new(forward.loader.project_state([("people", "0005_promises")]).apps)
    finally:
        MigrationExecutor(connection).migrate(latest)


def _fill_old(apps) -> None:
    unit = apps.get_model("people", "Department").objects
    unit.create(pk=1, path="0001", depth=1, numchild=2, code="00", name="局", kind="root")
    heir = unit.create(pk=2, path="00010001", depth=2, code="01", name="甲", short_name="甲短", kind="section")
    unit.create(pk=3, path="00010002", depth=2, code="02", name="乙", kind="section", closed_on=D(2025, 7, 1),
                successor=heir)
    person = apps.get_model("people", "User").objects.create(staff_no="7", full_name="某人")
    run = apps.get_model("people", "ImportRun").objects.create(
        file_name="a.xlsx", sha256="0", committed_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC), new=1,
        changed=1, unchanged=0)
    rows = apps.get_model("people", "ImportRow").objects
    for row, status in ((1, "new"), (2, "changed")):
        rows.create(run=run, row=row, status=status, person=person, before={}, after={})


def _look_at_new(apps) -> None:
    periods = {one.department_id: one for one in apps.get_model("people", "DepartmentPeriod").objects.all()}
    assert {pk: one.lineage for pk, one in periods.items()} == {1: "/1/", 2: "/1/2/", 3: "/1/3/"}
    assert (periods[2].short_name, periods[2].to_on, periods[3].to_on) == ("甲短", None, D(2025, 6, 30))
    succession = apps.get_model("people", "Succession").objects.get()
    assert (succession.department_id, succession.successor_id, succession.on) == (3, 2, D(2025, 7, 1))
    rows = apps.get_model("people", "ImportRow").objects.order_by("row")
    assert [(row.kind, row.staff_no, row.full_name) for row in rows] == [
        ("joiner", "7", "某人"), ("changed", "7", "某人")]
    assert apps.get_model("people", "ImportRun").objects.get().state == "committed"
