"""Who leaves the page of an exam is noted, and the invigilator sees it; it is told beforehand and costs nothing."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
HR, INVIGILATOR, SITTER, UNIT, COURSE = "00022", "00027", "00061", "0110", "CIP-10"
LEFT, BACK = "离开页面", "回到页面"
CYCLE = str(dt.date.today().year)
# A browser without a window never hides a tab: the page is told what it would be told by one that has.
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def appoint(page: Page, site: str) -> None:
    page.goto(f"{site}/assessment/running/{COURSE}/{CYCLE}/")
    form = page.locator("form[action$='/invigilator/']")
    form.locator("[name=staff_no]").fill(INVIGILATOR)
    form.locator("[name=unit]").fill(UNIT)
    form.locator("button").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(INVIGILATOR)


def begin(page: Page, site: str) -> str:
    """The address of the open paper; that leaving is noted stands among the rules."""
    page.goto(f"{site}/assessment/{COURSE}/")
    expect(page.locator("main")).to_contain_text("离开和返回考试页面会被记录")
    pledge = page.locator("main form input[type=checkbox]")
    if pledge.count():
        pledge.check()
    page.click("main form button.btn-primary")
    page.wait_for_selector("#exam")
    return page.url


def leave_and_come_back(page: Page) -> None:
    for hidden in (True, False):
        with page.expect_response(re.compile("/event/$")) as told:
            page.evaluate(HIDE, hidden)
        assert told.value.status == 200
        page.wait_for_timeout(1200)


def test_leaving_the_page_is_seen_and_not_punished(visitor):
    office = visitor().sign_in(HR)
    appoint(office.page, office.site)
    sitter = visitor().sign_in(SITTER)
    paper = begin(sitter.page, sitter.site)
    leave_and_come_back(sitter.page)

    watcher = visitor().sign_in(INVIGILATOR)
    row = watcher.go(f"/assessment/running/{COURSE}/{CYCLE}/").locator("tr", has_text=SITTER)
    expect(row.locator("td").nth(4)).to_have_text("1")  # left the page
    watcher.shot("watch-left")
    row.locator("a").click()
    watcher.page.click("main details.card summary")
    for words in (LEFT, BACK):
        expect(watcher.page.locator("main details.card")).to_contain_text(words)
    watcher.shot("watch-left-one")

    # Nothing has happened to the exam: the clock is the same, answers are taken, the mark is the answers'.
    sitter.page.goto(paper)
    sitter.page.locator("fieldset.question label.answer").first.click()
    expect(sitter.page.locator("#state")).to_contain_text("已保存", timeout=20_000)
    sitter.page.click("button[name=review]")
    sitter.page.click("button[name=hand_in]")
    sitter.page.wait_for_url("**/result/")
    sitter.page.locator("details.card summary").last.click()
    expect(sitter.page.locator("main")).to_contain_text(LEFT)  # he sees what was noted, too
    sitter.shot("result-left")
