"""Rounds that are due begin; the grace of old versions ends. Run once a day; late or twice changes nothing."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandParser

from lms.common import clock
from lms.curricula.renewals.services import run_day


class Command(BaseCommand):
    help = "Begin the next round of curricula that repeat, and end the grace of old course versions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day, YYYY-MM-DD; today unless given")

    def handle(self, *args, on: dt.date | None = None, **options) -> None:
        begun, moved = run_day(on=on or clock.today())
        self.stdout.write(f"begun: {', '.join(row.code for row in begun) or '-'}; moved to a new version: {moved}")
