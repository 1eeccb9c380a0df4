"""A keyboard and nothing else: Tab to a thing, see where one is, press. Players draw a ring inside themselves."""

from playwright.sync_api import Page

MOST = 160  # presses of Tab to reach anything
HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const ring = one.matches("video, audio") || outlined || style.boxShadow !== "none";
  return {
    what: one.outerHTML.slice(0, 90), shown: box.width > 0 && box.height > 0,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth, ring,
  };
}"""


def tab(page: Page) -> dict | None:
    """One press; what has the focus then is shown, in sight, and has a ring around it. None: the page's end."""
    page.keyboard.press("Tab")
    here = page.evaluate(HERE)
    if here:
        assert here["shown"], here["what"]
        assert here["seen"], here["what"]
        assert here["ring"], here["what"]
    return here


def tab_to(page: Page, target: str) -> None:
    """On to the next thing that matches."""
    for _press in range(MOST):
        tab(page)
        if page.evaluate("(target) => Boolean(document.activeElement?.matches(target))", target):
            return
    raise AssertionError(f"{page.url}: the keyboard does not reach {target}")


def enter(page: Page, target: str) -> None:
    """Tab to it, press Enter, and wait for the page it leads to."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def until(page: Page, what: str, seconds: int = 30) -> None:
    """Until an expression holds; the page's own rules of content forbid asking in the page itself."""
    for _time in range(seconds * 5):
        if page.evaluate(what):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{page.url}: not {what}")


def walk_through(page: Page) -> int:
    """From the first thing to the end of the page, never twice at one place: how many there are."""
    page.evaluate("document.activeElement?.blur()")
    number = 0
    while tab(page):
        number += 1
        assert number <= MOST, f"{page.url}: a trap at {page.evaluate(HERE)}"
    return number
