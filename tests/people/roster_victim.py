"""A worker that writes a roster, and is killed in the middle: `python -m tests.people.roster_victim JOB`."""

import sys
import time

import django

django.setup()

from lms.jobs.runner import run  # noqa: E402
from lms.people.models import Posting, User  # noqa: E402
from lms.people.services.roster.writing import Writer  # noqa: E402


def stop_here(self, changes: list) -> None:
    """Accounts and posts are written; now it waits for its end."""
    print(User.objects.count(), Posting.objects.count(), flush=True)
    time.sleep(120)


if __name__ == "__main__":
    Writer._pause = stop_here
    run(int(sys.argv[1]))
