"""From signing in to the result of an exam without a mouse: Tab, Enter, Space and the arrows."""

import json

import pytest
from playwright.sync_api import Page, expect

from lms.demo.loaders.staff import PASSWORD
from tests.browser.conftest import PHONE
from tests.browser.keys import enter, tab, tab_to, until, walk_through

pytestmark = pytest.mark.browser
WALKER = "00165"
# The demo tells another story each day: who has not begun the film and may fill in the form, who has read everything
# before an exam and may sit it, who has written work before him. Others' journeys have people of their own.
WHO = """
import json
from lms.study.models import Enrolment
others = ["00137", "00165"]
rows = Enrolment.objects.filter(completion=None, person__is_active=True).exclude(person__staff_no__in=others)
new = rows.filter(version=None).order_by("person__staff_no")
forms = Enrolment.objects.filter(course__code="CIP-01", version__isnull=False).values("person")
watcher = new.filter(course__code="CIP-10", person__in=forms).first()
writer = new.filter(course__code="CIP-11").first()
read = [row for row in rows.filter(version__isnull=False).select_related("version", "course", "person")
        if row.version.assessment and row.version.assessment["kind"] == "exam"
        and row.attempts.count() < 2 and not row.attempts.filter(closed_at=None).exists()
        and row.progress.exclude(passed_at=None).count() == row.version.lessons.count()]
print(json.dumps([watcher.person.staff_no, writer.person.staff_no, read[0].person.staff_no, read[0].course.code]))
"""
FILM = "document.querySelector('video')"


def sign_in(page: Page, site: str, number: str) -> None:
    page.goto(f"{site}/people/sign-in/")
    for name, typed in (("username", number), ("password", PASSWORD)):
        if page.evaluate("document.activeElement.name") != name:
            tab_to(page, f"input[name={name}]")
        page.keyboard.type(typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def skip(page: Page) -> None:
    """The first thing of a page leads past its head."""
    tab(page)
    assert page.evaluate("document.activeElement.matches('a.skip')")
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()


def watch(page: Page) -> None:
    """Play, faster, in the other size; forward is not reached before it has been seen."""
    tab_to(page, "video")
    page.keyboard.press("Space")
    until(page, f"{FILM}.currentTime > 1")
    before = page.evaluate(f"{FILM}.currentTime")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert page.evaluate(f"{FILM}.currentTime") < before + 4
    tab_to(page, "[data-speed]")
    for _press in range(3):
        page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{FILM}.playbackRate") == 2
    tab_to(page, "[data-size]")
    at = page.evaluate(f"{FILM}.currentTime")
    page.keyboard.press("ArrowDown")
    until(page, f"{FILM}.videoHeight === 360")
    until(page, f"{FILM}.currentTime > {at}")
    assert not page.evaluate(f"{FILM}.paused")
    expect(page.locator("[data-next] a").first).to_be_visible(timeout=90_000)


def fill_in(page: Page) -> None:
    """Every question of the form in the order of the keyboard, then its button."""
    tab_to(page, "main form :is(textarea, input)")
    while not page.evaluate("document.activeElement.matches('main form button.btn-primary')"):
        if page.evaluate("document.activeElement.matches('[type=radio], [type=checkbox]')"):
            page.keyboard.press("Space")
        else:
            page.keyboard.type("按期办结，月底前核对。")
        tab_to(page, "main form :is(textarea, input, button.btn-primary)")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sit(page: Page) -> None:
    """The pledge, an answer to each question, two presses to hand in."""
    tab_to(page, "input[name=pledge]")
    page.keyboard.press("Space")
    enter(page, "main form button.btn-primary")
    for number in range(page.locator("fieldset.question").count()):
        tab_to(page, f"fieldset.question:nth-of-type({number + 1}) input, #q{number + 1} input")
        page.keyboard.press("Space")
    expect(page.locator("#state")).to_contain_text("已保存", timeout=15_000)
    tab_to(page, "button[name=review]")
    page.keyboard.press("Enter")
    tab_to(page, "button[name=hand_in]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def people(served) -> dict[str, str]:
    said = served.manage("shell", "-v0", "-c", WHO)
    assert said.returncode == 0, said.stderr
    return dict(zip(("watcher", "writer", "sitter", "exam"), json.loads(said.stdout), strict=True))


def test_a_learner_without_a_mouse(visitor, site, people):
    page = visitor().page
    sign_in(page, site, people["watcher"])
    skip(page)
    enter(page, "main .task a[href$='/courses/cip-10/'], main .task a[href*='CIP-10'], main a[href*='cip-10']")
    skip(page)
    enter(page, "main a[href*='/study/CIP-10/CIP-10-L1/'], main form[action*='/start/'] button, main a.btn-primary")
    assert "/study/CIP-10/CIP-10-L1/" in page.url
    watch(page)
    enter(page, "[data-next] a")
    assert "/study/CIP-10/CIP-10-L2/" in page.url
    page.goto(f"{site}/study/CIP-01/CIP-01-L3/")
    enter(page, ".task-card a.btn")
    fill_in(page)
    expect(page.locator("main")).to_contain_text("已提交")


def test_an_exam_without_a_mouse(visitor, site, people):
    page = visitor().page
    sign_in(page, site, people["sitter"])
    page.goto(f"{site}/assessment/{people['exam']}/")
    sit(page)
    assert "/result/" in page.url
    expect(page.locator("main")).to_contain_text("分")


def test_written_work_without_a_mouse(visitor, site, people):
    page = visitor().page
    sign_in(page, site, people["writer"])
    page.goto(f"{site}/study/CIP-11/CIP-11-L4/")
    enter(page, ".task-card a.btn")
    tab_to(page, "main form textarea")
    page.keyboard.type("对照流程逐项梳理，减少两个环节。")
    enter(page, "main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("减少两个环节")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_every_page_is_walked_through_from_end_to_end(visitor, site, size):
    page = (visitor(size) if size else visitor()).sign_in(WALKER).page
    for path in ("/", "/courses/", "/courses/cip-10/", "/study/CIP-10/CIP-10-L3/", "/transcript/", "/feedback/",
                 "/search/?q=工伤", "/drill/"):
        page.goto(site + path)
        assert walk_through(page) > 8, path
