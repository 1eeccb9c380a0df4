"""`manage.py archive_audit`: the acts older than AUDIT_KEEP_DAYS leave the log for a file. A dry run by default."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from lms.audit.services import ArchiveRefused, archive
from lms.common import clock


class Command(BaseCommand):
    help = "Says what is older than AUDIT_KEEP_DAYS; with --commit writes it to a file and takes it out of the log."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--commit", action="store_true", help="do it; without, nothing is changed")
        parser.add_argument("--folder", type=Path, default=Path(settings.VAR_DIR) / "audit-archive")

    def handle(self, *args, commit: bool, folder: Path, **options) -> None:
        days = getattr(settings, "AUDIT_KEEP_DAYS", None)
        if days is None:
            self.stdout.write("AUDIT_KEEP_DAYS is not set: the log is kept for ever, nothing is archived.")
            return
        try:
            done = archive(keep_days=days, folder=folder, at=clock.now(), commit=commit)
        except ArchiveRefused as refused:
            raise CommandError(str(refused)) from refused
        if done.file:
            self.stdout.write(f"{done.entries} entries of {done.chains} chains archived in {done.file}")
        elif done.entries:
            self.stdout.write(f"{done.entries} entries of {done.chains} chains would be archived; --commit does it.")
        else:
            self.stdout.write(f"Nothing sealed is older than {days} days.")
