"""Every curriculum in force again: joiners get it, movers are released. Run once a night; twice changes nothing."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Q

from lms.common import clock
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.services import reconcile


class Command(BaseCommand):
    help = "Bring assignments into line with the curricula's rules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day, YYYY-MM-DD; today unless given")

    def handle(self, *args, on: dt.date | None = None, **options) -> None:
        day = on or clock.today()
        for curriculum in _in_force(day):
            result = reconcile(curriculum=curriculum, by=None, on=day)
            self.stdout.write(
                f"{curriculum.code}: +{result.assigned.created} reopened {result.reopened} closed {result.closed}"
            )


def _in_force(day: dt.date):
    """Assigned once by HR and not retired: a draft nobody confirmed is never sent by the night job."""
    given = Assignment.objects.values("curriculum_id")
    return Curriculum.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day), pk__in=given,
                                     cycle__gte=clock.cycle_of(day))
