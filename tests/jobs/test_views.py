"""My jobs and one job: for the owner alone, with and without script."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lms.common import clock
from lms.jobs.channel import Told, channel
from lms.jobs.models import Job
from lms.jobs.registry import JobRefused, Outcome
from lms.jobs.runner import run
from lms.jobs.services import claim

DOORS = ("jobs:detail", "jobs:state")


@pytest.mark.parametrize("name", [*DOORS, "jobs:cancel"])
def test_the_owner_alone(queued, cast, client, name):
    job = queued()
    for role, person in cast.everyone().items():
        client.force_login(person, backend="lms.people.backends.PasswordBackend")
        ask = client.post if name == "jobs:cancel" else client.get
        answer = ask(reverse(name, args=[job.pk]))
        expected = 404 if role != "learner" else 302 if name == "jobs:cancel" else 200
        assert answer.status_code == expected, role


@pytest.mark.parametrize("name", DOORS)
def test_nobody_signed_in(queued, client, name):
    assert client.get(reverse(name, args=[queued().pk])).status_code == 302


def test_the_list_is_mine(queued, cast, sign_in):
    job = queued(title="我的花名册")
    assert "我的花名册" in sign_in(cast.learner).get("/jobs/").content.decode()
    others = sign_in(cast.hr).get("/jobs/").content.decode()
    assert "我的花名册" not in others
    assert f"/jobs/{job.pk}/" not in others


def test_the_list_asks_twice_whatever_its_length(queued, cast, sign_in, django_assert_num_queries):
    from lms.jobs.selectors import jobs_of

    claim(pk=queued().pk, at=clock.now())
    with django_assert_num_queries(2):
        jobs_of(cast.learner)
    for _ in range(19):
        claim(pk=queued().pk, at=clock.now())
    with django_assert_num_queries(2):
        assert len(jobs_of(cast.learner).rows) == 20


def test_while_it_runs(queued, cast, sign_in):
    job = claim(pk=queued(back_url="/reports/").pk, at=clock.now())
    channel().write(job, Told(1500, 3000, "正在读"))
    page = sign_in(cast.learner).get(f"/jobs/{job.pk}/").content.decode()
    assert 'max="3000" value="1500"' in page
    assert "50 %" in page
    assert "正在读" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert f'action="/jobs/{job.pk}/cancel/"' in page
    assert 'href="/reports/"' in page
    assert page.count("<h1") == 1


def test_a_page_of_a_running_job_is_never_kept(queued, cast, sign_in):
    for name in DOORS:
        answer = sign_in(cast.learner).get(reverse(name, args=[queued().pk]))
        assert "no-store" in answer.headers["Cache-Control"]


def test_its_state_for_the_script(queued, cast, sign_in):
    job = claim(pk=queued().pk, at=clock.now())
    channel().write(job, Told(1, 4, "读"))
    told = sign_in(cast.learner).get(f"/jobs/{job.pk}/state/").json()
    assert (told["state"], told["live"], told["percent"], told["note"]) == ("running", True, 25, "读")
    assert "error" not in told


def test_done(queued, handler, cast, sign_in):
    handler(lambda job: Outcome(url="/people/password/", note="读了3行。"))
    job = queued("tests.work")
    run(job.pk)
    page = sign_in(cast.learner).get(f"/jobs/{job.pk}/").content.decode()
    assert 'href="/people/password/"' in page
    assert "读了3行。" in page
    assert "refresh" not in page
    assert "job.js" not in page
    assert "/cancel/" not in page


def test_one_button_where_the_result_is_where_it_began(queued, handler, cast, sign_in):
    handler(lambda job: Outcome(url="/people/account/", note="读了3行。"))
    job = queued("tests.work", back_url="/people/account/")
    run(job.pk)
    page = sign_in(cast.learner).get(f"/jobs/{job.pk}/").content.decode()
    assert page.count('class="btn btn-primary" href="/people/account/"') == 1
    assert 'class="btn" href="/people/account/"' not in page


def test_refused(queued, handler, cast, sign_in):
    def work(job):
        raise JobRefused("没有“工号”列 <b>。")

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    page = sign_in(cast.learner).get(f"/jobs/{job.pk}/").content.decode()
    assert "没有“工号”列 &lt;b&gt;。" in page
    assert 'role="alert"' in page
    assert "http-equiv" not in page


def test_calling_it_off(queued, cast, sign_in):
    job = queued()
    client = sign_in(cast.learner)
    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True)
    assert page.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405


def test_the_forms_token_is_in_the_page(queued, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.learner, backend="lms.people.backends.PasswordBackend")
    job = queued()
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    token = re.search(r'cancel/">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert client.post(f"/jobs/{job.pk}/cancel/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_called_off_but_not_yet_stopped(queued, cast, sign_in):
    job = claim(pk=queued().pk, at=clock.now())
    client = sign_in(cast.learner)
    client.post(f"/jobs/{job.pk}/cancel/")
    assert client.get(f"/jobs/{job.pk}/state/").json()["stopping"] is True
    assert "/cancel/" not in client.get(f"/jobs/{job.pk}/").content.decode()


def test_an_empty_list(cast, sign_in):
    page = sign_in(cast.learner).get("/jobs/?page=rubbish")
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_a_number_no_database_holds(cast, sign_in):
    assert sign_in(cast.learner).get(f"/jobs/{10**30}/").status_code == 404
