"""`manage.py seal_audit`: seal the ends of all chains now, and say the seal to write down."""

from django.core.management import BaseCommand

from lms.audit.selectors import newest_seal
from lms.audit.services import seal
from lms.common import clock


class Command(BaseCommand):
    help = "Seals what changed in the log since the last seal; prints the newest seal's hash, to be kept elsewhere."

    def handle(self, *args, **options) -> None:
        made = seal(at=clock.now())
        sealed = sum(len(entry.detail["heads"]) for entry in made)
        self.stderr.write(f"{sealed} chains sealed." if made else "Nothing has changed since the last seal.")
        newest = newest_seal()
        if newest:
            self.stdout.write(f"seal {newest.number} of {newest.at:%Y-%m-%d %H:%M:%S} UTC: {newest.hash}")
