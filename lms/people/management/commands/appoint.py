"""Give a role from the command line: how a new installation gets its first system administrator."""

import datetime as dt
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.models import Department, RoleGrant, User
from lms.people.services import RoleRefused, grant_role, sync_role_groups


class Command(BaseCommand):
    help = "Give a role to a person; with --name, make the account first and print its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_no")
        parser.add_argument("role", choices=RoleGrant.Role.values)
        parser.add_argument("--name", default="", help="full name of a new account")
        parser.add_argument("--unit", default="", help="code of the county bureau, for county_admin")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="last day, as 2026-12-31")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        unit = Department.objects.filter(code=options["unit"]).first()
        if options["unit"] and unit is None:
            raise CommandError(_("There is no unit %(code)s.") % {"code": options["unit"]})
        person = self._person(options["staff_no"], options["name"])
        sync_role_groups()
        try:
            grant_role(person=person, role=options["role"], from_on=clock.today(), to_on=options["until"],
                       department=unit)
        except RoleRefused as refused:
            raise CommandError(str(refused)) from refused

    def _person(self, staff_no: str, name: str) -> User:
        person = User.objects.filter(staff_no=staff_no).first()
        if person is None and not name:
            raise CommandError(_("Nobody has the staff number %(number)s.") % {"number": staff_no})
        if person is None:
            password = f"{secrets.token_urlsafe(9)}-aA1"
            person = User.objects.create_user(staff_no, name, password, must_change_password=True)
            self.stdout.write(password)
        return person
