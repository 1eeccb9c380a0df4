"""The preview page, the button, and the list."""

import re

import pytest
from django.urls import reverse

from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.services import assign
from lms.jobs.models import Job
from lms.notices.models import Notice
from lms.people.models import PersonState
from tests import factories

OTHERS = ["learner", "head", "leader", "editor", "county_admin", "system_admin", "auditor", "inspector", "stranger"]


@pytest.fixture
def curriculum(cast, make_curriculum):
    today = clock.today()
    return make_curriculum(
        courses=("T-01", "T-02"), rules=[{"department": cast.section}], issued_on=today, due_on=today,
        cycle=clock.cycle_of(today),
    )


def _at(name, curriculum):
    return reverse(f"curricula:{name}", args=[curriculum.pk])


def test_hr_sees_who_gets_what_and_why(cast, sign_in, curriculum):
    page = sign_in(cast.hr).get(_at("preview", curriculum)).content.decode()
    assert page.count("<h1") == 1
    assert "学员甲" in page
    assert "养老保险科" in page
    assert "外人丁" not in page
    assert 'style="' not in page
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("role", [*OTHERS, "supervision"])
def test_the_preview_is_not_there_for_others(cast, sign_in, curriculum, role):
    assert sign_in(getattr(cast, role)).get(_at("preview", curriculum)).status_code == 404


@pytest.mark.parametrize("role", [*OTHERS, "supervision"])
def test_a_forged_post_assigns_nothing(cast, sign_in, curriculum, role):
    assert sign_in(getattr(cast, role)).post(_at("assign", curriculum)).status_code == 404
    assert not Job.objects.exists()
    assert not Assignment.objects.exists()
    assert not Notice.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client, curriculum):
    for name in ("preview", "assign"):
        assert client.post(_at(name, curriculum)).status_code in (302, 405)
    assert not Assignment.objects.exists()


@pytest.fixture
def press(django_capture_on_commit_callbacks):
    """Post, and let the worker do what was asked."""

    def _press(client, url):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url)
        return Job.objects.latest("pk"), response

    return _press


def test_the_button_twice(cast, sign_in, curriculum, press):
    client = sign_in(cast.hr)
    for _ in range(2):
        job, response = press(client, _at("assign", curriculum))
        assert response.url == reverse("jobs:detail", args=[job.pk])
    assert job.state == Job.State.DONE
    assert Assignment.objects.count() == 4
    assert Notice.objects.count() == 2
    page = client.get(_at("preview", curriculum)).content.decode()
    assert _at("assign", curriculum) not in page  # nothing left to assign


def test_pressed_by_two_at_once_it_is_started_once(cast, sign_in, curriculum):
    colleague = factories.person("人事同事", cast.other_section)
    factories.role(colleague, "hr")
    sign_in(colleague).post(_at("assign", curriculum))
    response = sign_in(cast.hr).post(_at("assign", curriculum), follow=True)
    assert response.redirect_chain == [(_at("preview", curriculum), 302)]
    assert "人事同事" in response.content.decode()
    assert Job.objects.count() == 1


def test_whoever_is_no_longer_named_is_released_by_hand(cast, sign_in, curriculum, press):
    client = sign_in(cast.hr)
    press(client, _at("assign", curriculum))
    cast.learner.postings.update(department=cast.other_section)
    page = client.get(_at("preview", curriculum)).content.decode()
    assert _at("release", curriculum) in page
    assert cast.learner.staff_no in page
    for _ in range(2):
        press(client, _at("release", curriculum))
    assert Assignment.objects.filter(closed_reason="not_named", person=cast.learner).count() == 2
    assert Assignment.objects.filter(closed_on__isnull=True).count() == 2
    assert _at("release", curriculum) not in client.get(_at("preview", curriculum)).content.decode()


