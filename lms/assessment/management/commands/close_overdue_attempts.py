"""The sweeper: hand in what the deadline has passed. Run it every minute."""

from django.core.management.base import BaseCommand

from lms.assessment.services import close_overdue
from lms.common import clock


class Command(BaseCommand):
    help = "Hand in every attempt whose deadline has passed, with what was saved."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{close_overdue(at=clock.now())} closed")
