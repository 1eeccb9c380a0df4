"""A throw-away PostgreSQL cluster: with fsync, as production has it, so that killing it means something."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _programs() -> Path:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    known = (found and found[-1]) or shutil.which("initdb")
    if not known:
        raise SystemExit("PostgreSQL's initdb is not found: install the server's package.")
    return Path(known).parent


class Cluster:
    """Made when it is entered, gone when it is left. Run by the user postgres when this process is root's."""

    def __enter__(self) -> "Cluster":
        self.folder = Path(tempfile.mkdtemp(prefix="hall-"))
        self.port, self.programs = free_port(), _programs()
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        subprocess.run(
            [self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
            user=self.user, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start()
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE hall")
        return self

    def __exit__(self, *problem: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return self._address("hall")

    def _address(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Until it takes connections. A child of this process: one killed is gone at once, and leaves no trace that
        would keep the next from starting."""
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100")
        command = [self.programs / "postgres", "-D", self.data, "-p", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(word for setting in settings for word in ("-c", setting))],
                user=self.user, cwd="/", stdout=log, stderr=log)
        while not self._answers():
            if self.process.poll() is not None:
                raise SystemExit(f"The database ended: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """kill -9 of the postmaster and every process of its own."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait()
        time.sleep(0.5)  # until its children are gone too: they hold the shared memory

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
