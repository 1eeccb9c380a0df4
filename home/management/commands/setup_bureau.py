"""`manage.py setup_bureau`: the site's skeleton, for a bureau of one's own."""

from django.core.management import BaseCommand

from home.site import ensure_site


class Command(BaseCommand):
    help = "Makes the role groups, the home page, the catalogue and the publishing workflow. Safe to repeat."

    def handle(self, *args, **options) -> None:
        ensure_site()
