"""exam.js in a real Chromium: answers outlive the network, the page and the session."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from lms.assessment import services
from lms.assessment.models import Attempt, Response
from tests import factories
from tests import services as needed
from tests.assessment.conftest import enrolled, right
from tests.assessment.every_kind import paper_of, questions

# On PostgreSQL, whose TRUNCATE clears the tables between tests; SQLite's DELETE meets the frozen versions' trigger.
pytestmark = [pytest.mark.browser, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in this thread
        browser = playwright.chromium.launch(executable_path=needed.CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def attempt() -> Attempt:
    section = factories.unit("0101", "养老保险科", factories.unit("00", "示例局", kind="root"))
    factories.bank("B1")
    now = timezone.now()
    enrolment = enrolled(factories.person("学员甲", section), factories.version(recipe=factories.recipe()), at=now)
    return services.start_attempt(enrolment=enrolment, at=now)


@pytest.fixture
def sit(chromium, live_server, attempt, client):
    """The paper in a new browser signed in as the learner; its console must stay silent."""
    made = []

    def _sit(**options):
        client.force_login(attempt.enrolment.person, backend="lms.people.backends.PasswordBackend")
        context = chromium.new_context(locale="zh-CN", **options)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{live_server.url}/assessment/attempt/{attempt.pk}/")
        made.append(page)
        return page

    yield _sit
    for page in made:
        page.context.close()
        assert page.errors == []


def pick(page, item: int, key: str = "A") -> None:
    page.locator(f"input[name=a{item}][value={key}]").check()


def saved(attempt) -> dict[int, list[str]]:
    return dict(attempt.responses.values_list("item", "answer"))


def test_each_answer_is_saved_as_it_is_given(sit, attempt):
    page = sit()
    pick(page, 1)
    pick(page, 1, "B")
    page.locator("input[name=f2]").check()
    expect(page.locator("#q1 .mark-saved")).to_be_visible()
    expect(page.locator("#q2 .mark-saved")).to_be_visible()
    assert saved(attempt) == {1: ["B"], 2: []}
    assert Response.objects.get(item=2).flagged
    assert "is-answered" in page.locator("[data-to='1']").get_attribute("class")
    assert "is-flagged" in page.locator("[data-to='2']").get_attribute("class")


def test_a_lost_network_and_a_reload_lose_nothing(sit, attempt):
    page = sit()
    page.route("**/save/", lambda route: route.abort())
    for item in (1, 2, 3):
        pick(page, item)
    expect(page.locator("#trouble")).to_be_visible()
    assert saved(attempt) == {}
    page.reload()
    expect(page.locator("input[name=a3][value=A]")).to_be_checked()
    page.unroute("**/save/")
    for item in (1, 2, 3):
        expect(page.locator(f"#q{item} .mark-saved")).to_be_visible(timeout=20_000)
    expect(page.locator("#trouble")).to_be_hidden()
    assert saved(attempt) == {1: ["A"], 2: ["A"], 3: ["A"]}
    assert page.evaluate("localStorage.length") == 0


def test_a_lost_session_keeps_the_answers_until_the_next_sign_in(sit, attempt, client, live_server):
    page = sit()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    pick(page, 1)
    expect(page.locator("#trouble a")).to_be_visible()
    expect(page.locator("input[name=a1][value=A]")).to_be_disabled()
    page.context.add_cookies(cookies)
    page.locator("#trouble a").click()
    expect(page.locator("#q1 .mark-saved")).to_be_visible()
    assert saved(attempt) == {1: ["A"]}


def test_handing_in_shows_what_is_empty_and_asks(sit, attempt):
    page = sit()
    for item, keys in right(attempt).items():
        for key in keys if item != 3 else ():
            pick(page, item, key)
    page.locator("button[name=review]").click()
    expect(page.locator("#empties li")).to_have_text(["3"])
    attempt.refresh_from_db()
    assert attempt.closed_at is None
    page.locator("button[name=hand_in]").click()
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert (attempt.score, attempt.closed_by) == (88, "handed_in")


def test_at_zero_it_hands_itself_in(sit, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() + dt.timedelta(seconds=4))
    page = sit()
    pick(page, 1, right(attempt)[1][0])
    page.wait_for_url("**/result/", timeout=20_000)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.closed_by) == (12, "deadline")


def test_another_device_makes_the_page_read_only(sit, attempt, live_server):
    page = sit()
    services.take_over(attempt=attempt, seat="1" * 32, at=timezone.now())
    pick(page, 1)
    expect(page.locator("input[name=a1][value=A]")).to_be_disabled()
    assert saved(attempt) == {}


def test_keys_choose_flag_and_move(sit, attempt):
    page = sit()
    page.locator("#q1").focus()
    for key in ("b", "f", "n"):
        page.keyboard.press(key)
    expect(page.locator("input[name=a1][value=B]")).to_be_checked()
    expect(page.locator("input[name=f1]")).to_be_checked()
    expect(page.locator("#q2")).to_be_focused()


def test_enter_in_a_question_does_not_hand_in(sit, attempt):
    page = sit()
    pick(page, 1)
    page.locator("input[name=a1][value=A]").press("Enter")
    expect(page.locator("#q1 .mark-saved")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.closed_at is None


def test_without_script_the_plain_form_works(sit, attempt):
    page = sit(java_script_enabled=False)
    for item, keys in right(attempt).items():
        for key in keys:
            pick(page, item, key)
    page.locator("button[name=review]").click()
    expect(page.locator("#confirm")).to_be_visible()
    page.locator("button[name=hand_in]").click()
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert attempt.score == 100


@pytest.fixture
def every_kind(attempt) -> Attempt:
    Attempt.objects.filter(pk=attempt.pk).update(paper=paper_of(questions()))
    return attempt


def test_typed_text_is_saved_while_the_field_is_still_open(sit, every_kind):
    page = sit()
    page.locator("input[name=a4]").first.press_sequentially("30n日")
    page.locator("#q4 [data-mark].mark-saved").wait_for()
    assert saved(every_kind)[4] == ["30n日", ""]
    page.locator("select[name=a5]").nth(1).select_option("C")
    page.locator("select[name=a6]").first.select_option("A")
    page.locator("textarea[name=a7]").fill("受理，\n调查")
    page.locator("#q7 [data-mark].mark-saved").wait_for()
    expect(page.locator("#answered")).to_have_text("已答 5 / 9")
    assert {n: saved(every_kind)[n] for n in (5, 6, 7)} == {5: ["", "C", ""], 6: ["A", ""], 7: ["受理，\n调查"]}


def test_texts_and_places_outlive_a_lost_network_and_a_reload(sit, every_kind):
    page = sit()
    page.context.route("**/save/", lambda route: route.abort())
    page.locator("textarea[name=a8]").fill("没有网络时写的")
    page.locator("select[name=a5]").first.select_option("B")
    page.locator("#state.mark-unsaved").wait_for()
    assert not saved(every_kind)
    page.context.unroute("**/save/")
    page.reload()
    expect(page.locator("textarea[name=a8]")).to_have_value("没有网络时写的")
    page.locator("#q8 [data-mark].mark-saved").wait_for()
    page.locator("#q5 [data-mark].mark-saved").wait_for()
    assert saved(every_kind) == {8: ["没有网络时写的"], 5: ["B", "", ""]}
