"""`manage.py serve`: check, prepare, and run the production server."""

import os

from django.conf import settings
from django.core.management import BaseCommand, call_command

from home import startup


class Command(BaseCommand):
    help = "Checks the machine, prepares the database and the static files, and serves on PORT (8000)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args, host: str, port: int, **options) -> None:
        startup.check_port(host, port)
        startup.check_folder(settings.VAR_DIR)
        startup.check_folder(settings.MEDIA_ROOT)
        startup.check_database()
        startup.compile_messages()
        startup.migrate()
        if settings.DEMO:
            call_command("load_demo")
        else:
            call_command("setup_bureau")
        startup.collect_static()
        self.stdout.write(self.style.SUCCESS(f"\nServing on http://{host}:{port}  (Ctrl-C stops)"))
        startup.serve(host, port)
