"""`python -m tests.jobs.worker [options]`: the worker in a process of its own, knowing the tests' slow work."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command

    from lms.jobs.registry import handles
    from tests.jobs import slow

    handles("tests.endless", atomic=True)(slow.endless)
    handles("tests.second_time", atomic=True, resumable=True)(slow.second_time)
    call_command("db_worker", "--interval", "0.1", *sys.argv[1:])
