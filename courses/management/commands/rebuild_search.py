"""`manage.py rebuild_search`: the search index again from what is published. The site may go on meanwhile."""

import time

from django.core.management import BaseCommand

from courses.models import SearchEntry
from courses.search.indexing import rebuild


class Command(BaseCommand):
    help = "Makes the search index again from the published courses and the question bank. Safe to repeat."

    def handle(self, *args, **options) -> None:
        start = time.monotonic()
        for done, total in rebuild():
            self.stdout.write(f"{done} of {total} courses", ending="\r")
            self.stdout.flush()
        number = SearchEntry.objects.count()
        self.stdout.write(f"{number} entries in {time.monotonic() - start:.1f} seconds.")
