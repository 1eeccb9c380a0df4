"""What something costs on a machine that is shared: CPU, of this process and of PostgreSQL, which answers it."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def milliseconds(ask: Callable[[], object]) -> float:
    """This process's CPU, and what the database server took: its CPU too, or else by the clock."""
    waited, server = [], database_cpu()

    def wait(execute, *given):
        began = time.perf_counter()
        try:
            return execute(*given)
        finally:
            waited.append(time.perf_counter() - began)

    began = time.process_time()
    with connection.execute_wrapper(wait):
        ask()
    spent = time.process_time() - began
    if connection.vendor != "postgresql":
        return 1000 * spent
    return 1000 * (spent + (sum(waited) if server is None else database_cpu() - server))


def database_cpu() -> float | None:
    """Seconds the server's process of this connection has computed; None where it is not on this machine.

    A shared machine makes the clock say what others do; on one of its own both are the same, for all is in memory.
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        process = Path(f"/proc/{cursor.connection.info.backend_pid}")
    try:
        here = "postgres" in (process / "comm").read_text()
        return int((process / "schedstat").read_text().split()[0]) / 1e9 if here else None
    except OSError:
        return None
