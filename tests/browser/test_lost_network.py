"""Nothing is lost: the network pulled, the server killed in mid-lesson, the page closed, a second one opened."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Visitor, _free_port

pytestmark = pytest.mark.browser
LEARNER = "00137"
EXAM = "/assessment/CIP-03/"  # whose lessons he has read; each test has a lesson of its own
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")


class Mortal:
    """A server over the demo's database that can be killed in the middle of a request and started again."""

    def __init__(self, served) -> None:
        self.served, self.port = served, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
             "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--no-control-socket"],
            cwd=ROOT, env={"DJANGO_SETTINGS_MODULE": "lms.settings.dev"} | self.served.environment,
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _try in range(120):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2)  # noqa: S310
                return
            except OSError:
                time.sleep(0.5)
        raise AssertionError("the server did not come back")

    def kill(self) -> None:
        """As a power cut does: without a word to anybody."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def covered(self, lesson: str) -> float:
        """Seconds the records hold of a lesson of the learner's."""
        said = self.served.manage("shell", "-v0", "-c", (
            "import json; from lms.study.models import LessonProgress as P; "
            f"rows = P.objects.filter(enrolment__person__staff_no='{LEARNER}', lesson_code='{lesson}'); "
            "print(json.dumps(sum(rows.values_list('covered', flat=True))))"
        ))
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout.strip().splitlines()[-1])


@pytest.fixture
def server(served):
    made = Mortal(served)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def context(browser, server):
    made = browser.new_context(locale="zh-CN")
    Visitor(made.new_page(), server.address).sign_in(LEARNER)
    yield made
    made.close()


@pytest.fixture
def page(context):
    return context.pages[0]


def read_on(page, seconds: float) -> None:
    """The whole text in sight, for so long."""
    page.evaluate("document.querySelector('[data-player]').style.minHeight = '0'")
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(seconds * 1000)


def begun(page, server, lesson: str) -> None:
    """The page's visit counts; who was at another page a moment ago is asked, and goes on here."""
    page.goto(f"{server.address}/study/{lesson[:6]}/{lesson}/")
    saved, ask = page.locator("[data-status].mark-saved"), page.locator("[data-elsewhere] button")
    expect(saved.or_(ask).first).to_be_visible(timeout=20_000)
    if ask.is_visible():
        ask.click()
    expect(saved).to_have_text(SAVED, timeout=20_000)


def test_a_pulled_network(page, context, server):
    begun(page, server, "CIP-04-L3")
    context.set_offline(True)
    read_on(page, 4)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-status]")).to_contain_text("未连接，进度已暂存", timeout=10_000)
    before = server.covered("CIP-04-L3")
    context.set_offline(False)
    expect(page.locator("[data-status].mark-saved")).to_have_text(SAVED, timeout=20_000)
    assert server.covered("CIP-04-L3") > before + 2


def test_a_server_killed_in_mid_lesson_and_started_again(page, server):
    begun(page, server, "CIP-04-L4")
    before = server.covered("CIP-04-L4")
    server.kill()
    read_on(page, 5)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-status]")).to_contain_text("未连接，进度已暂存", timeout=20_000)
    server.start()
    expect(page.locator("[data-status].mark-saved")).to_have_text(SAVED, timeout=40_000)
    assert server.covered("CIP-04-L4") > before + 2


def test_a_page_closed_while_the_server_is_dead_is_sent_by_the_next_one(page, context, server):
    begun(page, server, "CIP-04-L5")
    before = server.covered("CIP-04-L5")
    server.kill()
    read_on(page, 5)
    page.close(run_before_unload=False)
    server.start()
    after = context.new_page()
    after.goto(f"{server.address}/study/CIP-04/CIP-04-L1/")  # finished: it sends nothing of its own
    kept = "Object.keys(localStorage).some((name) => name.startsWith('study:'))"
    assert after.evaluate(kept)
    for _second in range(60):  # once the closed page is taken for gone
        after.wait_for_timeout(1000)
        if not after.evaluate(kept):
            break
    assert server.covered("CIP-04-L5") > before + 2


def test_leaving_the_page_saves(page, server):
    begun(page, server, "CIP-09-L5")
    before = server.covered("CIP-09-L5")
    read_on(page, 4)
    page.goto(server.address + "/")
    page.wait_for_timeout(1000)
    assert server.covered("CIP-09-L5") > before + 2


def test_a_second_page_is_asked_and_the_first_then_stands_still(page, context, server):
    begun(page, server, "CIP-09-L5")
    second = context.new_page()
    second.goto(f"{server.address}/study/CIP-10/CIP-10-L3/")
    expect(second.locator("[data-elsewhere]")).to_be_visible(timeout=20_000)
    second.click("[data-elsewhere] button")
    expect(second.locator("[data-status].mark-saved")).to_have_text(SAVED, timeout=20_000)
    expect(second.locator("[data-elsewhere]")).to_be_hidden()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-elsewhere]")).to_be_visible(timeout=30_000)


def test_answers_of_an_exam_survive_a_killed_server(page, server):
    page.goto(server.address + EXAM)
    page.check("main form input[type=checkbox]")
    page.click("main form button.btn-primary")
    page.wait_for_selector("#exam")
    page.locator("fieldset.question").nth(0).locator("label.answer").first.click()
    expect(page.locator("#state")).to_contain_text("已保存", timeout=20_000)
    server.kill()
    page.locator("fieldset.question").nth(1).locator("label.answer").first.click()
    expect(page.locator("#state")).to_contain_text("未连接", timeout=20_000)
    server.start()
    expect(page.locator("#state")).to_contain_text("已保存", timeout=40_000)
    page.reload()
    for number in (0, 1):
        expect(page.locator("fieldset.question").nth(number).locator("input:checked").first).to_be_checked()