def test_brought_into_line_by_hand(cast, sign_in, curriculum, press):
    client = sign_in(cast.hr)
    press(client, _at("assign", curriculum))
    cast.learner.postings.update(department=cast.other_section)
    factories.person("新来", cast.section)
    assert _at("reconcile", curriculum) in client.get(_at("preview", curriculum)).content.decode()
    job, _ = press(client, _at("reconcile", curriculum))
    assert job.result == {"created": 2, "reopened": 0, "closed": 2}
    job, _ = press(client, _at("reconcile", curriculum))
    assert job.result == {"created": 0, "reopened": 0, "closed": 0}


@pytest.mark.parametrize("role", [*OTHERS, "supervision"])
def test_only_hr_releases(cast, sign_in, curriculum, role):
    assign(curriculum=curriculum, by=None, on=clock.today())
    cast.learner.postings.update(department=cast.other_section)
    for name in ("release", "reconcile"):
        assert sign_in(getattr(cast, role)).post(_at(name, curriculum)).status_code == 404
    assert not Job.objects.exists()


def test_get_never_assigns(cast, sign_in, curriculum):
    for name in ("assign", "release", "reconcile"):
        assert sign_in(cast.hr).get(_at(name, curriculum)).status_code == 405
    assert sign_in(cast.hr).get(reverse("curricula:preview", args=[curriculum.pk + 1])).status_code == 404


def test_a_retired_curriculum_says_so(cast, sign_in, curriculum, press):
    curriculum.retired_on = clock.today()
    curriculum.save()
    client = sign_in(cast.hr)
    _, response = press(client, _at("assign", curriculum))
    assert "alert-error" in client.get(response.url).content.decode()
    assert not Assignment.objects.exists()


def test_rules_that_name_nobody(cast, sign_in, make_curriculum):
    page = sign_in(cast.hr).get(_at("preview", make_curriculum())).content.decode()
    assert "empty-title" in page
    assert "/assign/" not in page


def test_filter_search_and_pages(cast, sign_in, curriculum):
    PersonState.objects.create(person=cast.learner, kind="paused", reason="病假", from_on=clock.today())
    client, url = sign_in(cast.hr), _at("preview", curriculum)
    page = client.get(url, {"show": "left_out"}).content.decode()
    assert "学员甲" in page
    assert "科长乙" not in page
    assert "病假" not in page
    assert "学员甲" not in client.get(url, {"q": "科长乙"}).content.decode()
    assert "empty-title" in client.get(url, {"q": "没有这个人"}).content.decode()
    assert client.get(url, {"show": "nonsense", "page": "x"}).status_code == 200


def test_a_page_holds_two_hundred_people_whatever_the_bureau(cast, sign_in, curriculum):
    for number in range(250):
        factories.person(f"甲{number}", cast.section)
    client, url = sign_in(cast.hr), _at("preview", curriculum)
    first, last = (client.get(url, {"page": number}).content.decode() for number in (1, 2))
    assert [page.count('<th scope="row">') for page in (first, last)] == [200, 52]
    assert re.search(r"252", first)


@pytest.mark.parametrize("people", [10, 100])
def test_the_page_asks_the_same_at_any_size(cast, sign_in, curriculum, django_assert_max_num_queries, people):
    for number in range(people):
        factories.person(f"甲{number}", cast.section)
    client = sign_in(cast.hr)
    with django_assert_max_num_queries(20):
        client.get(_at("preview", curriculum))


@pytest.mark.parametrize(("role", "status"), [("hr", 200), ("supervision", 200), *((role, 404) for role in OTHERS)])
def test_who_may_read_the_list(cast, sign_in, curriculum, role, status):
    assert sign_in(getattr(cast, role)).get(reverse("curricula:list")).status_code == status


def test_supervision_reads_the_list_only(cast, sign_in, curriculum):
    assign(curriculum=curriculum, by=None, on=clock.today())
    page = sign_in(cast.supervision).get(reverse("curricula:list")).content.decode()
    assert curriculum.title in page
    assert "/preview/" not in page
    assert "/preview/" in sign_in(cast.hr).get(reverse("curricula:list")).content.decode()
