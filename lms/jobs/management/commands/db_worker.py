"""`manage.py db_worker`: takes jobs from the queue, one after another. Start as many as there is work for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django_tasks_db.management.commands import db_worker as stock

from lms.jobs.worker import PatientWorker


class Command(stock.Command):
    """The queue's own command with our worker, our queue and no reloader."""

    help = "Does the queued jobs until it is told to end (Ctrl-C: after the job in hand; twice: at once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--follow", type=int, metavar="PID", help="end, at once, with the process that started it")
        parser.set_defaults(backend_name="jobs", reload=False)

    def handle(self, *, verbosity: int, **options: Any) -> None:
        self.configure_logging(verbosity if options["follow"] is None else 0)  # what matters is said by lms.jobs
        excluded = options["exclude_queues"].split(",") if options["exclude_queues"] else []
        if excluded and "*" not in options["queue_name"].split(","):
            raise CommandError("--exclude-queues can only be used with --queue-name=*")
        worker = PatientWorker(
            follows=options["follow"], queue_names=options["queue_name"].split(","), excluded_queue_names=excluded,
            **{name: options[name] for name in ("interval", "batch", "backend_name", "max_tasks", "worker_id")},
        )
        worker.configure_signals()
        worker.run()
