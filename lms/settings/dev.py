"""A newcomer's machine: SQLite, a secret key made on first use, plain HTTP on loopback."""

import sys

from lms.settings.base import *  # noqa: F403
from lms.settings.base import VAR_DIR, env
from lms.settings.secrets import local_secret_key

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or local_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DEMO = env.bool("DEMO", default=True)
# So that the printed demo sign-ins work with a password alone; TWO_FACTOR_REQUIRED=1 shows how it is in production.
TWO_FACTOR_REQUIRED = env.bool("TWO_FACTOR_REQUIRED", default=False)
if not TWO_FACTOR_REQUIRED and sys.argv[1:2] == ["serve"]:
    print("Two-factor sign-in is off on this machine; TWO_FACTOR_REQUIRED=1 turns it on.", flush=True)
