"""Laws of the whole project: migrations, production settings, the container's recipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "p" * 25 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEF",
    "DATABASE_URL": "sqlite:////tmp/lms-production-check.sqlite3",
    "ALLOWED_HOSTS": "training.example.gov.cn",
    "BASE_URL": "https://training.example.gov.cn",
}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env=clean | {"DJANGO_SETTINGS_MODULE": "lms.settings.production"} | environment,
    )


@pytest.mark.django_db
def test_no_pending_migrations():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_production_refuses_to_start_without_secrets():
    refused = manage("check")
    assert refused.returncode != 0
    for name in SECRETS:
        assert name in refused.stderr


def test_production_refuses_a_short_key():
    assert "50 characters" in manage("check", **(SECRETS | {"SECRET_KEY": "short"})).stderr


def test_deploy_check_is_clean():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **SECRETS)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


def test_container_recipe():
    """No engine runs here, so the recipe is read: same commands, not root, checked health, nothing secret inside."""
    recipe = (ROOT / "Dockerfile").read_text()
    assert "FROM python:3.11-slim" in recipe
    assert recipe.index("USER lms") < recipe.index("CMD [\"python\", \"manage.py\", \"serve\"]")
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in recipe
    assert "HEALTHCHECK" in recipe
    assert "/healthz" in recipe
    for command in ("serve", "prepare_static"):
        assert (ROOT / f"home/management/commands/{command}.py").exists()
        assert f"manage.py {command}" in recipe.replace('", "', " ")
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "var", "tests", ".venv"} <= set(ignored)


def test_requirements_are_locked_with_hashes():
    for lock in ("requirements.txt", "tests/requirements.txt"):
        text = (ROOT / lock).read_text()
        assert text.count("==") > 40
        assert "http" not in text
        assert all("--hash=sha256:" in block for block in text.replace("\\\n", "").strip().splitlines())
