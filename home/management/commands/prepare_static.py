"""`manage.py prepare_static`: message catalogues and static files, for building an image."""

from django.core.management import BaseCommand

from home import startup


class Command(BaseCommand):
    help = "Compiles the message catalogues and collects the static files."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        startup.compile_messages()
        startup.collect_static()
