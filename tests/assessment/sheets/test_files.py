"""A file of sheets: every row judged, all or nothing, the same again changes nothing; broken files are refused."""

import io

import pytest
from python_calamine import CalamineWorkbook

from lms.assessment.models import Attempt
from lms.assessment.sheets import files, importing, judging, selectors
from lms.assessment.sheets.models import SheetEntry, SheetFile
from lms.assessment.sheets.services import note_print
from lms.audit.models import Entry
from tests import factories
from tests.assessment.sheets.conftest import AFTER, enrolled_in, entered
from tests.assessment.sheets.workbooks import row_of, workbook


def received(papers, content: bytes, by, at=AFTER) -> SheetFile:
    return importing.receive(paper_set=papers, content=content, name="答卷.xlsx", by=by, at=at)


def kinds(file: SheetFile) -> list[str]:
    return [row["kind"] for row in file.rows]


def write(file: SheetFile, by, at=AFTER, seen: str = "") -> int:
    return importing.write(file=file, seen=seen or importing.fingerprint(file), by=by, at=at)


@pytest.fixture
def people(cast, version):
    """The learner and two colleagues, who take the course."""
    found = [cast.learner, factories.person("王伟", cast.section), factories.person("李娜", cast.section)]
    for person in found:
        enrolled_in(person, version)
    return found


def test_a_file_is_judged_then_written_as_a_whole(cast, papers, people):
    file = received(papers, workbook([row_of(papers, person, wrong=n) for n, person in enumerate(people)]), cast.hr)
    assert kinds(file) == ["new"] * 3
    assert [row["score"] for row in file.rows] == ["100", "88", "76"]
    assert not Attempt.objects.exists()
    assert write(file, cast.hr) == 3
    assert sorted(SheetEntry.objects.values_list("score", flat=True)) == [76, 88, 100]
    file.refresh_from_db()
    assert (file.written_by, file.written_at) == (cast.hr, AFTER)
    assert Entry.objects.get(action="assessment.import_sheets").detail["entered"] == 3


def test_written_once(cast, papers, people):
    file = received(papers, workbook([row_of(papers, people[0])]), cast.hr)
    assert (write(file, cast.hr), write(file, cast.hr)) == (1, 0)
    assert Attempt.objects.count() == 1


def test_the_same_file_again_changes_nothing(cast, papers, people):
    content = workbook([row_of(papers, person) for person in people])
    write(received(papers, content, cast.hr), cast.hr)
    again = received(papers, content, cast.hr)
    assert kinds(again) == ["same"] * 3
    assert write(again, cast.hr) == 0
    assert Attempt.objects.count() == 3


