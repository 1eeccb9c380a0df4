"""`manage.py backup FOLDER`: a copy of everything, while the server runs."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from home.backup import BackupRefused, make_backup


class Command(BaseCommand):
    help = "Writes database, media files and a manifest with counts, hashes and the newest seal into an empty FOLDER."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options) -> None:
        try:
            manifest = make_backup(folder)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        tables, files = manifest["tables"], manifest["media_files"]
        self.stdout.write(f"{len(tables)} tables, {sum(tables.values())} rows, {files} media files in {folder}")
        self.stdout.write(f"newest seal, to write down elsewhere: {manifest['newest_seal']}")
