"""Close the accounts of those who have left, and make the groups equal to the roles of today; run it every night."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.common import clock
from lms.people.services import close_accounts, sync_role_groups


class Command(BaseCommand):
    help = "Close leavers' accounts; make the groups of the content administration equal to the roles of today."

    def handle(self, *args: Any, **options: Any) -> None:
        close_accounts(clock.today())
        sync_role_groups()
