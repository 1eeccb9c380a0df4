"""Which days are worked: weekdays, holidays and 调休; loading; HR's screen."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lms.workdays import selectors, services
from lms.workdays.models import Holiday
from lms.workdays.rules import Calendar, CalendarRefused, read_lines

D = dt.date


@pytest.fixture
def shipped(db):
    services.load(lines=services.read_file(services.SHIPPED))


@pytest.mark.parametrize(("day", "working"), [
    (D(2026, 9, 24), True),    # Thursday before the Mid-Autumn festival
    (D(2026, 9, 25), False),   # the festival, a Friday
    (D(2026, 9, 20), True),    # a Sunday worked instead
    (D(2026, 9, 19), False),   # the Saturday before it
    (D(2026, 10, 10), True),   # a Saturday worked instead
    (D(2026, 10, 7), False),
    (D(2026, 2, 23), False),   # the ninth day of the Spring Festival, a Monday
    (D(2026, 2, 28), True),
    (D(2030, 1, 1), True),     # no calendar loaded: the weekday says
])
@pytest.mark.usefixtures("shipped")
def test_is_working_day(day, working):
    assert selectors.is_working_day(day) is working


@pytest.mark.usefixtures("shipped")
def test_five_working_days_over_the_national_holiday(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert selectors.working_day_after(D(2026, 9, 29), 5) == D(2026, 10, 11) + dt.timedelta(days=1)


@pytest.mark.usefixtures("shipped")
def test_counting_is_the_inverse_of_going_forward():
    for start in (D(2026, 2, 1) + dt.timedelta(days=n) for n in range(60)):
        for count in (1, 2, 5, 10):
            assert selectors.working_days_between(start, selectors.working_day_after(start, count)) == count


def test_none_after_is_the_day_itself_or_the_next_worked_one():
    calendar = Calendar(off=frozenset({D(2026, 5, 4), D(2026, 5, 5)}))
    assert calendar.after(D(2026, 4, 30), 0) == D(2026, 4, 30)
    assert calendar.after(D(2026, 5, 2), 0) == D(2026, 5, 6)
    assert calendar.between(D(2026, 5, 6), D(2026, 5, 6)) == 0
    assert calendar.between(D(2026, 5, 7), D(2026, 5, 6)) == 0


def test_loading_twice_changes_nothing_and_a_correction_holds(db, tmp_path):
    lines = services.read_file(services.SHIPPED)
    assert services.load(lines=lines).added == len(lines) == Holiday.objects.count()
    assert services.load(lines=lines) == services.LoadResult(0, 0, len(lines))
    file = tmp_path / "2026.json"
    file.write_text('[{"on": "2026-01-04", "kind": "rest", "name": "元旦"}]', encoding="utf-8")
    call_command("load_holidays", str(file))
    assert not selectors.is_working_day(D(2026, 1, 4))
    assert Holiday.objects.count() == len(lines)


def test_every_day_worked_instead_is_a_weekend_day():
    for line in services.read_file(services.SHIPPED):
        if line.kind == "work":
            assert line.on.weekday() >= 5, line


@pytest.mark.parametrize("rows", [
    [{"on": "2026/01/01", "kind": "rest", "name": "元旦"}],
    [{"on": "2026-01-01", "kind": "free", "name": "元旦"}],
    [{"on": "2026-01-01", "kind": "rest", "name": " "}],
    [{"on": "2026-01-03", "to_on": "2026-01-01", "kind": "rest", "name": "元旦"}],
    [{"on": "2026-01-01", "kind": "rest", "name": "a"}, {"on": "2026-01-01", "kind": "work", "name": "b"}],
    [{"day": "2026-01-01"}],
    [["2026-01-01"]],
])
def test_a_file_that_makes_no_calendar_is_refused(rows):
    with pytest.raises(CalendarRefused):
        read_lines(rows)


def test_a_refused_file_loads_nothing(db, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("on,to_on,kind,name\n2026-01-01,,rest,元旦\nsoon,,rest,春节\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Row 2"):
        call_command("load_holidays", str(file))
    assert not Holiday.objects.exists()


@pytest.mark.usefixtures("shipped")
def test_hr_keeps_the_calendar_and_an_editor_does_not(cast, sign_in):
    client = sign_in(cast.hr)
    assert "国庆节" in client.get(reverse("holidays:index"), {"on__year": 2026}).content.decode()
    client.post(reverse("holidays:add"), {"on": "2028-01-03", "kind": "rest", "name": "元旦"})
    assert not selectors.is_working_day(D(2028, 1, 3))
    refused = client.post(reverse("holidays:add"), {"on": "2028-01-03", "kind": "work", "name": "x"})
    assert refused.status_code == 200
    assert sign_in(cast.editor).get(reverse("holidays:add")).status_code == 302
