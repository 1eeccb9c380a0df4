"""`manage.py load_holidays [FILE]`: the State Council's holiday calendar of a year, as CSV or JSON."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.workdays.rules import CalendarRefused
from lms.workdays.services import SHIPPED, load, read_file


class Command(BaseCommand):
    help = "Load days off and days worked instead from a CSV (on,to_on,kind,name) or JSON file. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=SHIPPED, help="the shipped calendar unless given")

    def handle(self, *args, file: Path, **options) -> None:
        try:
            result = load(lines=read_file(file))
        except CalendarRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{result.added} added, {result.changed} changed, {result.unchanged} unchanged")
