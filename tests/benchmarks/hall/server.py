"""The production server, as the container starts it: `manage.py serve` on the production settings."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.benchmarks.hall.cluster import free_port

ROOT = Path(__file__).resolve().parents[3]


def environment(url: str, folder: Path) -> dict[str, str]:
    """Production's, over plain HTTP as behind its proxy."""
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.production", "DATABASE_URL": url, "DEMO": "0",
        "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": "https://127.0.0.1",
        "VAR_DIR": str(folder / "var"), "MEDIA_ROOT": str(folder / "media"), "JOBS_WORKER": "0",
    }


class Server:
    def __init__(self, url: str, folder: Path) -> None:
        self.port, self.env = free_port(), environment(url, folder)
        self.log = folder / "server.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)], cwd=ROOT, env=self.env, stdout=log,
                stderr=log, start_new_session=True)
        for _ in range(3000):
            if self.process.poll() is not None:
                raise SystemExit(f"The server ended: {self.log.read_text()[-2000:]}")
            if self._answers():
                return
            time.sleep(0.2)
        raise SystemExit("The server does not answer.")

    def kill(self) -> None:
        """kill -9 of the server, its workers and what it started beside."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False
