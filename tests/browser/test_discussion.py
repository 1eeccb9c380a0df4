"""讨论 under a lesson: asked, answered, reported, decided, with two learners and the editor at their own screens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
LEARNER, OTHER, EDITOR = "00137", "00165", "00024"
LESSON = "/study/CIP-03/CIP-03-L2/"
ASKED, ANSWERED = "窗口上如何计算滞纳金的起止日？", "以通知书载明的日期为准。<b>不</b>另算。"


def to_the_board(page: Page, site: str) -> None:
    page.goto(site + LESSON)
    page.click("a[href*='/discussion/CIP-03/']")
    page.wait_for_load_state()


def say(page: Page, text: str) -> None:
    """Pressed twice in one breath: said once."""
    page.fill("#say textarea", text)
    page.locator("#say button.btn-primary").dblclick()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(text)


def thread(page: Page, site: str) -> None:
    to_the_board(page, site)
    page.locator("main a[href*='/discussion/posts/']").filter(has_text=re.compile("回复|答复|查看|条")).first.click()
    page.wait_for_load_state()


def test_a_question_its_answer_and_a_report(visitor, site):
    asker = visitor().sign_in(LEARNER)
    to_the_board(asker.page, site)
    say(asker.page, ASKED)
    to_the_board(asker.page, site)
    assert asker.page.inner_text("main").count(ASKED) == 1
    asker.shot("discussion-board")

    other = visitor(PHONE).sign_in(OTHER)
    to_the_board(other.page, site)
    post = other.page.locator("article, li", has_text=ASKED).last
    post.locator("a[href*='/discussion/posts/']:not([href*='report'])").first.click()
    say(other.page, ANSWERED)
    assert not other.page.locator("main b", has_text="不").count()
    assert other.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    other.shot("discussion-thread-phone")
    where = other.page.url.partition("#")[0]

    asker.page.goto(where)
    asker.page.locator("a[href$='/report/']").last.click()
    asker.page.fill("textarea", "说法没有依据")
    asker.page.click("main form button.btn-primary")
    expect(asker.page.locator("main .alert")).to_contain_text("前将通过通知告知您处理结果")

    editor = visitor().sign_in(EDITOR)
    editor.go("/discussion/office/")
    expect(editor.page.locator("main")).to_contain_text("承诺")
    editor.page.locator("a", has_text=ANSWERED[:8]).first.click()
    editor.page.locator("input[value=hidden]").check()
    editor.page.fill("textarea", "与通知书口径不一致")
    editor.page.click("main form button.btn-primary")

    other.page.goto(where)
    expect(other.page.locator("main")).to_contain_text("与通知书口径不一致")
    asker.page.goto(where)
    expect(asker.page.locator("main")).not_to_contain_text("以通知书载明的日期为准")
