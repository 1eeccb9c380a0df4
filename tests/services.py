"""What this machine offers the tests. What is absent is named; in CI nothing may be absent."""

import os
import shutil
import subprocess

IN_CI = bool(os.environ.get("CI"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith(("postgres", "psql"))


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())  # noqa: S607


def absent_for_browser() -> str:
    """What a browser test lacks here, in words; empty when nothing."""
    if not CHROMIUM:
        return "Chromium is not installed (apt install chromium)"
    return "" if has_chinese_font() else "no Chinese font is installed (apt install fonts-noto-cjk)"
