"""`manage.py seed_scale`: a bureau of any size with a year's history, for trying speed."""

import datetime as dt
import os
import resource

from django.core.management import BaseCommand, CommandError
from django.db import connection

from lms.common import clock
from lms.demo.scale.bureau import PASSWORD
from lms.demo.scale.plans import Size
from lms.demo.scale.seeding import Seeded, SeedRefused, seed


class Command(BaseCommand):
    help = (
        "Fills an empty database with an invented bureau and a year's history: every person owes every course. "
        "All or nothing; the same seed and day make the same rows."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--people", type=int, default=10_000)
        parser.add_argument("--courses", type=int, default=500)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day the history is told on; today when left out")

    def handle(self, *args, **options) -> None:
        size = Size(options["people"], options["courses"])
        try:
            done = seed(size=size, seed=options["seed"], today=_day(options["on"]), say=self._say)
        except SeedRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._report(done)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _report(self, done: Seeded) -> None:
        total = sum(done.rows.values())
        for name, rows in done.rows.items():
            self._say(f"  {name:<26}{rows:>12,}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self._say(f"{total:,} rows in {done.seconds:.0f} s ({total / done.seconds:,.0f} rows/s), database "
                  f"{_megabytes():,} MB, memory {memory} MB")
        self._say(f"\nSign in with one of these, password {PASSWORD} (for trying only):")
        for role, staff_no in done.accounts:
            self._say(f"  {role:<14} {staff_no}")


def _day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise CommandError(f"“{text}” is not a day; write it as YYYY-MM-DD.") from None


def _megabytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0] // 2**20
    name = str(connection.settings_dict["NAME"])
    return os.path.getsize(name) // 2**20 if os.path.exists(name) else 0
