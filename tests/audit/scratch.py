"""A database and a media folder of their own, on the engine of this run, for what a test's transaction cannot hold."""

import atexit
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests import services

ROOT = Path(__file__).resolve().parents[2]


AS_IT_IS = """
import datetime as dt
from django.db import connection
from django.db.migrations.loader import MigrationLoader
loader = MigrationLoader(connection)
apps = loader.project_state([node for node in loader.applied_migrations if node in loader.graph.nodes]).apps
model = lambda label: apps.get_model(*label.split("."))
DAY = dt.datetime(2026, 9, 28, 2, tzinfo=dt.UTC)
"""


class Scratch:
    """An empty database that migrations run on, and plain SQL."""

    def __init__(self, folder: Path, name: str = "scratch") -> None:
        self.path, self.media = folder / f"{name}.sqlite3", folder / f"{name}-media"
        self.url = f"sqlite:///{self.path}"
        self.mark = "?"
        if services.ON_POSTGRESQL:
            name = f"{connection.settings_dict['NAME']}_{name}"
            address = settings.DATABASES["default"]
            base = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}"
            self.base, self.url, self.mark = f"{base}/postgres", f"{base}/{name}", "%s"
            self._on_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
            atexit.register(self._on_server, f'DROP DATABASE IF EXISTS "{name}"')

    def _on_server(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.base, autocommit=True) as server:
            for statement in statements:
                server.execute(statement)

    def connect(self):
        if services.ON_POSTGRESQL:
            import psycopg

            return psycopg.connect(self.url)
        return sqlite3.connect(self.path)

    def manage(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True, check=False,
            env=os.environ | environment | {
                "DATABASE_URL": self.url, "MEDIA_ROOT": str(self.media), "VAR_DIR": str(self.path.parent),
                "SECRET_KEY": "only-for-tests", "DEMO": "0", "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            },
        )

    def migrate(self, *to: str) -> None:
        done = self.manage("migrate", *to, "--skip-checks", "--verbosity", "0")
        assert done.returncode == 0, done.stderr

    def write(self, lines: str) -> str:
        """What `lines` print, with `model` as the models are at the migrations made so far."""
        told = self.manage("shell", "-v0", "-c", AS_IT_IS + lines)
        assert told.returncode == 0, told.stderr
        return told.stdout

    def rows(self, sql: str) -> list:
        with self.connect() as database:
            return database.execute(sql).fetchall()
