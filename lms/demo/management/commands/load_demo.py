"""`manage.py load_demo`: the demo bureau in the middle of its year."""

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from home.site import ensure_site
from lms.audit.models import Entry
from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Curriculum
from lms.demo.loaders import (
    asks,
    content,
    credits,
    drills,
    duties,
    editions,
    events,
    feedback,
    goals,
    history,
    marking,
    organisation,
    staff,
    talk,
    works,
)
from lms.people.models import Department
from lms.workdays import services as workdays

LOADED = "demo.load"


class Command(BaseCommand):
    help = "Loads the invented demo bureau: 29 units, 511 people, 12 courses and a year's history. Safe to repeat."

    def handle(self, *args, **options) -> None:
        if Entry.objects.filter(action=LOADED).exists():
            self._print_sign_ins()
            return
        if Department.objects.exists():
            raise CommandError("This database holds a bureau already; the demo is only loaded into an empty one.")
        self._load()
        self._print_sign_ins()

    @transaction.atomic
    def _load(self) -> None:
        """All of it or nothing: a stopped start leaves an empty database, not half a bureau."""
        today = clock.today()
        self._say("Loading the demo bureau, once: units and people…")
        organisation.load()
        staff.load(today)
        workdays.load(lines=workdays.read_file(workdays.SHIPPED))
        self._say("courses, lessons and questions…")
        content.load(ensure_site())
        credits.load()
        self._say("curricula and assignments…")
        events.before(today)
        duties.assign_all(today, by=staff.hr_officer())
        goals.set_goals(today)
        self._say("the year so far…")
        touched = history.write(today)
        asks.write(today)
        feedback.write(today)
        works.write(today)
        talk.write(today)
        drills.write(today)
        events.after(today)
        editions.load(today, by=staff.hr_officer())
        marking.write(today)
        record(action=LOADED, detail={"curricula": Curriculum.objects.count(), "tasks": touched})

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _print_sign_ins(self) -> None:
        self.stdout.write("\nSign in with one of these (demo only):")
        for account in staff.sign_ins():
            self.stdout.write(f"  {account.role:<14} {account.staff_no:<8} {staff.PASSWORD}   {account.name}")
