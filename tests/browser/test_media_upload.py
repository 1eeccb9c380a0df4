"""Many films, recordings and PDFs at once: each with its progress, its outcome and its reason."""

import pytest
from playwright.sync_api import expect

from tests.courses.test_uploads import sound
from tests.pdfs import pdf

pytestmark = pytest.mark.browser
EDITOR = "00024"
WATCH = """() => {
  window.most = 0;
  const bars = () => document.querySelectorAll("#media-rows progress").length;
  const count = () => { window.most = Math.max(window.most, bars()); };
  new MutationObserver(count).observe(document.getElementById("media-rows"), { childList: true, subtree: true });
}"""


def test_each_file_has_its_progress_and_its_outcome(visitor, site, tmp_path):
    contents = {"讲座录音.wav": sound(7), "课件.pdf": pdf(2, width=333), "坏的.mp4": b"\0" * 5000,
                "图片.png": b"\x89PNG\r\n"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    editor = visitor().sign_in(EDITOR)
    page = editor.go("/admin/course-media/upload/")
    page.evaluate(WATCH)
    page.set_input_files("#files", [str(tmp_path / name) for name in contents])
    page.click("#media-upload button")
    rows = page.locator("#media-rows li")
    expect(rows).to_have_count(len(contents))
    expect(page.locator("#media-rows .media-kept")).to_have_count(2, timeout=60_000)
    expect(page.locator("#media-rows .media-refused")).to_have_count(2)
    assert page.evaluate("window.most") == len(contents)  # each had its own bar, and none is left
    expect(page.locator("#media-rows progress")).to_have_count(0)
    assert all(text.strip() for text in page.locator("#media-rows .media-refused span").all_inner_texts())
    editor.shot("media-upload")
    assert all("400" in complaint for complaint in editor.complaints)  # what is refused is answered as such
    editor.complaints.clear()

    page.set_input_files("#files", str(tmp_path / "讲座录音.wav"))
    page.click("#media-upload button")
    expect(rows.last).to_contain_text("已有相同文件", timeout=60_000)
    editor.complaints.clear()
    page.click("#media-next a")
    page.wait_for_load_state()
    page.locator("main input[type=text], input[name$=title]").first.fill("窗口叫号提示音讲座")
    page.locator("main button.button, button.button").last.click()
    page.wait_for_load_state()
    editor.go("/admin/media/?q=窗口叫号提示音讲座")
    expect(page.locator("main, #main")).to_contain_text("窗口叫号提示音讲座")
