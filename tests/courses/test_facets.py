"""Narrowing the catalogue: the choices, their counts, and the page with a hundred courses."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.catalogue import catalogue_context
from courses.facets import SPANS, Filters, Slim, chosen_of, facets_of, narrowed, span_of
from courses.models import Course, CoursePage
from lms.common import clock
from lms.study.services import enrol
from tests import factories
from tests.courses.conftest import publish

LAW, TALK = ("fa", "法规"), ("tan", "谈话")
COURSES = [
    Slim(1, "A", "法规", "社会保险", Decimal("2"), (LAW,), "done"),
    Slim(2, "B", "法规", "劳动关系", Decimal("2.25"), (LAW, TALK), "todo"),
    Slim(3, "C", "服务", "社会保险", Decimal("33.5"), (), ""),
]


def numbers(filters: Filters) -> dict[str, dict[str, int]]:
    return {facet.name: {one.value: one.number for one in facet.choices} for facet in facets_of(COURSES, filters)}


@pytest.mark.parametrize(
    ("asked", "left"),
    [({}, "ABC"), ({"category": "法规"}, "AB"), ({"line": "社会保险"}, "AC"), ({"tag": "tan"}, "B"),
     ({"hours": "0-2"}, "A"), ({"hours": "8-"}, "C"), ({"state": "done"}, "A"),
     ({"category": "法规", "line": "社会保险"}, "A"),
     ({"category": "没有"}, ""), ({"hours": "x"}, "")],
)
def test_what_is_left(asked, left):
    assert "".join(one.code for one in narrowed(COURSES, Filters(**asked))) == left


def test_counts_say_what_a_choice_would_leave():
    assert numbers(Filters())["category"] == {"服务": 1, "法规": 2}
    chosen = numbers(Filters(category="法规"))
    assert chosen["category"] == {"服务": 1, "法规": 2}, "a facet's own choice stays open"
    assert chosen["line"] == {"劳动关系": 1, "社会保险": 1}
    assert chosen["hours"] == {"0-2": 1, "2-4": 1}
    assert chosen["state"] == {"todo": 1, "done": 1}


def test_each_count_is_what_the_choice_leaves():
    for name, choices in numbers(Filters(line="社会保险")).items():
        for value, number in choices.items():
            assert len(narrowed(COURSES, Filters(**{"line": "社会保险", name: value}))) == number


@pytest.mark.parametrize("hours", ["0", "0.25", "2", "2.25", "4", "8", "8.25", "200"])
def test_every_length_has_one_span(hours):
    assert [key for key, over, most in SPANS if over < Decimal(hours) <= most] == [span_of(Decimal(hours))]


def test_choices_are_taken_back_one_by_one():
    filters = Filters.of({"category": "法规", "tag": "fa", "q": "工伤", "page": "3"})
    ways = {one.label: one.without for one in chosen_of(facets_of(COURSES, filters), filters)}
    assert len(ways) == 3
    assert all("page" not in way for way in ways.values())
    assert filters.query(without="category") == "q=%E5%B7%A5%E4%BC%A4&tag=fa"


@pytest.fixture
def reader(client, learner):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    return client


def test_the_page_narrows_by_line_and_my_progress(reader, learner, make_course):
    for code, line in (("T-01", "社会保险"), ("T-02", "劳动关系")):
        publish(make_course(code, line=line, title=f"课程{code}甲"))
    course = Course.objects.get(code="T-01")
    enrol(person=learner, course=course, cycle=clock.cycle_of(clock.today()), at=timezone.now())
    html = reader.get("/courses/?line=社会保险&state=todo").content.decode()
    assert "课程T-01甲</a>" in html
    assert "课程T-02甲</a>" not in html
    assert 'value="社会保险" selected>社会保险 (1)' in html
    assert 'href="?line=%E7%A4%BE%E4%BC%9A%E4%BF%9D%E9%99%A9"' in html
    assert "课程T-02甲</a>" not in reader.get("/courses/?state=todo").content.decode()


@pytest.mark.parametrize("query", ["q=！！", "q=" + "工" * 500, "hours=abc", "tag=%00", "category=<script>", "state='",
                                   "page=x"])
def test_odd_addresses_are_answered(reader, make_course, query):
    make_course(lessons=0, live=True)
    response = reader.get(f"/courses/?{query}")
    assert response.status_code in {200, 400}
    assert "<script>'" not in response.content.decode()


def test_a_search_for_no_word_is_left_out_and_said(reader, make_course):
    make_course(lessons=0, live=True, title="课程甲")
    html = reader.get("/courses/?q=！！").content.decode()
    assert "课程甲</a>" in html
    assert 'role="alert"' in html


def test_a_hundred_courses_ask_as_much_as_five(rf, catalogue, learner):
    def asked() -> int:
        request = rf.get("/courses/?line=线1")
        request.user, request.my_states = learner, {"F-1": SimpleNamespace(state="done", word="已完成")}
        with CaptureQueriesContext(connection) as caught:
            context = catalogue_context(catalogue, request)
        assert all(facet.choices for facet in context["facets"])
        return len(caught)

    def add(numbers: range) -> None:
        for number in numbers:
            page = catalogue.add_child(instance=CoursePage(
                title=f"课程{number}", code=f"F-{number}", line=f"线{number % 4}", category=f"类{number % 7}"))
            page.tags.add(f"签{number % 9}")
            page.save()

    add(range(1, 6))
    asked()  # content types and the site's root are known by the second time
    few = asked()
    add(range(6, 106))
    factories.version("F-1")
    assert asked() == few
