"""The marker's pages: blind, in order, with the rubric; and what is refused at their doors."""

import pytest
from django.urls import reverse

from home.waiting import waiting_for
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask
from lms.audit.models import Entry
from tests.assessment.marking.conftest import ESSAY, FEES, TEN, appointed, marked

pytestmark = pytest.mark.django_db


@pytest.fixture
def marker(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    return sign_in(marking.first)


def begin(client, marking, item: int = 2) -> MarkingTask:
    answer = client.post(reverse("assessment:marking_next"), {"question": marking.task(item).question})
    return MarkingTask.objects.get(pk=int(answer.url.rstrip("/").rsplit("/", 1)[1]))


def address(task) -> str:
    return reverse("assessment:marking_answer", args=[task.pk])


def names(cast) -> list[str]:
    people = (cast.learner, cast.stranger)
    return [text for person in people for text in (person.full_name, person.staff_no)]


def test_the_queue_and_the_answer_name_nobody(cast, marker, marking):
    queue = marker.get(reverse("assessment:marking")).content.decode()
    assert "简述流程" in queue
    assert "待评 2 份" in queue
    task = begin(marker, marking)
    page = marker.get(address(task)).content.decode()
    assert FEES in page
    assert "受理、调查、决定各一分" in page
    assert "本题第 1 份，共 2 份" in page
    assert not [name for name in names(cast) if name in queue + page]


def test_saving_leads_to_the_next_and_after_the_last_to_the_queue(marker, marking):
    task = begin(marker, marking)
    answer = marker.post(address(task), {"points": "8.5", "comment": "要点完整"})
    other = MarkingTask.objects.exclude(pk=task.pk).get(item=2)
    assert answer.url == address(other)
    assert "上一份评分" in marker.get(reverse("assessment:marking")).content.decode()
    assert marker.post(address(other), {"points": "7"}).url == reverse("assessment:marking")
    assert list(ItemMark.objects.order_by("pk").values_list("points", "comment")) == [(8.5, "要点完整"), (7, "")]


def test_a_double_click_is_one_mark(marker, marking):
    task = begin(marker, marking)
    for _ in range(2):
        assert marker.post(address(task), {"points": "8"}).status_code == 302
    assert ItemMark.objects.count() == 1


@pytest.mark.parametrize("sent", [
    {"points": "10.5"}, {"points": "11"}, {"points": "-1"}, {"points": "0.3"}, {"points": ""}, {"points": "x"},
    {"points": "5", "comment": "长" * 501},
])
def test_what_does_not_fit_is_said_beside_the_form(marker, marking, sent):
    task = begin(marker, marking)
    answer = marker.post(address(task), sent)
    assert answer.status_code == 200
    assert FEES in answer.content.decode()
    assert not ItemMark.objects.exists()


def test_passing_over_leaves_it_to_others(marker, marking):
    task = begin(marker, marking)
    answer = marker.post(reverse("assessment:marking_skip", args=[task.pk]))
    task.refresh_from_db()
    assert task.claimed_by is None
    assert answer.url != address(task)


def test_the_last_mark_is_taken_back(marker, marking):
    task = begin(marker, marking)
    marker.post(address(task), {"points": "3"})
    mark = ItemMark.objects.get()
    assert marker.post(reverse("assessment:marking_undo", args=[mark.pk])).url == address(task)
    assert marker.get(address(task)).status_code == 200
    mark.refresh_from_db()
    assert mark.undone_at == TEN


def test_an_answer_is_only_marked_from_where_it_was_opened(marker, marking):
    task = marking.task(2)
    assert marker.get(address(task)).url == reverse("assessment:marking")
    assert marker.post(address(task), {"points": "5"}).url == reverse("assessment:marking")
    assert not ItemMark.objects.exists()


def test_who_is_not_appointed_finds_nothing_and_it_is_logged(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    for person in (cast.learner, cast.stranger, cast.editor, cast.supervision, cast.hr):
        client = sign_in(person)
        for name in ("marking_answer", "marking_skip"):
            assert client.post(reverse(f"assessment:{name}", args=[marking.task(2).pk])).status_code == 404
        assert client.get(address(marking.task(2))).status_code == 404
    assert Entry.objects.filter(action="assessment.refused", target__startswith="answer ").count() == 15
    assert not ItemMark.objects.exists()


def test_a_learner_who_marks_never_opens_his_own(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    appointed(marking.version.course, cast.learner, cast.hr)
    client = sign_in(cast.learner)
    assert client.get(address(marking.task(2))).status_code == 404
    assert begin(client, marking).attempt == marking.other
    assert client.post(address(marking.task(2)), {"points": "10"}).status_code == 404


def test_anothers_mark_is_not_taken_back(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    mark = marked(marking.task(2), marking.first).mark
    assert sign_in(marking.second).post(reverse("assessment:marking_undo", args=[mark.pk])).status_code == 404


def test_the_learner_reads_points_and_comments(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    marked(marking.task(2), marking.first, "8.5", "程序写得清楚")
    marked(marking.task(3), marking.second, "6")
    page = sign_in(cast.learner).get(reverse("assessment:result", args=[marking.attempt.pk])).content.decode()
    assert "程序写得清楚" in page
    assert "8.50 / 10 分" in page
    assert "81.66" in page
    assert marking.first.full_name not in page
    assert ESSAY in page  # passed, so that answers are shown


def test_hr_appoints_and_dismisses(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    client = sign_in(cast.hr)
    exam = reverse("assessment:marking_exam", args=["T-01", "2026"])
    assert "简述流程" in client.get(exam).content.decode()
    data = {"staff_no": cast.stranger.staff_no, "unit": "0101", "from_on": "2026-06-01"}
    client.post(reverse("assessment:marking_appoint", args=["T-01", "2026"]), data)
    page = client.get(exam).content.decode()
    assert cast.stranger.full_name in page
    for wrong in ({"staff_no": "nobody"}, {"unit": "9999"}, {"to_on": "2026-05-01"}):
        client.post(reverse("assessment:marking_appoint", args=["T-01", "2026"]), data | {"unit": ""} | wrong)
    row = Marker.objects.get(person=cast.stranger)
    client.post(reverse("assessment:marking_dismiss", args=[row.pk]))
    assert cast.stranger.full_name not in client.get(exam).content.decode()


def test_what_waits_stands_on_the_desk_and_what_nobody_marks_on_hrs(cast, sign_in, marking, clock_at):
    clock_at(TEN)

    def found(person) -> dict[str, int]:
        return {str(row.text): row.count for row in waiting_for(person, TEN.date())}

    assert found(cast.head)["待评阅的答案"] == 4
    assert "考试尚无人阅卷或仲裁" not in found(cast.hr)
    Marker.objects.update(removed_at=TEN)
    assert found(cast.hr)["考试尚无人阅卷或仲裁"] == 1
    assert "待评阅的答案" not in found(cast.head)
    assert sign_in(cast.hr).get(reverse("home:desk")).status_code == 200
