"""The keys for order and search of everybody's name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.people.services.keys import key_everybody


class Command(BaseCommand):
    help = "Fill pinyin, initials and stroke order of all names; what HR corrected by hand stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only of those who have none")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{key_everybody(missing_only=options['missing'])}")