REFUSED = {
    "nobody of the number": {"staff_no": "99999"},
    "another name": {"name": "张三"},
    "no such paper": {"letter": "C"},
    "no paper": {"letter": ""},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_a_refused_row_stops_the_whole_file(cast, papers, people, changes):
    rows = [row_of(papers, people[0]), row_of(papers, people[1])]
    bad = row_of(papers, people[2])
    for place, name in enumerate(("staff_no", "name", "letter")):
        bad[place] = changes.get(name, bad[place])
    file = received(papers, workbook([*rows, bad]), cast.hr)
    assert kinds(file) == ["new", "new", "refused"]
    assert (file.rows[2]["row"], bool(file.rows[2]["reasons"])) == (4, True)
    with pytest.raises(importing.FileChanged):
        write(file, cast.hr)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("cell", ["E", "AB", "好", "=1+1", "A" * 400, "-1"])
def test_a_cell_that_is_no_answer(cast, papers, people, cell):
    row = row_of(papers, people[0])
    row[3] = cell
    assert kinds(received(papers, workbook([row]), cast.hr)) == ["refused"]


def test_twice_in_the_file(cast, papers, people):
    file = received(papers, workbook([row_of(papers, people[0]), row_of(papers, people[0], letter="B")]), cast.hr)
    assert kinds(file) == ["refused", "refused"]


def test_entered_with_other_answers_passed_or_not_enrolled(cast, papers, people):
    entered(papers, people[0].enrolments.get(), cast.hr, wrong=6)
    people[1].enrolments.update(passed_at=AFTER)
    rows = [row_of(papers, people[0]), row_of(papers, people[1]), row_of(papers, cast.stranger)]
    assert kinds(received(papers, workbook(rows), cast.hr)) == ["refused"] * 3


def test_before_the_exam_has_ended(cast, papers, people):
    file = received(papers, workbook([row_of(papers, people[0])]), cast.hr, at=papers.begins_at)
    assert kinds(file) == ["refused"]


def test_what_changed_since_the_preview_is_not_written(cast, papers, people):
    file = received(papers, workbook([row_of(papers, person) for person in people]), cast.hr)
    entered(papers, people[1].enrolments.get(), cast.hr, wrong=5)
    with pytest.raises(importing.FileChanged):
        write(file, cast.hr)
    assert Attempt.objects.count() == 1
    file.refresh_from_db()
    assert kinds(file) == ["new", "refused", "new"]


def test_only_what_was_seen_is_written(cast, papers, people):
    with pytest.raises(importing.FileChanged):
        write(received(papers, workbook([row_of(papers, people[0])]), cast.hr), cast.hr, seen="another")
    assert not Attempt.objects.exists()


def test_ugly_but_readable(cast, papers, people):
    """A title above, numbers as numbers, padded names, full width, rows left empty."""
    person = factories.person("张 三".replace(" ", ""), cast.section, staff_no="20137")
    enrolled_in(person, papers.version)
    row = row_of(papers, person)
    row[0], row[1], row[2], row[3] = 20137, "张　三", "Ａ", "Ａ" if row[3] == "A" else row[3].lower()
    empty = ["20999", "没来", "", *[""] * 8]
    file = received(papers, workbook([row, empty], title="答卷登记表"), cast.hr)
    assert (kinds(file), file.rows[0]["row"]) == (["new"], 3)


BROKEN = {
    "empty": b"", "text": "工号".encode(), "a picture": b"\x89PNG\r\n\x1a\n" + b"0" * 99, "a PDF": b"%PDF-1.7 ...",
    "a cut-off workbook": workbook([["1"]])[:200], "zeros": b"\0" * 1000,
    "a zip that is none": b"PK\x03\x04" + b"x" * 99,
    "no such heads": workbook([["1"]], heads=["甲", "乙"]), "heads only": workbook([]),
    "a question twice": workbook([["1", "张三", "A", "A", "B"]], heads=["工号", "姓名", "卷别", "1", "1"]),
    "too large": b"0" * (files.LARGEST + 1),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_files_are_refused_in_words(cast, papers, content):
    with pytest.raises(files.FileRefused) as refused:
        received(papers, content, cast.hr)
    assert str(refused.value)
    assert not SheetFile.objects.exists()


def test_more_rows_than_allowed(cast, papers, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    with pytest.raises(files.FileRefused):
        received(papers, workbook([["1", "", "A", "A"]] * 3), cast.hr)


def test_the_template_names_who_has_not_passed_and_is_read_back(cast, papers, people):
    people[1].enrolments.update(passed_at=AFTER)
    content = files.template(papers, selectors.to_sit(papers))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    first, *rows = book.get_sheet_by_index(0).to_python()
    assert first == ["工号", "姓名", "卷别", *map(str, range(1, 9))]
    assert sorted(row[0] for row in rows) == sorted(person.staff_no for person in (people[0], people[2]))
    with pytest.raises(files.FileRefused):  # nothing is filled in yet
        received(papers, content, cast.hr)


def test_judging_asks_as_often_for_many_as_for_one(cast, papers, people, django_assert_num_queries):
    rows = files.read(workbook([row_of(papers, person) for person in people]))
    judging.judge(papers, rows[:1], by=cast.hr, at=AFTER)
    for number in (1, 3):
        with django_assert_num_queries(6):
            assert len(judging.judge(papers, rows[:number], by=cast.hr, at=AFTER)) == number


def test_printing_is_in_the_log(cast, papers):
    note_print(paper_set=papers, what="papers", copies=2, by=cast.hr)
    logged = Entry.objects.get(action="assessment.print_papers")
    assert (logged.actor_no, logged.detail) == (cast.hr.staff_no, {"what": "papers", "copies": 2})
