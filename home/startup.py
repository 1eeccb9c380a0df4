"""What happens between `make run` and the first page: checks in words, then the same steps every time."""

import io
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation.reloader import translation_file_changed

from courses.models import CourseVersion, SearchEntry


def check_port(host: str, port: int) -> None:
    """Refuse a port something else is listening on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({problem.strerror}). "
                "Stop what uses it, or choose another: make run PORT=8001"
            ) from problem


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-test"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise CommandError(
            f"The folder {folder} cannot be written to ({problem.strerror}). Make it writable and start again."
        ) from problem


def check_database() -> None:
    """Refuse an unreachable database."""
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        where = connection.settings_dict
        place = f"{where['HOST']}:{where['PORT']}/{where['NAME']}" if where["HOST"] else where["NAME"]
        reason = str(problem).strip().splitlines()[0]
        raise CommandError(
            f"The database {place} cannot be reached ({reason}). Check DATABASE_URL and that the server runs."
        ) from problem


def migrate() -> None:
    """Bring the tables up to date, when they are not, and the search index after them."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database…", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    if not SearchEntry.objects.exists() and CourseVersion.objects.exists():  # published before there was a search
        print("Making the search index…", flush=True)
        call_command("rebuild_search", stdout=io.StringIO())


def compile_messages() -> None:
    """Write each catalogue's binary form, when its text is newer, and use it from here on."""
    for folder in settings.LOCALE_PATHS:
        for text in Path(folder).glob("*/LC_MESSAGES/*.po"):
            binary = text.with_suffix(".mo")
            if not binary.exists() or binary.stat().st_mtime < text.stat().st_mtime:
                polib.pofile(str(text)).save_as_mofile(str(binary))
                translation_file_changed(None, binary)  # what was read before is forgotten


def collect_static() -> None:
    """Gather styles, scripts and pictures for the server, when a source is newer than the last gathering."""
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    wanted = ("lms/**/static/**/*", "courses/static/**/*", "requirements.txt")
    sources = [source for pattern in wanted for source in Path(settings.BASE_DIR).glob(pattern)]
    if not stamp.exists() or stamp.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        print("Collecting styles and scripts…", flush=True)
        call_command("collectstatic", verbosity=0, interactive=False)


def start_command(*words: str) -> subprocess.Popen:
    """A command of ours in a process of its own."""
    return subprocess.Popen([sys.executable, "manage.py", *words], cwd=settings.BASE_DIR)  # noqa: S603


class KeptWorker:
    """One worker for the jobs, started again when it was killed. It ends with the process that keeps it."""

    AGAIN_AFTER = 10  # seconds: a worker that cannot start must not keep the machine busy

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self._due = 0.0

    def keep(self) -> None:
        """Start it where there is none; call this every second."""
        ended = self.process is None or self.process.poll() is not None
        if ended and time.monotonic() >= self._due:
            self.process = start_command("db_worker", "--follow", str(os.getpid()))
            self._due = time.monotonic() + self.AGAIN_AFTER


def serve(host: str, port: int) -> None:
    """Become the production server; it stops cleanly on Ctrl-C."""
    sys.stdout.flush()
    connection.close()
    sweep = ["sweep", "--follow", str(os.getpid())]
    start_command(*sweep, *(["--with-worker"] if settings.JOBS_WORKER else []))
    command = [
        sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", "8",
        "--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
    ]
    os.execv(sys.executable, command)  # noqa: S606
