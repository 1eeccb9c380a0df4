"""The player in a real browser: reading, watching, a lost network. Each request of the page is answered by the
test client, so that no server and no second database is needed."""

from contextvars import copy_context
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from courses.models import CourseMedia, VersionLesson
from lms.common import clock
from lms.study import services
from lms.study.models import Completion, LessonProgress
from tests import factories
from tests import services as machine

pytestmark = pytest.mark.browser
SITE = "http://testserver"
PAGE = f"{SITE}/study/T-01/T-01-L1/"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]
CLIP = Path(settings.BASE_DIR) / "lms/demo/data/media/cip-09-1.mp4"
LONG = [{"type": "text", "value": "<p>正文</p>" * 80, "id": "b1"}]
PASSED_ON = {"content-type", "range", "x-csrftoken", "if-range"}


@pytest.fixture
def chromium(monkeypatch):
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Wire:
    """Carries the browser's requests to the test client, unless it is cut."""

    def __init__(self, client) -> None:
        self.client, self.cut = client, False
        self.context = copy_context()  # the test's own: its database connection is found there

    def carry(self, route) -> None:
        path = urlsplit(route.request.url).path
        if self.cut:
            route.abort("internetdisconnected")
        elif path.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(path.removeprefix(settings.STATIC_URL)))
        else:
            route.fulfill(**self.context.run(self.ask, route.request, path))

    def ask(self, request, path) -> dict:
        headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        answer = self.client.generic(
            request.method, path, request.post_data_buffer or b"", headers.pop("content-type", ""), headers=headers
        )
        return {"status": answer.status_code, "headers": dict(answer.headers), "body": answer.getvalue()}


@pytest.fixture
def wire(cast, sign_in):
    return Wire(sign_in(cast.learner))


@pytest.fixture
def page(chromium, wire):
    context = chromium.new_context()
    context.route("**/*", wire.carry)
    yield context.new_page()
    context.close()


def lesson(learner, *, span=4, media=None):
    """An enrolment on a course of one lesson with a short span."""
    version = factories.version(lessons=0)
    body = [{"type": "video", "value": {"media": media}, "id": "v"}] if media else LONG
    VersionLesson.objects.create(
        version=version, code="T-01-L1", number=1, title="第1课", rule="watch" if media else "read", body=body,
        span_seconds=span, media_ids=[media] if media else [], share_required=95 if media else 100,
    )
    return services.enrol(person=learner, course=version.course, cycle="2026", at=clock.now())


def test_reading_counts_what_was_scrolled_to_and_finishes(page, cast):
    lesson(cast.learner)
    page.goto(PAGE)
    page.wait_for_timeout(5500)
    assert not Completion.objects.exists()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_selector("[data-finish].alert-success", timeout=20_000)
    assert page.is_visible("[data-next] a")
    assert page.is_hidden("[data-read]")
    assert page.locator("[data-status].mark-saved").count() == 1
    assert Completion.objects.get().person == cast.learner


def test_what_could_not_be_sent_is_sent_at_the_next_visit(page, wire, cast):
    lesson(cast.learner, span=600)
    page.goto(PAGE)
    wire.cut = True
    page.wait_for_timeout(2500)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-status].mark-unsaved")
    assert not LessonProgress.objects.filter(covered__gt=0).exists()  # the page has said hello at most
    wire.cut = False
    with page.expect_response("**/beat/"):
        page.goto(PAGE)
    page.wait_for_selector("[data-status].mark-saved")
    assert LessonProgress.objects.get().covered > 1


@pytest.fixture
def clip(db):
    media = CourseMedia(title="片", type="video", duration=30)
    media.file.save("clip.mp4", ContentFile(CLIP.read_bytes()), save=False)
    media.save()
    return media


def test_a_video_counts_what_was_played_and_forward_stays_shut(page, cast, clip):
    lesson(cast.learner, span=30, media=clip.pk)
    page.goto(PAGE)
    page.wait_for_function("document.querySelector('video').readyState > 1")
    page.evaluate("{ const v = document.querySelector('video'); v.muted = true; v.play() }")
    page.wait_for_timeout(3000)
    page.evaluate("document.querySelector('video').currentTime = 20")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.querySelector('video').currentTime") < 8
    with page.expect_response("**/beat/"):
        page.evaluate("document.querySelector('video').pause()")
    page.wait_for_selector("[data-status].mark-saved")
    assert 1.5 < LessonProgress.objects.get().covered < 8
    page.reload()
    page.wait_for_function("document.querySelector('video').currentTime > 1")
