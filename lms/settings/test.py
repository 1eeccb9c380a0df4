"""Tests: fast hashing, no manifest, media in a folder of its own. The database follows DATABASE_URL."""

import tempfile
from pathlib import Path

from lms.settings.base import *  # noqa: F403
from lms.settings.base import CACHES, DATABASES, STORAGES, TASKS

SECRET_KEY = "only-for-tests"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use: threads of one test share it. Nothing here needs to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": tempfile.mkdtemp(prefix="lms-test-") + "/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
# Rolled-back tests use an id again: a picture remembered under it would be another test's.
CACHES = CACHES | {"renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="lms-media-"))
JOBS_ROOT = Path(tempfile.mkdtemp(prefix="lms-jobs-"))
TASKS = TASKS | {"jobs": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
TWO_FACTOR_REQUIRED = False  # tests of the second step turn it on
