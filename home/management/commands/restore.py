"""`manage.py restore FOLDER`: a backup back into an empty database and an empty media folder."""

import sys
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from home.backup import BackupRefused, restore_backup


class Command(BaseCommand):
    help = "Restores a backup, then compares every table's count with the manifest and verifies the log."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options) -> None:
        try:
            differs = list(restore_backup(folder))
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        for line in differs:
            self.stderr.write(line)
        if differs:
            sys.exit(1)
        self.stdout.write("Restored: every count equals the manifest, and the log is whole.")
