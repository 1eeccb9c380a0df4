"""The real server with the demo bureau, as `make run` brings it up, and a real Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lms.demo.loaders.staff import PASSWORD
from tests import services

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SHOTS = os.environ.get("SCREENSHOTS", "")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _fresh_database(folder: Path) -> str:
    if not services.ON_POSTGRESQL:
        return f"sqlite:///{folder}/lms.sqlite3"
    import psycopg

    parts = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(parts).replace("psql://", "postgres://"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS lms_browser WITH (FORCE)")
        connection.execute("CREATE DATABASE lms_browser")
    return urlunsplit(parts._replace(path="/lms_browser"))


@dataclass(frozen=True)
class Served:
    """A served demo bureau: its address, and the environment its commands run in."""

    address: str
    environment: dict[str, str]

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The demo bureau, brought up as `make run` does, in a folder and a database of its own."""
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "PORT": str(port), "VAR_DIR": str(folder / "var"), "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": _fresh_database(folder),
    }
    log = (folder / "serve.log").open("w+")
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, log)
        yield Served(address, environment)
    finally:
        server.terminate()
    assert server.wait(15) == 0


@pytest.fixture(scope="session")
def site(served) -> str:
    return served.address


def _wait(address: str, server: subprocess.Popen, log) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310
            return
        except OSError:
            assert server.poll() is None, Path(log.name).read_text()
            time.sleep(0.5)
    raise AssertionError(Path(log.name).read_text())


@pytest.fixture(scope="session")
def browser() -> Browser:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=services.CHROMIUM, args=FLAGS)
        yield made
        made.close()


class Visitor:
    """One person at one screen."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("request", self._note)

    def _note(self, request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(request.url)

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, staff_no: str, password: str = PASSWORD) -> "Visitor":
        page = self.go("/people/sign-in/")
        page.fill("input[name=username]", staff_no)
        page.fill("input[name=password]", password)
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
        return self

    def shot(self, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=False)


@pytest.fixture
def visitor(site, browser):
    """Makes visitors; afterwards none may have seen a console error or called an outside address."""
    made: list[Visitor] = []

    def _make(size: dict = DESKTOP, **options) -> Visitor:
        context = browser.new_context(viewport=size, locale="zh-CN", **options)
        made.append(Visitor(context.new_page(), site))
        return made[-1]

    yield _make
    for one in made:
        one.page.context.close()
    assert not [complaint for one in made for complaint in one.complaints]
