"""A throw-away PostgreSQL cluster: with fsync, as production has it, so that killing it means something."""

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
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()
        with psycopg.connect(self.url.replace("/hall", "/postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE hall")
        return self

    def __exit__(self, *problem: object) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/hall"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def kill(self) -> None:
        """kill -9 of the postmaster and every process of its own."""
        main = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.5)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        command = [*self.as_user, str(self.programs / program), *words]
        subprocess.run(command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
