"""The whole story: HR assigns, the learner studies and passes, the head sees the figure move, the export has it."""

import datetime as dt
import io
import json
import re
import time
import tomllib
import urllib.request
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
HR, LEARNER, HEAD, UNIT, COURSE = "00022", "00063", "00061", "0110", "CIP-08"
TODAY = dt.date.today()


def answers() -> dict[str, set[str]]:
    """The right options' texts of each question, by its stem."""
    bank = tomllib.loads((ROOT / "lms/demo/data/questions.toml").read_text(encoding="utf-8"))["bank"]
    found: dict[str, set[str]] = {}
    for question in (question for row in bank if row["code"] == COURSE for question in row["question"]):
        answer = question["answer"]
        texts = {"正确" if answer else "错误"} if isinstance(answer, bool) else {question["options"][k] for k in answer}
        found[question["stem"]] = texts
    return found


def assign(page: Page, site: str) -> None:
    """HR writes a curriculum for one person, looks at the preview, and confirms."""
    page.goto(f"{site}/admin/curricula/new/")
    due = TODAY + dt.timedelta(days=20)
    for name, value in {
        "code": "STORY", "cycle": str(TODAY.year), "title": "补充学习", "basis": "示劳社发〔2026〕9号",
        "issued_on": f"{TODAY}", "due_on": f"{due}",
    }.items():
        page.fill(f"[name={name}]", value)
    page.keyboard.press("Escape")
    option = page.locator(f"select[name=items-0-course] option:has-text('{COURSE}')")
    page.select_option("select[name=items-0-course]", option.get_attribute("value"))
    page.click("#id_rules-ADD")
    page.fill("[name=rules-0-person]", LEARNER)
    page.click("form button[type=submit]:has-text('创建'), form button[type=submit]:has-text('保存')")
    page.wait_for_load_state()
    page.goto(f"{site}/curricula/")
    page.locator("tr", has_text="补充学习").locator("a[href*=preview]").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(LEARNER)
    page.click("button[data-dialog=confirm]")
    page.click("dialog button.btn-primary")
    page.wait_for_load_state()
    expect(page.locator("main .alert[role=status]")).to_be_visible(timeout=60_000)  # the job is done


def study(page: Page) -> None:
    """Read each lesson to its end, as a quick reader does; the player records it."""
    page.locator(".task", has_text="就业促进与失业保险").locator(".btn").click()
    page.wait_for_load_state()
    for lesson in range(1, 5):
        expect(page.locator("h1")).to_be_visible()
        _read(page)
        if lesson < 4:
            page.locator("[data-next] a").last.click()
            page.wait_for_load_state()


def _read(page: Page) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        page.mouse.wheel(0, 1200)
        if page.locator("[data-next]").last.is_visible():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"not finished: {page.locator('[data-message]').inner_text()}")


def sit(page: Page) -> None:
    """Start, answer everything rightly, hand in."""
    page.locator("[data-next] a").last.click()
    page.wait_for_load_state()
    page.check("main form input[type=checkbox]")
    page.click("main form button.btn-primary")
    page.wait_for_load_state()
    right = answers()
    for question in page.locator("fieldset.question").all():
        legend = question.locator("legend").inner_text()
        texts = next(texts for stem, texts in right.items() if stem in legend)
        for label in question.locator("label.answer").all():
            if re.sub(r"^[A-F]\. ", "", label.locator("span").inner_text().strip()) in texts:
                label.click()
    expect(page.locator("#state")).to_contain_text("已保存", timeout=15_000)
    page.click("button[name=review]")
    page.click("button[name=hand_in]")
    page.wait_for_load_state()


def owed(page: Page, site: str) -> tuple[int, int]:
    """(owed, completed) of the course on the unit's page."""
    page.goto(f"{site}/reports/unit/{UNIT}/")
    row = page.locator("table tr", has_text="就业促进与失业保险").first
    if not row.count():
        return 0, 0
    cells = [cell.strip() for cell in row.locator("td").all_inner_texts()]
    return int(cells[0]), int(cells[1])


def exported(page: Page) -> list[list]:
    """Every row of the workbook the head downloads."""
    with page.expect_download() as download:
        page.click("form[action$='export.xlsx'] button")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def test_from_assignment_to_export(visitor, site):
    head = visitor().sign_in(HEAD)
    before = owed(head.page, site)
    hr = visitor().sign_in(HR)
    assign(hr.page, site)
    hr.shot("story-assigned")
    assert owed(head.page, site) == (before[0] + 1, before[1])

    learner = visitor(PHONE).sign_in(LEARNER)
    learner.shot("story-desk")
    study(learner.page)
    learner.shot("story-studied")
    sit(learner.page)
    expect(learner.page.locator("main")).to_contain_text("100")
    learner.shot("story-result")

    assert owed(head.page, site) == (before[0] + 1, before[1] + 1)
    head.shot("story-unit")
    rows = exported(head.page)
    assert [row for row in rows if LEARNER in row]
    learner.go("/transcript/")
    expect(learner.page.locator("main")).to_contain_text("就业促进与失业保险")


def test_health_says_the_database_answers(site):
    with urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:  # noqa: S310
        assert answer.status == 200
        assert json.loads(answer.read())["status"] == "ok"
