"""The work of a day: closings, snapshots, reminders, e-mail. Twice changes nothing; late is made up for."""

import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.common import clock
from lms.supervision.services import run_daily
from lms.supervision.services.daily import STEPS


class Command(BaseCommand):
    help = (
        "Does the day's work: brings assignments into line, freezes the months that are over, reminds, sends e-mail. "
        "The sweep beside the server does it by itself; this is for a machine without one, and for a missed day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day, YYYY-MM-DD; today unless given")

    def handle(self, *args, on: dt.date | None = None, **options) -> None:
        day, now = on or clock.today(), clock.now()
        if day > clock.day_of(now):
            raise CommandError(f"{day} has not come yet: nothing was done. Name today or an earlier day.")
        told = run_daily(on=day, at=now)
        for name in (*(step.name for step in STEPS), "delivered"):
            if name not in told:
                self.stdout.write(f"{name}: not now (people are written to on working days, from the hour HR set)")
            elif told[name] is None:
                self.stdout.write(f"{name}: done before")
            else:
                self.stdout.write(f"{name}: {json.dumps(told[name], ensure_ascii=False)}")
