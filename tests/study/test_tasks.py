"""Forms, checklists and written work: they finish a lesson, only when done, and never by one's own word."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.models import VersionLesson
from lms.audit.models import Entry
from lms.common import clock
from lms.notices.models import Notice
from lms.study.models import Completion, LessonProgress
from lms.study.tasks import services
from lms.study.tasks.models import FormAnswer, HandIn, PracticeEntry
from lms.study.tasks.services import TaskRefused
from tests import factories
from tests.pdfs import PROTECTED, pdf
from tests.study.conftest import T0, beat, enrolled, later, visit_of

FORM = {"type": "form", "id": "F", "value": {"title": "自查表", "readers": "office", "questions": [
    {"type": "item", "id": "q1", "value": {"question": "哪一条？", "kind": "text", "required": True}},
    {"type": "item", "id": "q2", "value": {"question": "几类？", "kind": "any", "choices": "甲\n乙",
                                               "required": False}},
]}}
CHECKLIST = {"type": "checklist", "id": "C", "value": {"title": "清单", "items": [
    {"type": "item", "id": "i1", "value": "做一"}, {"type": "item", "id": "i2", "value": "做二"}]}}
WORK = {"type": "hand_in", "id": "W", "value": {"title": "作业", "takes": "either", "pass_mark": 60}}
LESSON = "T-01-L1"
TODAY = dt.date(2026, 6, 21)


def lesson_with(person, *blocks, rule="tasks", span=0, **fields):
    version = factories.version(lessons=0)
    VersionLesson.objects.create(
        version=version, code=LESSON, number=1, title="课", rule=rule, span_seconds=span, body=list(blocks), **fields)
    return enrolled(person, version)


def send(enrolment, text="有", at=T0):
    said = {"q1": text, "q2": ["甲"]}
    return services.send_form(enrolment=enrolment, lesson_code=LESSON, key="F", answers=said, at=at)


def say(enrolment, item, at=T0, done_on=TODAY):
    return services.say_done(
        enrolment=enrolment, lesson_code=LESSON, key="C", item=item, done_on=done_on, note="窗口", at=at)


def hand(enrolment, text="方案", file=None, at=T0):
    return services.hand_in(enrolment=enrolment, lesson_code=LESSON, key="W", text=text, file=file, at=at)


def test_sending_a_form_finishes_its_lesson_and_keeps_what_was_said(cast):
    enrolment = lesson_with(cast.learner, FORM)
    send(enrolment)
    assert Completion.objects.get().evidence["lessons"][LESSON]["tasks"] == ["form F"]
    send(enrolment, at=later(9))
    assert FormAnswer.objects.count() == 1
    send(enrolment, "又想了想", at=later(20))
    assert list(FormAnswer.objects.order_by("number").values_list("number", "answers__0__answer")) == [
        (1, "有"), (2, "又想了想")]


def test_a_film_with_a_form_asks_for_both(cast):
    enrolment = lesson_with(cast.learner, FORM, rule="watch", span=60)
    visit = visit_of(enrolment)
    assert beat(enrolment, visit, 1, [[0, 60]], later(60)).passed is False
    send(enrolment, at=later(70))
    assert Completion.objects.exists()


def test_a_form_with_a_film_asks_for_both(cast):
    enrolment = lesson_with(cast.learner, FORM, rule="watch", span=60)
    send(enrolment)
    assert not Completion.objects.exists()
    assert beat(enrolment, visit_of(enrolment), 1, [[0, 60]], later(60)).passed


def test_practice_is_done_when_every_item_is_confirmed(cast):
    enrolment = lesson_with(cast.learner, CHECKLIST)
    first, second = say(enrolment, "i1"), say(enrolment, "i2")
    assert say(enrolment, "i1", at=later(5)) == first
    services.confirm(entry=first, comment="", by=cast.head, at=later(10))
    services.return_entry(entry=second, reason="没有看到", by=cast.hr, at=later(11))
    assert not Completion.objects.exists()
    services.confirm(entry=say(enrolment, "i2", at=later(12)), comment="", by=cast.head, at=later(13))
    assert Completion.objects.exists()
    assert PracticeEntry.objects.count() == 3
    assert Notice.objects.filter(person=cast.learner, body="没有看到").exists()


def test_what_cannot_be_decided(cast):
    enrolment, mine = lesson_with(cast.learner, CHECKLIST), lesson_with(cast.hr, CHECKLIST)
    entry = say(enrolment, "i1")
    for refused, message in (
        (lambda: services.return_entry(entry=entry, reason=" ", by=cast.head, at=T0), "理由"),
        (lambda: services.confirm(entry=say(mine, "i1"), comment="", by=cast.hr, at=T0), "本人"),
        (lambda: say(enrolment, "i9"), "没有这一项"),
        (lambda: say(enrolment, "i2", done_on=TODAY + dt.timedelta(days=1)), "还没到"),
    ):
        with pytest.raises(TaskRefused) as told:
            refused()
        assert message in str(told.value)
    services.confirm(entry=entry, comment="", by=cast.head, at=T0)
    with pytest.raises(TaskRefused):
        services.return_entry(entry=entry, reason="反悔", by=cast.hr, at=T0)


def test_work_is_marked_and_handed_in_again_until_it_passes(cast):
    enrolment = lesson_with(cast.learner, WORK)
    first = hand(enrolment)
    with pytest.raises(TaskRefused):
        hand(enrolment, "二稿")
    services.give_back(work=first, reason="缺承诺", by=cast.hr, at=later(1))
    services.mark(work=hand(enrolment, "二稿"), mark=59, comment="差一点", by=cast.hr, at=later(2))
    assert not Completion.objects.exists()
    third = services.mark(work=hand(enrolment, "三稿"), mark=60, comment="", by=cast.hr, at=later(3))
    assert third.passed
    assert Completion.objects.exists()
    assert list(HandIn.objects.order_by("number").values_list("number", "state", "mark")) == [
        (1, "returned", None), (2, "marked", 59), (3, "marked", 60)]
    with pytest.raises(TaskRefused):
        hand(enrolment, "四稿")
    assert set(Entry.objects.filter(action__startswith="study.handin").values_list("action", flat=True)) == {
        "study.handin_marked", "study.handin_returned"}


@pytest.mark.parametrize(
    "change", [{"mark": 101, "state": "marked"}, {"mark": 50}, {"text": "", "file": ""}, {"state": "returned"}])
def test_the_database_keeps_work_whole(cast, change):
    work = hand(lesson_with(cast.learner, WORK))
    with pytest.raises(IntegrityError), transaction.atomic():
        HandIn.objects.filter(pk=work.pk).update(**change)


@pytest.fixture
def page(cast, sign_in):
    """The learner's browser and the task's address."""
    def _page(block):
        lesson_with(cast.learner, block)
        return sign_in(cast.learner), reverse("study:task", args=["T-01", LESSON, block["id"]])

    return _page


def test_showing_writes_nothing_and_a_gap_is_said(page):
    client, address = page(FORM)
    lesson = client.get(reverse("study:lesson", args=["T-01", LESSON]))
    assert address in lesson.content.decode()
    assert client.get(address).status_code == 200
    assert not LessonProgress.objects.exists()
    assert client.post(address, {"q-q1": ""}).status_code == 400
    assert client.post(address, {"q-q1": "写了", "q-q2": ["丙"]}).status_code == 400
    assert not FormAnswer.objects.exists()
    assert client.post(address, {"q-q1": "写了", "q-q2": ["甲", "乙"]}).status_code == 302
    assert "甲；乙" in dict(FormAnswer.objects.get().said).values()


def test_a_tick_by_the_page(page):
    client, address = page(CHECKLIST)
    assert client.post(address, {"item": "i1", "done_on": str(clock.today()), "note": "窗口"}).status_code == 302
    assert client.post(address, {"item": "i2", "done_on": "2999-01-01"}).status_code == 400
    assert PracticeEntry.objects.get().text == "做一"


BAD = {"a.exe": b"MZ", "a.html": b"<script>", "a.svg": b"<svg>", "renamed.pdf": b"MZ\x90", "locked.pdf": PROTECTED,
       "half.pdf": b"%PDF-1.7", "empty.pdf": b"", "renamed.docx": b"x", "large.txt": b"x" * (20 * 1024 * 1024 + 1)}


def test_files_that_are_refused_leave_nothing(page):
    client, address = page(WORK)
    before = set(Path(settings.MEDIA_ROOT).glob("hand_ins/*"))
    for name, content in BAD.items():
        answer = client.post(address, {"text": "", "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 400, name
        assert "field-error" in answer.content.decode(), name
    assert client.post(address, {"text": " "}).status_code == 400
    assert not HandIn.objects.exists()
    assert set(Path(settings.MEDIA_ROOT).glob("hand_ins/*")) == before


def test_a_file_is_for_its_author_and_hr_and_is_never_run(page, cast, sign_in):
    client, address = page(WORK)
    content = pdf(1)
    client.post(address, {"file": SimpleUploadedFile("方案<b>.pdf", content)})
    work = HandIn.objects.get()
    assert work.file.name.startswith("hand_ins/")
    answer = client.get(reverse("study:hand_in_file", args=[work.pk]))
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, content)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    for name, person in cast.everyone().items():
        wanted = 200 if name in ("learner", "hr") else 404
        assert sign_in(person).get(reverse("study:hand_in_file", args=[work.pk])).status_code == wanted, name


def test_who_marks_whom(cast, sign_in):
    enrolment = lesson_with(cast.learner, FORM, CHECKLIST, WORK)
    rows = {"mark": hand(enrolment).pk, "confirm": say(enrolment, "i1").pk, "answers": send(enrolment).pk}
    for name, pk in rows.items():
        for role, person in cast.everyone().items():
            may = {"hr"} if name == "mark" else {"hr", "head"}
            status = sign_in(person).get(reverse(f"study:{name}", args=[pk])).status_code
            assert status == (200 if role in may else 404), (name, role)


def test_nobody_finds_his_own_and_a_head_only_his_unit(cast, sign_in):
    say(lesson_with(cast.hr, CHECKLIST), "i1")
    say(lesson_with(cast.head, CHECKLIST), "i1")
    say(lesson_with(cast.stranger, CHECKLIST), "i1")
    found = {role: PracticeEntry.objects.in_hands_of(getattr(cast, role), clock.today()).count()
             for role in ("hr", "head", "leader", "learner", "supervision")}
    assert found == {"hr": 2, "head": 0, "leader": 0, "learner": 0, "supervision": 0}


def test_a_private_form_is_read_by_nobody_else(cast, sign_in):
    private = FORM | {"value": FORM["value"] | {"readers": "self"}}
    sent = send(lesson_with(cast.learner, private))
    assert sign_in(cast.hr).get(reverse("study:answers", args=[sent.pk])).status_code == 404
    assert "学员甲" not in client_text(sign_in(cast.hr), "forms")


def client_text(client, kind):
    return client.get(reverse("study:marking", args=[kind])).content.decode()


def test_marking_by_the_page(cast, sign_in):
    work = hand(lesson_with(cast.learner, WORK))
    client, address = sign_in(cast.hr), reverse("study:mark", args=[work.pk])
    assert client.post(address, {"verdict": "marked"}).status_code == 400
    assert client.post(address, {"verdict": "returned"}).status_code == 400
    assert client.post(address, {"verdict": "marked", "mark": "88", "comment": "好"}).status_code == 302
    assert client.post(address, {"verdict": "marked", "mark": "10"}).status_code == 400
    work.refresh_from_db()
    assert (work.mark, work.decided_by) == (88, cast.hr)


def test_the_queue_asks_as_much_for_ten_times_the_rows(cast, sign_in, django_assert_num_queries):
    from tests.laws.test_query_counts import queries

    client, address = sign_in(cast.hr), reverse("study:marking", args=["practice"])
    version = lesson_with(cast.learner, CHECKLIST).course.versions.get()
    say(enrolled(cast.learner, version), "i1")
    one = queries(client, address)
    for number in range(10):
        say(enrolled(factories.person(f"同事{number}", cast.section), version), "i1")
    assert queries(client, address) == one
