"""`manage.py import_roster`: the same services, in words and as JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from lms.audit.models import Entry
from lms.people.models import ImportRun, PeopleSettings, Posting, User
from tests import factories
from tests.people.rosters import book, row
from tests.people.test_roster_kinds import people


@pytest.fixture
def told(organisation, tmp_path):
    """What the command prints for these rows; a failure is raised."""

    def _told(rows: list, *options: str) -> str:
        path, out = tmp_path / "r.xlsx", io.StringIO()
        path.write_bytes(book(*rows))
        try:
            call_command("import_roster", str(path), *options, stdout=out)
        except CommandError as error:
            raise CommandError(f"{out.getvalue()}\n{error}") from error
        return out.getvalue()

    return _told


def test_a_dry_run_leaves_no_trace(told):
    assert json.loads(told([row()], "--json"))["new"][0]["after"]["unit"] == "0101"
    logged = Entry.objects.filter(action__startswith="people").count()
    assert (User.objects.count(), ImportRun.objects.count(), logged) == (0, 0, 0)


def test_written_in_somebodys_name_and_taken_back(told):
    hr = factories.person("人事", staff_no="00900")
    run = json.loads(told([row()], "--commit", "--json", "--by", "00900"))["run"]
    assert ImportRun.objects.get(pk=run).committed_by == hr
    out = io.StringIO()
    call_command("import_roster", "--undo", str(run), "--json", "--by", "00900", stdout=out)
    assert json.loads(out.getvalue()) == {"run": run, "state": "undone"}
    assert not Posting.objects.exists()


def test_each_change_says_its_kind(told):
    told(people(4), "--commit")
    rows = people(4)
    rows[0][4], rows[1][7], rows[2][9] = "政策法规科", "四级主任科员", "退休"
    Posting.objects.update(from_on="2020-01-01")
    changed = json.loads(told(rows, "--json"))["changed"]
    assert [(one["kind"], one["row"]) for one in changed] == [("mover", 2), ("changed", 3), ("leaver", 4)]
    words = told(rows)
    assert "0101 → 0105" in words


def test_a_complete_roster_names_leavers_without_a_row(told):
    told(people(3), "--commit")
    assert json.loads(told(people(2), "--complete", "--json"))["changed"][0]["row"] is None
    assert "00102" in told(people(2), "--complete")
    assert json.loads(told(people(2), "--json"))["changed"] == []


def test_too_many_leavers_fail_in_words_and_in_json(told):
    told(people(9), "--commit")
    limits = PeopleSettings.load()
    limits.max_leavers_percent, limits.always_allowed_leavers = 10, 1
    limits.save()
    with pytest.raises(CommandError, match='"blocked"'):
        told(people(2), "--complete", "--json", "--commit")
    assert User.objects.filter(is_active=False).count() == 0


def test_refusals_have_row_column_value_and_reason(told):
    with pytest.raises(CommandError) as failed:
        told([row(unit="火星局")], "--json", "--commit")
    printed = str(failed.value)
    refused = json.loads(printed[: printed.rindex("}") + 1])["refused"]
    assert [(one["row"], one["column"], one["value"]) for one in refused] == [(2, "所在单位", "火星局")]
    assert refused[0]["reason"]


WRONG = {"nothing": (), "both": ("r.xlsx", "--undo", "1"), "no such file": ("nowhere.xlsx",),
         "no such roster": ("--undo", "99"), "nobody": ("nowhere.xlsx", "--by", "nobody")}


@pytest.mark.parametrize("options", WRONG.values(), ids=WRONG.keys())
def test_wrong_words_are_answered_in_a_sentence(organisation, options):
    with pytest.raises(CommandError):
        call_command("import_roster", *options)
