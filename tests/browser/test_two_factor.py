"""An HR officer signs in where a second step is required: enrols, keeps the codes, comes back with a code."""

import base64
import os
import subprocess
import sys
import time

import pytest
from django_otp.oath import TOTP

from tests import services
from tests.browser.conftest import DESKTOP, PHONE, ROOT, Served, Visitor, _free_port, _fresh_database, _wait

pytestmark = pytest.mark.browser
SECRET = "Kranich-77-ok"
ACCOUNT = (
    "from lms.people.models import User, RoleGrant; import datetime as dt;"
    f"u = User.objects.create_user('00022', '人事戊', '{SECRET}');"
    "RoleGrant.objects.create(person=u, role='hr', from_on=dt.date(2020, 1, 1))"
)


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """An empty bureau that insists on the second step, with one HR officer."""
    folder, port = tmp_path_factory.mktemp("strict"), _free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "PORT": str(port), "VAR_DIR": str(folder / "var"), "MEDIA_ROOT": str(folder / "media"), "DEMO": "0",
        "TWO_FACTOR_REQUIRED": "1", "JOBS_WORKER": "0",
        "DATABASE_URL": _fresh_database(folder) if not services.ON_POSTGRESQL else f"sqlite:///{folder}/lms.sqlite3",
    }
    log = (folder / "serve.log").open("w+")
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    _wait(address, server, log)
    made = Served(address, environment)
    done = made.manage("shell", "-c", ACCOUNT)
    assert done.returncode == 0, done.stderr
    yield made
    server.terminate()
    assert server.wait(15) == 0


@pytest.fixture
def site(strict) -> str:
    return strict.address


def shown_by(letters: str, steps: int = 0) -> str:
    """The code of this half minute; near its end we wait for the next, so that it is still good when it arrives."""
    if time.time() % 30 > 22:
        time.sleep(30.5 - time.time() % 30)
    totp = TOTP(base64.b32decode(letters.replace(" ", "")))
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06d}"


def typed(page, code: str) -> None:
    page.fill("input[name=code]", code)
    page.click("main form button.btn-primary")
    page.wait_for_load_state()


def test_enrolling_and_coming_back(visitor):
    officer: Visitor = visitor(DESKTOP).sign_in("00022", SECRET)
    page = officer.page
    assert "/people/sign-in/device/" in page.url
    letters = page.inner_text("code.secret")
    officer.shot("two-factor-enrol")
    page.goto(page.url.split("/people")[0] + "/notices/")
    assert "/people/sign-in/device/" in page.url
    typed(page, shown_by(letters, -1))
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert page.locator("[data-print]").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".codes").is_visible()
    assert not page.locator("[data-print]").is_visible()
    page.emulate_media(media="screen")
    officer.shot("two-factor-codes")
    page.click("a.btn-primary")
    assert page.url.endswith("/notices/")

    second = visitor(PHONE).sign_in("00022", SECRET).page
    assert "/people/sign-in/code/" in second.url
    assert second.evaluate("document.activeElement.name") == "code"
    assert second.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    typed(second, shown_by(letters))
    assert "/people/" not in second.url

    third = visitor(PHONE).sign_in("00022", SECRET).page
    third.click("details.fold summary >> nth=0")
    third.fill("input[name=recovery]", codes[0])
    third.click("details[open] button")
    third.wait_for_load_state()
    assert "/people/" not in third.url


DIALOG = """() => {
    document.getElementById("idle")?.remove();
    document.body.insertAdjacentHTML("beforeend", `<dialog id="idle" data-first="1" data-url="/people/session/"><form>
        <input type="hidden" name="csrfmiddlewaretoken" value="x"><p data-idle="words"></p>
        <button data-idle="stay"></button><a data-idle="again" href="/" hidden></a></form></dialog>`);
    const made = document.createElement("script");
    made.type = "module";
    made.src = "/static/people/idle.js?again";
    document.body.append(made);
}"""


def test_the_page_warns_and_staying_is_one_press(visitor):
    """With two minutes left by the server's word, on any page that carries the dialog."""
    page = visitor(DESKTOP).sign_in("00022", SECRET).page
    page.route("**/people/session/", lambda route: route.fulfill(
        json={"left": 1800 if route.request.method == "POST" else 100}))
    page.evaluate(DIALOG)
    page.wait_for_selector("#idle[open]", timeout=10_000)
    page.click("[data-idle=stay]")
    page.wait_for_selector("#idle:not([open])", state="attached")
