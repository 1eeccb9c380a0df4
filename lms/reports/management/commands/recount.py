"""`manage.py recount`: does the summary say what the records say?"""

import sys
import time

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lms.common import clock
from lms.reports.selectors.recount import differences
from lms.reports.summary import rebuild, triggers

SHOWN = 20


class Command(BaseCommand):
    help = "Counts everything from the records and compares the summary with it; makes it again where it differs."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; ends with 1 when they differ")
        parser.add_argument("--rebuild", action="store_true", help="make it again whether it differs or not")

    def handle(self, *args, check: bool, rebuild: bool, **options) -> None:
        found = [] if rebuild else self._compared()
        lost = triggers.missing()
        if lost:
            self.stdout.write(_("The database lacks triggers: %(names)s") % {"names": ", ".join(sorted(lost))})
        if check:
            sys.exit(1 if found or lost else 0)
        if rebuild or found or lost:
            self._made_again()

    def _compared(self) -> list:
        began = time.perf_counter()
        found = differences(clock.today())
        for line in found[:SHOWN]:
            self.stdout.write(str(line))
        self.stdout.write(_("%(n)d differences between the summary and the records (%(seconds).1f s).") % {
            "n": len(found), "seconds": time.perf_counter() - began})
        return found

    def _made_again(self) -> None:
        began = time.perf_counter()
        triggers.install()
        standing = rebuild()
        self.stdout.write(_("The summary was made again from %(n)d tasks (%(seconds).1f s).") % {
            "n": standing, "seconds": time.perf_counter() - began})
