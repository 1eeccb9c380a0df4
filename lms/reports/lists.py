"""The list of people and courses as a file: xlsx of any length for a job, CSV at once for one course."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from lms.common.sheets import Sheet, csv_lines, write_workbook_to
from lms.people.models import User
from lms.reports.exports import defined, exported, people_columns, scope_lines
from lms.reports.selectors.lists import Listed, Tell, list_rows
from lms.reports.wording import PERSON_DEFINITIONS


def write_list(path: Path, listed: Listed, *, by: User, at: dt.datetime, tell: Tell) -> None:
    write_workbook_to(path, [_sheet(listed, by, at, tell)])


def list_as_csv(listed: Listed, *, by: User, at: dt.datetime) -> Iterator[str]:
    return csv_lines(_sheet(listed, by, at, lambda done: None))


def file_name(listed: Listed, ending: str) -> str:
    """养老保险科 名单 2026-06-30.xlsx: nothing in it that a file's name may not hold."""
    values = {"unit": listed.unit.name, "course": listed.wanted.course, "day": listed.on}
    name = (_("%(unit)s list %(course)s %(day)s") if listed.wanted.course else _("%(unit)s list %(day)s")) % values
    return plain_name(name + ending)


def plain_name(name: str) -> str:
    return "".join("_" if letter in '\\/:*?"<>|' else letter for letter in name)


def _sheet(listed: Listed, by: User, at: dt.datetime, tell: Tell) -> Sheet:
    return Sheet(_("People"), people_columns(), list_rows(listed, tell), _footnote(listed, by, at))


def _footnote(listed: Listed, by: User, at: dt.datetime) -> list[str]:
    """Time, scope, definitions and exporter (design 1, exports)."""
    return [*scope_lines(listed.unit, listed.on, listed.cycle, listed.wanted), *exported(by, at), _("Definitions"),
            *defined(PERSON_DEFINITIONS)]
