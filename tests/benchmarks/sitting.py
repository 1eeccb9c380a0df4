"""`python -m tests.benchmarks.sitting`: what an exam costs in CPU, beside a bare signed-in view that inserts one row.

CPU of this process and, on PostgreSQL, of the process that serves its connection, both warm, through the whole of the
middleware; the acts take turns, so that what the machine does besides is spread over all; medians of the rounds. The
paper has twenty questions. On the database of DATABASE_URL, which is best an empty one; people, a course and its bank
are added at every run.
"""

import itertools
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from home import startup  # noqa: E402
from lms.assessment.models import Attempt, GradeEvent  # noqa: E402
from lms.people.models import User  # noqa: E402
from tests.benchmarks.hall import COURSE, QUESTIONS  # noqa: E402
from tests.benchmarks.hall.people import seat  # noqa: E402

PEOPLE, ROUNDS, TICKS = 60, 15, os.sysconf("SC_CLK_TCK")
SAVES = 40  # in a turn
ALLOWED_SAVE, ALLOWED_WHOLE = 2.0, 28.0  # times the bare insert; milliseconds (issue: exams that can be trusted)


def server_cpu() -> float:
    """Seconds of CPU the database's own process has used; 0 on SQLite, which runs in this process."""
    if connection.vendor != "postgresql":
        return 0.0
    numbers = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / TICKS


class Person:
    """One who sits: each act answered as it should be, or the run ends."""

    def __init__(self, staff_no: str) -> None:
        self.client, self.revisions, self.items = Client(), itertools.count(1), itertools.cycle(range(1, QUESTIONS + 1))
        self.client.force_login(User.objects.get(staff_no=staff_no), backend="lms.people.backends.PasswordBackend")
        self.insert()  # the client's own middleware is made at its first request

    def start(self) -> None:
        address = self.client.post(f"/assessment/{COURSE}/start/", {"pledge": "1"}).headers["Location"]
        self.address = address
        assert "/attempt/" in address, address

    def open(self) -> None:
        assert self.client.get(self.address).status_code == 200

    def save(self) -> None:
        body = {"item": next(self.items), "answer": ["T"], "flagged": False, "revision": next(self.revisions)}
        body["answer"] = ["T" if body["item"] > 16 else "A"]
        answer = self.client.post(f"{self.address}save/", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content

    def insert(self) -> None:
        assert self.client.post("/bare-insert/", b"{}", content_type="application/json").status_code == 200

    def hand_in(self) -> None:
        assert "result" in self.client.post(f"{self.address}hand-in/").headers["Location"]


def cost(act: Callable[[], None], times: int = 1) -> tuple[float, float]:
    """Milliseconds of CPU an act takes: here, and in the database's process."""
    here, there = time.process_time(), server_cpu()
    for _ in range(times):
        act()
    return (time.process_time() - here) * 1000 / times, (server_cpu() - there) * 1000 / times


def one_turn(person: Person) -> dict[str, tuple[float, float]]:
    found = {"start": cost(person.start), "paper": cost(person.open)}
    found["bare insert"] = cost(person.insert, SAVES)
    found["save"] = cost(person.save, SAVES)
    found["save again"] = cost(person.save, SAVES)
    found["hand in and mark"] = cost(person.hand_in)
    return found


def show(turns: list[dict[str, tuple[float, float]]]) -> None:
    here = {name: statistics.median(turn[name][0] for turn in turns) for name in turns[0]}
    there = {name: statistics.mean(turn[name][1] for turn in turns) for name in turns[0]}
    bare = here["bare insert"]
    print(f"{'act':<18}{'web ms':>9}{'database ms':>13}{'× bare insert':>15}")
    for name, value in here.items():
        print(f"{name:<18}{value:>9.2f}{there[name]:>13.2f}{value / bare:>15.2f}")
    whole = here["start"] + here["hand in and mark"]
    print(f"a save {here['save'] / bare:.2f} × the bare insert, at most {ALLOWED_SAVE}")
    print(f"start, hand in and mark together {whole:.1f} ms, at most {ALLOWED_WHOLE}")


def main() -> None:
    for folder in (django.conf.settings.VAR_DIR, django.conf.settings.MEDIA_ROOT):
        startup.check_folder(folder)
    startup.migrate()
    startup.compile_messages()
    startup.collect_static()
    first = 90 + User.objects.filter(full_name="考生0").count()
    people = [Person(number) for number, _session in seat(ROUNDS + 3, first)]
    turns = [one_turn(person) for person in people][3:]  # the first three warm up
    done = Attempt.objects.filter(enrolment__version__course__code=COURSE, closed_at__isnull=False).count()
    assert GradeEvent.objects.filter(attempt__isnull=False).count() >= done > ROUNDS
    show(turns)


if __name__ == "__main__":
    main()
