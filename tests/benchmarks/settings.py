"""Production-like settings over the demo bureau, plus two bare pages to compare with."""

import os
from pathlib import Path

os.environ.setdefault("VAR_DIR", "var/benchmark")
os.environ.setdefault("MEDIA_ROOT", "var/benchmark/media")

from lms.settings.dev import *  # noqa: F403
from lms.settings.dev import ALLOWED_HOSTS, TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates", *TEMPLATES[0]["DIRS"]]
