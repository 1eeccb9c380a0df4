"""What the chain costs: an act recorded, beside a bare insert of the same row, each inside one transaction.

`python -m tests.benchmarks.audit` prints both; `rows()` gives them to the table of `python -m tests.benchmarks`.
"""

from collections.abc import Callable
from itertools import count
from types import SimpleNamespace

PEOPLE = 500
DETAIL = {"on": "2026-06-30", "created": 12, "people": 48}


def rows() -> dict[str, Callable[[], None]]:
    """Name → what to ask again and again."""
    from lms.audit.models import Entry
    from lms.audit.services import record
    from lms.common import clock

    people = [SimpleNamespace(staff_no=f"{number:05d}", full_name="某某") for number in range(PEOPLE)]
    turns, numbers = count(), count(1)

    def recorded() -> None:
        record(action="bench.mark", actor=people[next(turns) % PEOPLE], target="CIP-04", detail=DETAIL)

    def bare() -> None:
        Entry.objects.create(
            at=clock.now(), action="bench.mark", actor_no="00001", actor_name="某某", target="CIP-04", detail=DETAIL,
            chain="bench", number=next(numbers), previous="0" * 64, hash="0" * 64,
        )

    return {"bare insert": bare, "act recorded": recorded}


def main() -> None:
    """Nothing of it is kept."""
    from django.db import connection, transaction

    from tests.benchmarks.__main__ import per_cpu_second

    call_migrations()
    with transaction.atomic():
        rates = {name: per_cpu_second(ask) for name, ask in rows().items()}
        transaction.set_rollback(True)
    print(f"{connection.vendor}")
    for name, rate in rates.items():
        print(f"{name:<16}{rate:>8.0f} a CPU-second{1e6 / rate:>8.0f} µs{rates['bare insert'] / rate:>8.2f} × bare")


def call_migrations() -> None:
    from django.conf import settings

    from home import startup

    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT):
        startup.check_folder(folder)
    startup.migrate()


if __name__ == "__main__":
    main()
