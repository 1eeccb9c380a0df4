"""Every page there is a way to, for every role: axe finds nothing. And what a learner's page may weigh (design 3)."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from lms.demo.loaders import staff
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
NAMED = [(role, number) for role, number, _ in (*staff.ROSTER_ROLES, *staff.OTHER_ACCOUNTS)]
ACCOUNTS = dict([*staff.FACES, *NAMED])
# What tells one page of a kind from another: keys, staff numbers, codes of courses, lessons, certificates and cases.
NAMES = re.compile(r"(?<=/)(cip-[^/]+|[a-z]*-?[0-9][^/]*|[0-9a-f]{32,})(?=/)", re.IGNORECASE)
# Files, and the content administration: its frame is the CMS's own.
NO_PAGES = re.compile(r"^/(static|media|documents|admin)/|/(file|captions|pdf|export|state|health)/|\.\w+$")
LEARNERS = ("/", "/courses/", "/courses/cip-04/", "/study/CIP-04/CIP-04-L3/", "/search/?q=工伤", "/transcript/",
            "/notices/", "/feedback/", "/people/account/")
FIRST, LATER, SCRIPT = 60_000, 15_000, 12_000  # bytes over the wire
SHIFTS = """() => new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell(sum), 400);
})"""


def kind_of(path: str) -> str:
    return NAMES.sub("#", path.partition("?")[0])


def ways_from(page: Page, site: str) -> list[str]:
    """The addresses of this site a page leads to."""
    found = page.evaluate("() => [...document.querySelectorAll('a[href]')].map((a) => a.href)")
    paths = (url.removeprefix(site).partition("#")[0] for url in found if url.startswith(f"{site}/"))
    return [path for path in paths if not NO_PAGES.search(path.partition("?")[0])]


def walk(page: Page, site: str, known: set[str]) -> Iterator[str]:
    """His desk, and every kind of page that links lead to from there and where nobody has been before him."""
    waiting = {"/": ""}
    known.discard("/")
    while waiting:
        path = next(iter(waiting))
        source = waiting.pop(path)
        if kind_of(path) in known:
            continue
        known.add(kind_of(path))
        answer = page.goto(site + path)
        assert answer is not None
        assert answer.ok, f"{source} leads to {path}, which is not there"
        yield path
        waiting |= {way: path for way in ways_from(page, site) if way not in waiting}


def findings(page: Page, path: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{path}: {one['id']} {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing_on_any_page_of_any_role(visitor, site):
    """A kind of page that several roles see is looked at once, each desk for itself."""
    found, known = [], set()
    for number in ACCOUNTS.values():
        page = visitor(reduced_motion="reduce").sign_in(number).page
        for path in walk(page, site, known):
            found += [f"{number} {one}" for one in findings(page, path)]
        page.close()
    assert len(known) > 40, sorted(known)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_the_dark_and_on_a_phone(visitor, site):
    page = visitor(PHONE, color_scheme="dark").sign_in(ACCOUNTS["learner"]).page
    found = []
    for path in LEARNERS:
        page.goto(site + path)
        found += findings(page, path)
    assert not found, "\n".join(found)


def weighed(page: Page, address: str) -> tuple[int, int]:
    """Bytes over the wire of a page without pictures and films, and those of its scripts alone."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    bytes_of: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda got: kinds.update({got["requestId"]: got["type"]}))
    wire.on("Network.loadingFinished", lambda got: bytes_of.update({got["requestId"]: got["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    wire.detach()
    counted = {one: size for one, size in bytes_of.items() if kinds.get(one) not in ("Image", "Media")}
    return round(sum(counted.values())), round(sum(s for one, s in counted.items() if kinds.get(one) == "Script"))


def test_a_learners_page_is_light_and_stands_still(visitor, site, browser):
    """At most 60 KB at first, 15 KB afterwards, 12 KB of script; and nothing moves while it is read (design 3)."""
    state = visitor().sign_in(ACCOUNTS["learner"]).page.context.storage_state()
    heavy = []
    for path in LEARNERS:
        context = browser.new_context(viewport=PHONE, locale="zh-CN", storage_state=state)
        page = context.new_page()
        first, script = weighed(page, site + path)
        shift = page.evaluate(SHIFTS)
        later, _ = weighed(page, site + path)
        context.close()
        if first > FIRST or later > LATER or script > SCRIPT or shift:
            heavy.append(f"{path}: {first} bytes at first, {later} later, {script} of script, moved by {shift}")
    assert not heavy, "\n".join(heavy)
