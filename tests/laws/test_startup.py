"""Every way a start can fail ends in one clear sentence; a start that works stops cleanly."""

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {"VAR_DIR": f"{folder}/var", "MEDIA_ROOT": f"{folder}/media", "DEMO": "0", "PORT": "0"} | changes


def serve(folder: Path, **changes: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment(folder, **changes), capture_output=True,
        text=True, timeout=60, check=False,
    )


def one_sentence(answer: subprocess.CompletedProcess) -> str:
    assert answer.returncode != 0
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    return lines[0]


def test_a_taken_port(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = one_sentence(serve(tmp_path, PORT=port))
    assert f"Port {port}" in said
    assert "PORT=8001" in said


def test_an_unreachable_database(tmp_path):
    said = one_sentence(serve(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none"))
    assert "127.0.0.1:1/none cannot be reached" in said
    assert "DATABASE_URL" in said


@pytest.mark.parametrize("name", ["VAR_DIR", "MEDIA_ROOT"])
def test_a_folder_that_cannot_be_written(tmp_path, name):
    (tmp_path / "file").touch()
    said = one_sentence(serve(tmp_path, **{name: f"{tmp_path}/file/inside"}))
    assert "cannot be written to" in said


def test_an_old_python(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed; this is 3\.9"):
        runpy.run_path(str(ROOT / "lms/preflight.py"))


def test_an_empty_bureau_serves_and_stops_cleanly(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment(tmp_path, PORT=port),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    _answers(f"http://127.0.0.1:{port}/healthz", server)
    server.send_signal(signal.SIGINT)
    _out, errors = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Traceback" not in errors


def _answers(address: str, server: subprocess.Popen) -> None:
    for _ in range(240):
        assert server.poll() is None, server.stderr.read()
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server never answered")
