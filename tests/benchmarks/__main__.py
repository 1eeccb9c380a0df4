"""`make benchmark`: requests per CPU-second of the pages people open most, beside bare ones, in one run.

CPU time of this process (web framework and SQLite together), warm; the pages take turns, so that what the machine does
besides is spread over all; medians of the rounds. Trust the ratios.

The bare pages are what the framework itself would serve to the same person through the same middleware (session,
sign-in, second step, content policy): a view that says his name; one that updates one row; and a Wagtail page, one of
the demo's tree, found by Wagtail's own routing, whose template says its title and his name and nothing of ours.
"""

import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page  # noqa: E402

from home import startup  # noqa: E402
from home.models import HomePage  # noqa: E402
from lms.demo.loaders import staff  # noqa: E402
from lms.people.models import User  # noqa: E402
from tests.benchmarks.beats import Beats  # noqa: E402

ROUNDS, SECONDS = 9, 0.3


def prepare() -> None:
    """The demo bureau, and one bare Wagtail page."""
    for folder in (django.conf.settings.VAR_DIR, django.conf.settings.MEDIA_ROOT):
        startup.check_folder(folder)
    startup.migrate()
    startup.compile_messages()
    call_command("load_demo", verbosity=0)
    startup.collect_static()
    if not Page.objects.filter(slug="bare-page").exists():
        HomePage.objects.get().add_child(instance=Page(title="Bare", slug="bare-page"))


def signed_in(role: str) -> Client:
    number = next(account.staff_no for account in staff.sign_ins() if account.role == role)
    client = Client()
    client.force_login(User.objects.get(staff_no=number), backend="lms.people.backends.PasswordBackend")
    return client


def per_cpu_second(ask) -> float:
    """Requests per CPU-second in one turn."""
    began, count = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        ask()
        count += 1
    return count / (time.process_time() - began)


def rates_of(pages: dict) -> dict[str, float]:
    """The median turn of each page."""
    turns = [{name: per_cpu_second(ask) for name, ask in pages.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(turn[name] for turn in turns) for name in pages}


def get(client: Client, path: str):
    def ask() -> None:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)

    return ask


def post(client: Client, path: str):
    def ask() -> None:
        assert client.post(path, b"{}", content_type="application/json").status_code == 200

    return ask


def main() -> None:
    prepare()
    learner, head = signed_in("learner"), signed_in("head")
    beats = Beats(learner, "00137", "CIP-04")
    pages = {
        "bare signed-in view": get(learner, "/bare/"),
        "bare one-row update": post(learner, "/bare-update/"),
        "bare Wagtail page": get(learner, "/bare-page/"),
        "desk": get(learner, "/"),
        "course": get(learner, "/courses/cip-01/"),
        "course, newer version": get(learner, "/courses/cip-04/"),
        "lesson": get(learner, beats.lesson_path),
        "beat": beats.send,
        "unit page": get(head, "/reports/unit/0110/"),
    }
    for ask in pages.values():
        ask()
    rates = rates_of(pages)
    bare, wagtail = rates["bare signed-in view"], rates["bare Wagtail page"]
    update = rates["bare one-row update"]
    print(f"{'page':<22}{'req/CPU-s':>10}{'ms':>8}{'× bare view':>13}{'× bare update':>15}{'× Wagtail page':>16}")
    for name, rate in rates.items():
        ratios = f"{bare / rate:>13.2f}{update / rate:>15.2f}{wagtail / rate:>16.2f}"
        print(f"{name:<22}{rate:>10.0f}{1000 / rate:>8.2f}{ratios}")


if __name__ == "__main__":
    main()
